"""Prices by program: checked, set through the guard, listed while held, and decided by somebody else (P7)."""

from typing import Any

from werkzeug.test import TestResponse

from tests.integration.web.api.conftest import FOR_MARKETPLACES, Office


def eur(value: str) -> dict[str, str]:
    return {"currency_code": "EUR", "value": value}


def item(sku: str, price: str, **known: Any) -> dict[str, Any]:
    return {"sku": sku, "price": eur(price), **known}


def told(response: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = response.get_json()
    return found


def test_a_back_office_checks_sets_lists_and_decides(office: Office) -> None:
    erp, lead = office.program("prices:read", "prices:write"), office.program("prices:write")
    first = told(erp.post("/prices", {"items": [item("monitor", "90990.00"), item("mug", "12.00")]}))
    assert [one["in_force"] for one in first["data"]] == [eur("90990.00"), eur("12.00")]

    wrong = {"items": [item("monitor", "990.00", pieces=2), item("mug", "12.50", cost=eur("13.00"))]}
    checked = told(erp.post("/prices/check", wrong))
    monitor, mug = checked["data"]
    assert (monitor["level"], monitor["point_id"], monitor["in_force"]) == ("hold", None, eur("90990.00"))
    assert monitor["findings"][0] == {
        "code": "D2",
        "level": "hold",
        "message": "990.00 EUR looks like 90990.00 EUR with two digits missing.",
        "suggestion": eur("90990.00"),
    }
    assert [one["code"] for one in mug["findings"]] == ["P03"]
    assert told(erp.get("/prices/held")) == {"data": [], "next": None}

    point = told(erp.post("/prices", {"items": wrong["items"][:1]}))["data"][0]["point_id"]
    [held] = told(erp.get("/prices/held"))["data"]
    assert (held["point_id"], held["exposure"], held["in_force"]) == (
        point,
        eur("180000.00"),
        eur("90990.00"),
    )
    assert told(erp.get("/prices/monitor"))["is_held"] is True
    answer = {"answer": "correct", "correction": eur("89990.00")}
    assert erp.post(f"/prices/held/{point}", answer).status_code == 403, "its own price"
    assert told(lead.post(f"/prices/held/{point}", answer))["price"] == eur("89990.00")
    assert told(erp.get("/prices/monitor"))["lowest_30_days"] == eur("90990.00")


def test_pages_of_held_prices_follow_each_other(office: Office) -> None:
    erp = office.program("prices:read", "prices:write")
    names = [f"x{at}" for at in range(3)]
    erp.post("/prices", {"items": [item(name, "100.00") for name in names]})
    for name in names:
        erp.post("/prices", {"items": [item(name, "1.00")]})
    first = told(erp.get("/prices/held?limit=2"))
    second = told(erp.get(f"/prices/held?limit=2&after={first['next']}"))

    assert [len(first["data"]), len(second["data"]), second["next"]] == [2, 1, None]
    assert erp.get("/prices/held?after=x.y").status_code == 422


def test_what_cannot_be_a_list_is_refused(office: Office) -> None:
    erp = office.program("prices:read", "prices:write")

    assert erp.post("/prices", {"items": [item("a", "1.00"), item("a", "2.00")]}).status_code == 422
    mixed = item("a", "1.00", cost={"currency_code": "PLN", "value": "1.00"})
    assert erp.post("/prices", {"items": [mixed]}).status_code == 422
    endless = told(erp.post("/prices", {"items": [item("a", "8.00", regular=eur("10.00"))]}))["data"][0]
    assert [one["code"] for one in endless["findings"]] == ["P04"]
    assert erp.get("/prices/a").status_code == 404
    bazaar = office.program(*FOR_MARKETPLACES, owner="bazaar")
    assert bazaar.get("/prices/held").status_code == 403
