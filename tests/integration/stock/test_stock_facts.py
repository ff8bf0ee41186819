"""Stock as it is recorded: with its evidence, its history, its doubts; and what is short (A1, A2, A4)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from flask_amends import check_stock, record_stock
from flask_amends.errors import InvalidInput
from flask_amends.guards.stock import StockState
from flask_amends.service import stock, stock_dates
from flask_amends.testing import Shop
from tests.integration.stock.conftest import OLA


def put(shop: Shop, sku: str, on_hand: int | None, **known: Any) -> stock.Recorded:
    with shop.app.app_context():
        return record_stock(sku, on_hand, **known)


def states(shop: Shop, sku: str) -> list[str]:
    return [one.state for one in stock.history(shop.state, sku)]


def test_a_check_that_changes_nothing_is_new_evidence_and_no_new_history(shop: Shop, sku: str):  # A1
    put(shop, sku, 10, source="warehouse")
    first = stock.current(shop.state, sku)
    shop.clock.move(timedelta(minutes=30))
    put(shop, sku, 10, source="warehouse")
    then = stock.current(shop.state, sku)

    assert first is not None
    assert then is not None
    assert then.fact.checked_at == first.fact.checked_at + timedelta(minutes=30)
    assert then.fact.changed_at == first.fact.changed_at
    assert states(shop, sku) == ["in_stock"]
    for pieces in (2, 0):
        put(shop, sku, pieces, source="warehouse")
        shop.clock.move(minutes=1)
    assert states(shop, sku) == ["out_of_stock", "low_stock", "in_stock"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reserved": -1}, "reserved"),
        ({"safety_stock": -1}, "safety_stock"),
        ({"on_hand": 10**12}, "on_hand"),
        ({"on_hand": "5"}, "on_hand"),
        ({"on_hand": True}, "on_hand"),
        ({"lead_days": 0}, "lead_days"),
        ({"lead_days": 10**6}, "lead_days"),
        ({"sales_per_hour": float("inf")}, "sales_per_hour"),
        ({"sales_per_hour": float("nan")}, "sales_per_hour"),
        ({"ttl": timedelta(0)}, "ttl"),
        ({"ttl": 3600}, "ttl"),
        ({"checked_at": datetime(2026, 3, 2, 9)}, "checked_at"),  # noqa: DTZ001 - without a zone it is no moment
        ({"checked_at": "2026-03-02"}, "checked_at"),
        ({"restock_on": "2026-03-09", "restock_source": "order 7"}, "restock_on"),
        ({"restock_on": datetime(2026, 3, 9, tzinfo=UTC), "restock_source": "order 7"}, "restock_on"),
        ({"release_on": "2026-03-09"}, "release_on"),
        ({"sync_every": timedelta(days=9999)}, "sync_every"),
        ({"source": "x" * 101}, "source"),
        ({"title": "x" * 301}, "title"),
        ({"restock_source": "x" * 201}, "restock_source"),
    ],
)
def test_what_no_fact_can_be_made_of_is_refused_by_its_name(
    shop: Shop, sku: str, told: dict[str, Any], field: str
):  # V8
    with pytest.raises(InvalidInput, match=field):
        put(shop, sku, **{"on_hand": 1, **told})
    assert stock.current(shop.state, sku) is None


def test_what_is_told_without_a_count_is_no_check_and_brings_nothing_back(shop: Shop, sku: str):  # A1, A5
    put(shop, sku, 0, source="warehouse")
    first = stock.current(shop.state, sku)
    shop.clock.move(minutes=90)
    day = stock.today(shop.state) + timedelta(days=9)
    told = put(shop, sku, None, restock_on=day, restock_source="order 7")
    row = stock.current(shop.state, sku)

    assert first is not None
    assert row is not None
    assert (told.said.state, told.said.day) == (StockState.OUT_OF_STOCK, day)
    assert (row.fact.on_hand, row.fact.source, row.fact.ttl) == (0, "warehouse", first.fact.ttl)
    assert row.fact.checked_at == first.fact.checked_at
    with pytest.raises(InvalidInput, match="on_hand"):
        put(shop, f"{sku}-new", None, restock_on=day, restock_source="order 7")


def test_an_older_check_changes_nothing(shop: Shop, sku: str):
    put(shop, sku, 10, source="feed")
    late = put(shop, sku, 0, source="feed", checked_at=shop.clock.now() - timedelta(minutes=1))

    assert late.said.state is StockState.IN_STOCK


def test_what_nobody_checked_is_not_promised(shop: Shop, sku: str):  # A2
    put(shop, sku, 10, source="feed")
    by_hand = f"{sku}-hand"
    put(shop, by_hand, 10)
    shop.clock.move(timedelta(hours=2))

    found = [stock.current(shop.state, one) for one in (sku, by_hand)]
    said = [stock.said(shop.state, one.fact).state for one in found if one is not None]
    assert said == [StockState.UNCONFIRMED, StockState.IN_STOCK]


def test_what_is_left_out_stays_as_it_was(shop: Shop, sku: str):
    put(shop, sku, 5, source="feed", title="Green vase", safety_stock=4, ttl=timedelta(hours=6))
    put(shop, sku, 5, source="feed")

    row = stock.current(shop.state, sku)
    assert row is not None
    assert (row.name, row.fact.safety_stock, row.fact.ttl) == ("Green vase", 4, timedelta(hours=6))
    assert stock.said(shop.state, row.fact).left == 1


def test_strange_counts_are_marked(shop: Shop, sku: str):
    assert put(shop, sku, -2).doubts == ("negative",)
    assert put(shop, sku, 0).doubts == ()
    assert put(shop, sku, 10_000).doubts == ("sudden",)
    with shop.state.store.read() as unit:
        assert sku in [row.sku for row in unit.stock.doubted()]


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"source": " "}, "source"),
        ({"restock_on": "2026-03-09"}, "restock_source"),
        ({"restock_on": "2026-03-09", "restock_source": "x", "restock_until": "2026-03-08"}, "restock_until"),
    ],
)
def test_what_has_no_evidence_is_not_taken(shop: Shop, sku: str, known: dict[str, Any], field: str):  # A5
    given = {
        name: date.fromisoformat(value) if name in ("restock_on", "restock_until") else value
        for name, value in known.items()
    }
    with pytest.raises(InvalidInput, match=field):
        put(shop, sku, 0, **given)
    assert stock.current(shop.state, sku) is None


def test_the_history_cannot_be_rewritten(shop: Shop, sku: str):
    put(shop, sku, 1)

    with pytest.raises(DatabaseError, match="append-only"), shop.state.store.begin() as unit:
        unit.connection.execute(delete(shop.state.store.tables.stock_points))


def test_an_order_is_checked_against_what_is_there_now(shop: Shop, sku: str):  # A4
    put(shop, sku, 3)
    with shop.app.app_context():
        assert check_stock({sku: 3, "never heard of": 9}) == ()
        [short] = check_stock({sku: 4})
    assert (short.sku, short.wanted, short.left) == (sku, 4, 3)


def test_a_day_that_a_feed_repeats_is_not_confirmed_by_it(shop: Shop, sku: str):  # A6
    day = stock.today(shop.state) + timedelta(days=10)
    for _ in range(2):
        put(shop, sku, 0, source="feed", restock_on=day, restock_source="order 7")
        shop.clock.move(timedelta(days=1))
    row = stock.current(shop.state, sku)

    assert row is not None
    assert row.fact.restock is not None
    assert row.fact.restock.confirmed_on == day - timedelta(days=10)
    assert row.fact.restock.moves == 0
    stock_dates.confirm(shop.state, sku, by=OLA)
    put(shop, sku, 0, source="feed", restock_on=day + timedelta(days=1), restock_source="order 7")
    row = stock.current(shop.state, sku)
    assert row is not None
    assert row.fact.restock is not None
    assert row.fact.restock.moves == 1


def test_what_is_here_again_has_no_day_any_more(shop: Shop, sku: str):
    day = stock.today(shop.state) + timedelta(days=3)
    put(shop, sku, 0, restock_on=day, restock_source="order 7")
    shop.clock.move(minutes=5)
    put(shop, sku, 8)

    row = stock.current(shop.state, sku)
    assert row is not None
    assert row.fact.restock is None
    assert [one.restock_day for one in stock.history(shop.state, sku)] == [None, day]
