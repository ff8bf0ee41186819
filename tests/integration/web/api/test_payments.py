"""A shop of any kind asks whether an order can be paid (P9)."""

from flask_amends.disputes.money import Money
from flask_amends.service import payment_acts, prices
from flask_amends.testing import MailBox
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
    assert bazaar.get("/payments/waiting").status_code == 403


def test_a_program_lists_confirms_and_offers(office: Office) -> None:  # P2, P9, P12, P15
    erp = office.program("orders:write", "payments:write", name="Shop system")
    for amount in ("100.00", "1.00"):
        prices.record(office.shop.state, "plate", Money.parse(amount, "EUR"))
    for number in ("A-20", "A-21", "A-22"):
        doubtful = asked(number, "1.00")
        doubtful["lines"][0]["sku"] = "plate"  # type: ignore[index]
        erp.post("/payments", doubtful)

    first = erp.get("/payments/waiting?limit=2").json
    assert first is not None
    rest = erp.get(f"/payments/waiting?limit=2&after={first['next']}").json
    assert rest is not None
    listed = [*first["data"], *rest["data"]]
    assert sorted(one["order_number"] for one in listed) == ["A-20", "A-21", "A-22"]
    assert (rest["next"], listed[0]["cost"]["value"], listed[0]["sequence"]) == (None, "99.00", 1)
    assert listed[0]["lines"][0]["suggestion"]["value"] == "100.00"

    done = erp.post("/payments/confirm", {"order_number": "A-20", "sequence": 1}).json
    assert done is not None
    assert (done["allowed"], done["amount"]["value"]) == (True, "1.00")
    assert erp.post("/payments/confirm", {"order_number": "A-20"}).status_code == 409
    assert erp.post("/payments/confirm", {"order_number": "A-21", "sequence": 7}).status_code == 409
    assert erp.post("/payments/confirm", {"order_number": "A-99"}).status_code == 404

    right = [{"sku": "plate", "unit_price": {"currency_code": "EUR", "value": "100.00"}}]
    offer = {"order_number": "A-21", "prices": right, "words": "Two digits were lost when we typed it."}
    assert erp.post("/payments/offer", {**offer, "words": "Dear [[name]]"}).status_code == 422
    unreachable = erp.post("/payments/offer", offer)
    assert (unreachable.status_code, "email" in unreachable.text) == (422, True)
    office.shop.state.handlers.mailer = MailBox()
    told = erp.post("/payments/offer", offer).json
    assert told is not None
    assert told["reason"] == "choose"
