"""What pages, data and the terminal say about stock: the same thing everywhere (A1-A3, A5, V6)."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from flask_amends.guards.stock import StockState, contradictions, read_google, read_schema_org
from flask_amends.notices.model import Severity, Slot
from flask_amends.service import stock, stock_check
from flask_amends.service.notices import stock as notices
from flask_amends.settings.payments import Confirm
from flask_amends.testing import Shop
from tests.integration.stock.conftest import VASE
from tests.integration.stock.test_stock_facts import put


def page(shop: Shop, text: str, **facts: Any) -> str:
    """A page of the shop's own, as plain words."""
    with shop.app.test_request_context("/"):
        html = render_template_string(text, **facts)
    soup = BeautifulSoup(html, "lxml")
    for inline in soup.select("bdi"):
        inline.unwrap()
    soup.smooth()
    return " ".join(soup.get_text(" ").split())


def notice(shop: Shop, product: Any, slot: str = "product") -> str:
    return page(shop, "{{ amends.stock_notice(product, slot=slot) }}", product=product, slot=slot)


def test_a_product_page_tells_the_state_and_when_it_was_checked(shop: Shop, sku: str):  # A1
    put(shop, sku, 9)
    said = notice(shop, {"sku": sku})
    assert "In stock. Stock checked on " in said
    put(shop, sku, 2)
    assert "Only 2 left." in notice(shop, SimpleNamespace(sku=sku))


def test_what_is_old_is_not_called_in_stock(shop: Shop, sku: str):  # A2
    put(shop, sku, 9, source="feed")
    shop.clock.move(timedelta(hours=2))
    said = notice(shop, {"sku": sku})

    assert "In stock." not in said
    assert "we confirm within 24 hours after you order; you pay only then." in said
    assert page(shop, "{{ amends.can_buy({'sku': sku}) }}", sku=sku) == "True"


def test_a_day_that_nobody_knows_is_not_named(shop: Shop, sku: str):  # A5
    put(shop, sku, 0)
    said = notice(shop, {"sku": sku}, "cart")

    assert "Not in stock now." in said
    assert "We do not know yet when it comes back." in said
    assert "Tell me when it is back" in said
    assert page(shop, "{{ amends.can_buy({'sku': sku}) }}", sku=sku) == "False"


def test_a_named_day_stands_with_what_it_is_worth(shop: Shop, sku: str):
    day = stock.today(shop.state) + timedelta(days=9)
    put(shop, sku, 0, ttl=timedelta(days=60), restock_on=day, restock_source="order 7")
    assert f"It comes back on {day:%A, %-d %B %Y}, as far as we know." in notice(shop, {"sku": sku})
    shop.clock.move(timedelta(days=9))
    assert "That is not confirmed, and we do not know another day yet." in notice(shop, {"sku": sku})


def test_a_basket_speaks_only_where_there_is_something_to_know(shop: Shop, sku: str):
    put(shop, sku, 9)
    assert notice(shop, {"sku": sku}, "cart") == ""
    put(shop, sku, 0)
    [state, back] = notices.of_product(shop.state, {"sku": sku}, Slot.CART)
    assert (state.severity, back.kind.value) == (Severity.BLOCKING, "restock")


def test_an_item_brings_its_own_facts_where_the_shop_keeps_them(shop: Shop):
    own: dict[str, Any] = {
        "sku": "own",
        "stock": {"on_hand": 0, "source": "erp", "checked_at": shop.clock.now()},
    }
    assert "Not in stock now." in notice(shop, own)
    for lacks in (
        {"checked_at": None},
        {"source": ""},
        {"checked_at": shop.clock.now().replace(tzinfo=None)},
    ):
        without = {"sku": "own", "stock": {**own["stock"], **lacks}}
        assert notice(shop, without) == "", "a number without a source and a moment is no fact"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"on_hand": "5"}, "In stock."),
        ({"on_hand": Decimal("2.5")}, "Only 2 left."),
        ({"stock": 0}, "Not in stock now."),
        ({"on_hand": True}, ""),
        ({"on_hand": "many"}, ""),
        ({"on_hand": 10**400}, ""),
        ({"on_hand": Decimal("NaN")}, ""),
        ({"on_hand": 1, "reserved": -9}, "Only 1 left."),
        ({"on_hand": 5, "ttl_seconds": 60, "ago": 90}, "It cannot be ordered until we know."),
        ({"on_hand": 5, "ttl": "soon", "sales_per_hour": float("nan")}, "In stock."),
        ({"on_hand": 5, "sales_per_hour": 3, "sync_every": 7200}, "Not in stock now."),
        ({"on_hand": 0, "backorder": "no"}, "Not in stock now."),
        ({"on_hand": 0, "release_on": "2999-01-01"}, "Not out yet"),
        ({"on_hand": 0, "release_on": "soon"}, "Not in stock now."),
    ],
)
def test_facts_as_shops_write_them_never_break_a_page_nor_promise_more(
    shop: Shop, told: dict[str, Any], says: str
):  # A1, A2
    known = {name: value for name, value in told.items() if name != "ago"}
    checked = shop.clock.now() - timedelta(seconds=told.get("ago", 0))
    found = notice(shop, {"sku": "own", "source": "erp", "checked_at": checked, **known})

    assert says in found
    assert bool(says) is bool(found)


