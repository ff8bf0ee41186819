"""Stock at the desk, and by program: days, counts and letters, as staff and an ERP meet them (A4-A6)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from flask_amends.ports import Order
from flask_amends.service import keys, shorts, stock, stock_dates
from flask_amends.testing import Shop
from tests.integration.stock.conftest import OLA
from tests.integration.stock.test_shorts import WORDS, short
from tests.integration.stock.test_stock_facts import put

ADDRESS = "/amends/desk/stock"
CALLS = count(1)


@pytest.fixture
def desk(shop: Shop) -> Iterator[FlaskClient]:
    """Ola at the desk."""
    shop.staff.member = OLA
    yield shop.app.test_client()
    shop.staff.member = None


def look(desk: FlaskClient, address: str) -> BeautifulSoup:
    answer = desk.get(address)
    assert answer.status_code == 200, answer.text
    soup = BeautifulSoup(answer.text, "lxml")
    for inline in soup.select("bdi"):
        inline.unwrap()
    soup.smooth()
    return soup


def send(desk: FlaskClient, soup: Tag, form: str, **typed: str) -> Any:
    """Fill in a form of a page; the hidden fields come along."""
    found = soup.select_one(form)
    assert found is not None, form
    sent = {str(one["name"]): str(one.get("value", "")) for one in found.select("input[type=hidden]")}
    return desk.post(str(found["action"]), data={**sent, **typed})


def row_of(soup: BeautifulSoup, sku: str) -> Tag | None:
    return next((row for row in soup.select("tbody tr") if sku in row.get_text(" ").split()), None)


def test_a_day_is_named_confirmed_moved_and_taken_back(shop: Shop, desk: FlaskClient, sku: str):
    put(shop, sku, 0, title="Green vase", ttl=timedelta(days=30))
    day = stock.today(shop.state) + timedelta(days=2)
    wrong = send(desk, look(desk, ADDRESS), "#stock-name", sku=sku, day=str(day), source="")
    assert wrong.status_code == 422
    assert "Who says so: Please fill this in." in " ".join(
        BeautifulSoup(wrong.text, "lxml").select_one(".summary").get_text(" ").split()  # type: ignore[union-attr]
    )
    unknown = send(desk, look(desk, ADDRESS), "#stock-name", sku="nothing", day=str(day), source="order 7")
    assert "There is none of this name." in unknown.text

    assert (
        send(desk, look(desk, ADDRESS), "#stock-name", sku=sku, day=str(day), source="order 7").status_code
        == 303
    )
    shop.clock.move(timedelta(days=2))
    put(shop, sku, 0)
    stock_dates.name(shop.state, f"{sku}", day, source="order 7", by=OLA)
    with shop.state.store.begin() as unit:
        unit.stock.mark(sku, restock_confirmed_on=day - timedelta(days=9))
    row = row_of(look(desk, ADDRESS), sku)
    assert row is not None
    assert "Not confirmed: shoppers are not told it any more" in row.get_text(" ")
    assert send(desk, row, f"form[action$='/confirm']:has([value='{sku}'])").status_code == 303
    assert "In order" in (row_of(look(desk, ADDRESS), sku) or row).get_text(" ")
    moved = look(desk, f"{ADDRESS}?sku={sku}")
    assert moved.select_one("#stock-name-sku")["value"] == sku  # type: ignore[index]
    send(desk, moved, "#stock-name", sku=sku, day=str(day + timedelta(days=5)), source="order 8")
    found = stock.current(shop.state, sku)
    assert found is not None
    assert found.fact.restock is not None
    assert (found.fact.restock.moves, found.fact.restock.source) == (1, "order 8")
    row = row_of(look(desk, ADDRESS), sku)
    assert row is not None
    send(desk, row, f"form[action$='/withdraw']:has([value='{sku}'])")
    assert row_of(look(desk, ADDRESS), sku) is None
    late = send(desk, row, f"form[action$='/confirm']:has([value='{sku}'])")
    assert (late.status_code, "There is none of this name." in late.text) == (422, False), "it is no spelling"
    assert "It comes back on: There is none here." in BeautifulSoup(late.text, "lxml").get_text(
        " ", strip=True
    )
    assert [one.actor for one in stock.history(shop.state, sku)][:2] == ["7", "7"]


def test_a_count_by_hand_ends_the_doubt(shop: Shop, desk: FlaskClient, sku: str):
    put(shop, sku, -4, source="feed", checked_at=shop.clock.now() - timedelta(hours=3))
    address = f"{ADDRESS}?show=unchecked"
    row = row_of(look(desk, address), sku)
    assert row is not None
    assert "Less than nothing" in row.get_text(" ")
    assert send(desk, row, "form", on_hand="many").status_code == 422
    assert send(desk, row, "form", on_hand="6").status_code == 303

    assert row_of(look(desk, address), sku) is None
    assert row_of(look(desk, f"{ADDRESS}?show=strange"), sku) is None


def test_a_letter_is_written_where_the_shortage_was_reported(shop: Shop, desk: FlaskClient, order: Order):
    answer = send(
        desk,
        look(desk, f"{ADDRESS}?show=letters"),
        "#stock-short",
        order_number=order.number,
        sku=order.lines[0].sku,
    )
    assert answer.status_code == 303
    soup = look(desk, answer.location)
    assert soup.select_one("#short-first_title")["value"] == "Blue vase"  # type: ignore[index]
    typed = {"first_title": "Blue vase", "first_price": "30.00", "wait": "on"}
    missing = send(desk, soup, "#short", words=WORDS, first_title="Blue vase")
    assert (missing.status_code, "Its regular price" in missing.text) == (422, True)
    advised = send(desk, soup, "#short", **typed, words="It is the courier's fault, and I am sorry. Ola")
    assert (advised.status_code, "Send all the same" in advised.text) == (200, True)
    harmful = send(desk, soup, "#short", **typed, words=WORDS, first_url="javascript:alert(1)")
    assert harmful.status_code == 422
    assert send(desk, soup, "#short", **typed, words=WORDS).status_code == 303

    letter_id = answer.location.rpartition("/")[2]
    assert shorts.get(shop.state, letter_id).state == "sent"
    done = look(desk, answer.location)
    assert done.select_one("#short") is None
    assert "Blue vase instead, for €54.00 rather than €60.00" in done.get_text(" ")
    again = send(desk, soup, "#short", **typed, words=WORDS)
    assert again.status_code == 409


def test_what_is_owed_is_counted_in_the_menu(shop: Shop, desk: FlaskClient, order: Order):
    before = shorts.count_owed(shop.state)
    short(shop, order)
    menu = look(desk, ADDRESS).select_one("a[href$='/desk/stock'][aria-current=page]")

    assert shorts.count_owed(shop.state) == before + 1
    assert menu is not None


# -- by program ----------------------------------------------------------------------------------------------


def program(shop: Shop) -> Any:
    secret = keys.new(shop.state, name="ERP", scopes=("stock:read", "stock:write")).secret
    client = shop.app.test_client()

    def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"stock-{next(CALLS)}"}
        return client.open(f"/amends/api/v1{path}", method=method, headers=headers, json=body)

    return call


def test_a_program_tells_what_there_is_and_reads_what_is_said(shop: Shop, sku: str, order: Order):
    erp = program(shop)
    told = erp("POST", "/stock", {"sku": sku, "on_hand": 2, "source": "erp", "ttl_minutes": 30})
    assert (told.status_code, told.json["state"], told.json["to_promise"]) == (200, "low_stock", 2)
    assert (told.json["schema_org"], told.json["google"]) == (
        "https://schema.org/LimitedAvailability",
        "in_stock",
    )
    sells = {"sku": sku, "on_hand": 8, "source": "erp", "sales_per_hour": 3.5, "sync_minutes": 120}
    assert erp("POST", "/stock", sells).json["to_promise"] == 1, "what sells between two checks"  # V2
    wrong = erp("POST", "/stock", {**sells, "sales_per_hour": True})
    assert wrong.json["errors"][0]["pointer"] == "/sales_per_hour"
    day = str(stock.today(shop.state) + timedelta(days=4))
    none = {"sku": sku, "on_hand": 0, "source": "erp", "restock_on": day}
    assert erp("POST", "/stock", none).json["errors"][0]["pointer"] == "/restock_source"
    told = erp("POST", "/stock", {**none, "restock_source": "PO 4"})
    assert (told.json["state"], told.json["day"], told.json["can_order"]) == ("out_of_stock", day, False)
    assert told.json["available_on"] == day
    assert erp("GET", f"/stock/{sku}").json == told.json
    shop.clock.move(timedelta(hours=2))
    assert erp("GET", f"/stock/{sku}").json["day"] == day, "a day that was named stays until it comes"  # A6
    erp("POST", "/stock", {**sells, "sales_per_hour": 0})
    shop.clock.move(timedelta(hours=2))
    late = erp("GET", f"/stock/{sku}").json
    assert (late["state"], late["can_order"], late["schema_org"]) == ("unconfirmed", True, None)  # A2
    assert erp("GET", "/stock/no/such").status_code == 404
    owed = erp("POST", "/shortages", {"order_number": order.number, "sku": sku})
    assert (owed.status_code, owed.json["due_at"][:10]) == (
        201,
        str((shop.clock.now() + timedelta(days=1)).date()),
    )
    assert erp("POST", "/shortages", {"order_number": "none", "sku": sku}).status_code == 404
    assert shop.app.test_client().get(f"/amends/api/v1/stock/{sku}").status_code == 401
