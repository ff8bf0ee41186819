"""A shop of any kind asks whether an order can be paid (P9)."""

from flask_amends.disputes.money import Money
from flask_amends.service import payment_acts, prices
from tests.integration.web.api.conftest import FOR_MARKETPLACES, Office


def asked(number: str = "A-9", price: str = "100.00") -> dict[str, object]:
    line = {"sku": "vase", "title": "Vase", "unit_price": {"currency_code": "EUR", "value": price}}
    return {"order_number": number, "email": "anna@example.org", "lines": [line]}


def test_an_order_is_paid_or_held_by_what_the_ledger_says(office: Office) -> None:
    erp = office.program("orders:write")
    for amount in ("100.00", "1.00"):
        prices.record(office.shop.state, "plate", Money.parse(amount, "EUR"))
    free = erp.post("/payments", asked())
    assert free.json == {
        "allowed": True,
        "reason": "",
        "amount": {"currency_code": "EUR", "value": "100.00"},
        "prices": [],
        "flags": [],
        "until": None,
    }
    doubtful = asked("A-10")
    doubtful["lines"][0]["sku"] = "plate"  # type: ignore[index]
    held = erp.post("/payments", doubtful).json
    assert held is not None
    assert (held["allowed"], held["reason"], held["flags"]) == (False, "waits", ["price_held"])
    assert [row.order_number for row in payment_acts.listed(office.shop.state)] == ["A-10"]
    assert erp.post("/payments", {**doubtful, "lines": []}).status_code == 422


def test_a_marketplace_asks_nothing_here(office: Office) -> None:
    bazaar = office.program(*FOR_MARKETPLACES, owner="bazaar")
    assert bazaar.post("/payments", asked()).status_code == 404