def test_nobody_is_promised_to_pay_later_where_no_order_waits(shop: Shop, sku: str):  # A2, P9
    put(shop, sku, 5, source="feed")
    shop.clock.move(hours=2)
    promise, gone = "you pay only then", "It cannot be ordered until we know."
    assert promise in notice(shop, {"sku": sku})
    own = {"sku": sku, "on_hand": 5, "source": "erp", "checked_at": shop.clock.now() - timedelta(hours=2)}
    assert gone in notice(shop, own), "a checkout goes by what is recorded"

    none = replace(shop.state.settings.payments, orders=Confirm.OFF)
    state = replace(shop.state, settings=replace(shop.state.settings, payments=none))
    [said] = notices.of_product(state, {"sku": sku}, Slot.PRODUCT)
    assert said.lines[0].key == "stock.off"


def test_a_feed_that_says_what_we_tell_it_to_contradicts_nobody(shop: Shop, sku: str):  # V6
    put(shop, sku, None, made_to_order=True)
    machines = stock_check.for_machines(shop.state, sku)
    assert machines is not None
    said = [
        stock_check.Said(sku=sku, place="feed", says=machines["google"]["availability"]),
        stock_check.Said(sku=sku, place="page", says=machines["schema_org"]["availability"]),
    ]
    assert [one for one in stock_check.findings(shop.state, said) if one.sku == sku] == []
    said.append(stock_check.Said(sku=sku, place="basket", says="in_stock"))
    found = [one for one in stock_check.findings(shop.state, said) if one.sku == sku]
    assert {place for one in found for place in one.facts if place != "basket"} == {
        "feed",
        "page",
        stock_check.OURS,
    }


def test_a_day_as_shops_write_it_is_named_only_if_it_is_one(shop: Shop):  # A5
    now = shop.clock.now()
    for day, says in (
        (str((now + timedelta(days=9)).date()), "It comes back on"),
        (now + timedelta(days=9), "It comes back on"),
        ("in spring", "We do not know yet when it comes back."),
    ):
        restock = {"day": day, "source": "order 7", "confirmed_at": now, "until": now.date()}
        own = {"sku": "own", "on_hand": 0, "source": "erp", "checked_at": now, "restock": restock}
        assert says in notice(shop, own)


def test_a_day_is_told_by_the_names_that_recording_has(shop: Shop):  # A5, A6
    now = shop.clock.now()
    own = {"sku": "own", "on_hand": 0, "source": "erp", "checked_at": now, "restock_source": "order 7"}
    assert "It comes back on" in notice(shop, {**own, "restock_on": now.date() + timedelta(days=9)})
    assert "That is not confirmed" in notice(shop, {**own, "restock_on": now.date()})
    without = {**own, "restock_source": "", "restock_on": now.date() + timedelta(days=9)}
    assert "We do not know yet" in notice(shop, without)


def test_when_somebody_counted_is_told_of_what_is_counted(shop: Shop):  # A1
    own = {"sku": "own", "on_hand": 0, "source": "erp", "checked_at": shop.clock.now()}
    assert "Stock checked on" in notice(shop, own)
    for known in ({"made_to_order": True}, {"discontinued": True}, {"release_on": "2999-01-01"}):
        found = notice(shop, {**own, **known})
        assert found
        assert "Stock checked on" not in found


def test_a_way_to_wait_leads_to_a_list_that_is_there(shop: Shop, sku: str):
    own = {"sku": f"{sku}-own", "on_hand": 0, "source": "erp", "checked_at": shop.clock.now()}
    assert "Tell me when it is back" not in notice(shop, own)
    put(shop, sku, 0)
    assert "Tell me when it is back" in notice(shop, {"sku": sku})


def test_everything_that_stands_in_the_way_of_an_order_is_said_by_its_name(shop: Shop, sku: str):  # A4
    wanted = {f"{sku}-{at}": 9 for at in range(5)}
    for at, one in enumerate(wanted):
        put(shop, one, at, title=f"Thing {at}")
    found = page(shop, "{{ amends.shortage_notice(wanted) }}", wanted=wanted)

    assert [f"Thing {at}" in found for at in range(5)] == [True] * 5
    with shop.app.test_request_context("/"):
        plain = render_template_string("{{ amends.shortage_notice(w, plain=true) }}", w=wanted)
        assert "Thing 4" in plain
        assert render_template_string("{{ amends.shortage_notice({}) }}") == ""


def test_a_shop_whose_suggestions_fail_sells_all_the_same(shop: Shop, sku: str, monkeypatch: Any):
    put(shop, sku, 0, restock_on=stock.today(shop.state) + timedelta(days=9), restock_source="order 7")
    monkeypatch.setattr(shop.state.handlers, "similar_items", lambda _sku: 1 // 0)
    gone = page(shop, "{{ amends.shortage_notice({sku: 3}) }}", sku=sku)

    assert "is not there any more" in gone
    assert "It comes back on" in gone, "to wait is a choice with its day"  # V4


def test_the_warning_stands_in_its_tab_once_the_shop_has_accepted_it(shop: Shop):  # A3
    [warning] = notices.of_product(shop.state, {"sku": "unknown"}, Slot.PRODUCT_TAB)
    assert [one.key for one in warning.lines] == ["stock.disclaimer"]
    assert notice(shop, {"sku": "unknown"}, "product_tab") == ""


def test_what_is_short_at_the_last_step_has_ways_on(shop: Shop, sku: str):  # A4
    put(shop, sku, 1, title="Green vase")
    said = page(shop, "{{ amends.shortage_notice({sku: 3}) }}", sku=sku)

    assert "You want 3, and only 1 is there now." in said
    assert "Something similar" in said
    assert page(shop, "{{ amends.shortage_notice({sku: 1}) }}", sku=sku) == ""
    put(shop, sku, 0)
    gone = page(shop, "{{ amends.shortage_notice({sku: 3}) }}", sku=sku)
    assert "Green vase is not there any more. Nothing was ordered or paid." in gone
    [told] = notices.of_shortages(shop.state, stock.recheck(shop.state, {sku: 3}))
    assert [way.address or way.endpoint for way in told.ways] == [VASE.url, "wait"]


@settings(max_examples=40, deadline=None)
@given(
    on_hand=st.one_of(st.none(), st.integers(-5, 50)),
    hours=st.integers(0, 4),
    days=st.one_of(st.none(), st.integers(-3, 9)),
    flags=st.sampled_from(["", "backorder", "made_to_order", "discontinued"]),
)
def test_page_data_and_feed_never_contradict(
    shop: Shop, on_hand: int | None, hours: int, days: int | None, flags: str
):  # V6
    now = shop.clock.now()
    restock = None
    if days is not None:
        day = (now + timedelta(days=days)).date()
        restock = {"day": day, "source": "x", "confirmed_at": now - timedelta(days=1)}
    own = {
        "sku": "any",
        "stock": {
            "on_hand": on_hand,
            "source": "erp",
            "checked_at": now - timedelta(hours=hours),
            "restock": restock,
            **({flags: True} if flags else {}),
        },
    }
    [first, *_] = notices.of_product(shop.state, own, Slot.PRODUCT)
    said = {"page": StockState(first.state)}
    if "availability" in first.data:
        marked = read_schema_org(first.data["availability"])
        assert marked is not None
        said["data"] = marked
    assert contradictions(said) == []
    assert first.facts["state"] == first.state


def test_a_page_with_facts_in_mind_asks_the_database_nothing(shop: Shop, sku: str):
    kept = replace(shop.state.settings.notices, memory=timedelta(seconds=30))
    state = replace(shop.state, settings=replace(shop.state.settings, notices=kept))
    asked: list[str] = []

    def count(*args: Any) -> None:
        asked.append(args[2])

    def said() -> str:
        return notices.of_product(state, {"sku": sku}, Slot.PRODUCT)[0].state

    put(shop, sku, 9)
    assert said() == "in_stock"
    event.listen(state.store.engine(), "before_cursor_execute", count)
    try:
        assert said() == "in_stock"
    finally:
        event.remove(state.store.engine(), "before_cursor_execute", count)
    assert asked == []
    put(shop, sku, 0)
    assert said() == "out_of_stock", "what was recorded is seen at once"


# -- the terminal --------------------------------------------------------------------------------------------


def told(shop: Shop, *words: str, code: int = 0) -> Any:
    result = shop.app.test_cli_runner().invoke(args=["amends", "stock", *words, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.output)


def test_places_that_contradict_are_named(shop: Shop, sku: str, tmp_path: Path):
    put(shop, sku, 0)
    file = tmp_path / "said.csv"
    file.write_text(
        f"sku,place,says\n{sku},page,https://schema.org/InStock\n{sku},feed,out of stock\n{sku},basket,soon\n"
    )
    found = [one for one in told(shop, "check", "--said", str(file), code=1) if one["sku"] == sku]

    assert [one["code"] for one in found] == ["not_understood", "contradiction", "contradiction"]
    assert found[1] == {"code": "contradiction", "sku": sku, "feed": "out_of_stock", "page": "in_stock"}
    plain = shop.app.test_cli_runner().invoke(args=["amends", "stock", "check", "--said", str(file)])
    assert f"{sku}: {stock_check.OURS} says out_of_stock, page says in_stock." in plain.output
    file.write_text("a,b\n")
    refused = shop.app.test_cli_runner().invoke(args=["amends", "stock", "check", "--said", str(file)])
    assert "needs the columns sku, place, says" in refused.output


def test_counts_are_taken_from_a_file_and_what_is_wrong_is_named(shop: Shop, sku: str, tmp_path: Path):  # A2
    checked = shop.clock.now() - timedelta(minutes=9)
    file = tmp_path / "counts.csv"
    file.write_text(
        "SKU; On_Hand;checked_at;title\n"
        f"{sku};4;{checked.isoformat()};Zażółć\n{sku}-b;;\n{sku}-c;1,5\n{sku}-d;2;2026-11-22\n;2\n{sku}-e;0\n",
        encoding="utf-8",
    )
    words = ["record", str(file), "--source", "warehouse", "--delimiter", ";"]
    found = told(shop, *words, code=1)

    assert found["taken"] == 2
    assert [(one["line"], one["wrong"]) for one in found["wrong"]] == [
        (3, ["on_hand"]),
        (4, ["on_hand"]),
        (5, ["checked_at"]),
        (6, ["sku"]),
    ]
    row = stock.current(shop.state, sku)
    assert row is not None
    assert (row.name, row.fact.on_hand, row.fact.checked_at, row.fact.source) == (
        "Zażółć",
        4,
        checked,
        "warehouse",
    )
    file.write_bytes(b"sku;on_hand\nx;\xff\n")
    runner = shop.app.test_cli_runner()
    for delimiter in (";", ".."):
        wrong = runner.invoke(args=["amends", "stock", *words[:-1], delimiter])
        assert (wrong.exit_code, "cannot be read" in wrong.output) == (1, True), wrong.output
    file.write_text(f"sku,place,says\n{sku},page\n")
    assert told(shop, "check", "--said", str(file), code=1)[0]["code"], "a cell is missing"


def test_one_item_is_shown_as_machines_see_it(shop: Shop, sku: str):
    put(shop, sku, 2)
    shown = told(shop, "show", sku)

    assert shown["state"] == "low_stock"
    assert shown["schema_org"] == {"availability": "https://schema.org/LimitedAvailability"}
    assert read_google(shown["google"]["availability"]) is StockState.IN_STOCK
    result = shop.app.test_cli_runner().invoke(args=["amends", "stock", "show", "nothing"])
    assert (result.exit_code, "Nothing is known about nothing." in result.output) == (1, True)


@pytest.mark.parametrize("locale", ["en", "pl", "ru", "he"])
def test_every_sentence_is_said_in_every_language(shop: Shop, sku: str, locale: str):
    put(shop, sku, 2)
    said = page(
        shop, "{{ amends.stock_notice({'sku': sku}, locale=locale, plain=True) }}", sku=sku, locale=locale
    )
    assert said
    assert "stock." not in said
