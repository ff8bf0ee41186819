"""The stock guard: availability is said with its evidence, and never beyond it (A1-A6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_amends.guards.stock import (
    GOOGLE,
    SCHEMA_ORG,
    Doubt,
    Restock,
    StockFact,
    StockState,
    Watch,
    availability,
    contradictions,
    doubts,
    restock_day,
    safety_stock,
    watch,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
FACT = StockFact(sku="lamp", checked_at=NOW - timedelta(minutes=5), source="warehouse", on_hand=10)
SOON = Restock(day=TODAY + timedelta(days=5), source="purchase order 7", confirmed_at=NOW)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, StockState.IN_STOCK),
        ({"on_hand": None}, StockState.IN_STOCK),
        ({"on_hand": 3}, StockState.LOW_STOCK),
        ({"on_hand": 10, "reserved": 6, "safety_stock": 2}, StockState.LOW_STOCK),
        ({"on_hand": 2, "safety_stock": 2}, StockState.OUT_OF_STOCK),
        ({"on_hand": 0, "backorder": True}, StockState.BACKORDER),
        ({"on_hand": 0, "made_to_order": True}, StockState.MADE_TO_ORDER),
        ({"release_on": TODAY + timedelta(days=1)}, StockState.PREORDER),
        ({"release_on": TODAY}, StockState.IN_STOCK),
        ({"discontinued": True}, StockState.DISCONTINUED),
        ({"checked_at": NOW - timedelta(minutes=61)}, StockState.UNCONFIRMED),
        ({"checked_at": NOW - timedelta(minutes=60)}, StockState.IN_STOCK),
    ],
)
def test_each_state_follows_from_the_facts(changes: dict[str, Any], state: StockState) -> None:
    assert availability(replace(FACT, **changes), NOW).state is state


def test_only_few_and_freshly_counted_pieces_are_told() -> None:
    assert availability(replace(FACT, on_hand=2), NOW).left == 2
    assert availability(FACT, NOW).left is None
    stale = replace(FACT, on_hand=2, checked_at=NOW - timedelta(hours=2))
    assert availability(stale, NOW).left is None


def test_what_was_checked_too_long_ago_cannot_be_bought_without_asking() -> None:  # A2
    stale = replace(FACT, checked_at=NOW - timedelta(hours=2))

    assert not availability(stale, NOW).can_buy
    assert availability(stale, NOW).checked_at == stale.checked_at
    assert not stale.needs_alarm(NOW)
    assert replace(FACT, checked_at=NOW - timedelta(hours=4)).needs_alarm(NOW)


@pytest.mark.parametrize(
    ("restock", "shown"),
    [
        (None, None),
        (SOON, SOON.day),
        (replace(SOON, source=""), None),
        (replace(SOON, moves=2), SOON.day),
        (replace(SOON, moves=3), None),
        (replace(SOON, day=TODAY), TODAY),
        (replace(SOON, day=TODAY - timedelta(days=1)), None),
    ],
)
def test_a_day_is_shown_only_from_a_source_and_while_it_is_believed(
    restock: Restock | None, shown: date | None
) -> None:  # A5
    assert restock_day(restock, TODAY) == shown
    assert availability(replace(FACT, on_hand=0, restock=restock), NOW).day == shown


@pytest.mark.parametrize(
    ("days", "confirmed", "asks"),
    [
        (5, 9, Watch.NOTHING),
        (2, 9, Watch.REMIND_OWNER),
        (1, 9, Watch.REMIND_OWNER),
        (0, 9, Watch.SAY_UNCONFIRMED),
        (0, 1, Watch.NOTHING),
        (1, 0, Watch.NOTHING),
        (-1, 0, Watch.TELL_WAITING),
    ],
)
def test_a_published_day_is_watched_before_it_lapses(days: int, confirmed: int, asks: Watch) -> None:  # A6
    day = TODAY + timedelta(days=days)
    restock = Restock(day=day, source="x", confirmed_at=NOW - timedelta(days=confirmed))

    assert watch(restock, TODAY) is asks


def test_what_sells_between_two_synchronisations_is_kept_back() -> None:
    assert safety_stock(2, sales_per_hour=3, sync_every=timedelta(hours=2)) == 6
    assert safety_stock(8, sales_per_hour=3, sync_every=timedelta(hours=2)) == 8


def test_places_that_disagree_are_named() -> None:
    said = {
        "page": StockState.LOW_STOCK,
        "feed": StockState.IN_STOCK,
        "basket": StockState.OUT_OF_STOCK,
    }

    assert contradictions(said) == [("basket", "feed"), ("basket", "page")]


def test_strange_counts_are_doubted() -> None:
    def found(count: int, **known) -> list[Doubt]:
        fact = replace(FACT, on_hand=count, changed_at=known.pop("changed_at", NOW))
        return list(doubts(fact, **{"before": 5, "sells": True, "now": NOW, **known}))

    assert found(6) == []
    assert found(-1) == [Doubt.NEGATIVE]
    assert found(10000, before=0) == [Doubt.SUDDEN]
    assert found(10000, before=9500) == []
    assert found(6, changed_at=NOW - timedelta(days=31)) == [Doubt.UNCHANGED]
    assert found(6, changed_at=NOW - timedelta(days=31), sells=False) == []


def test_every_state_has_its_words_for_search_engines() -> None:
    assert set(SCHEMA_ORG) == set(GOOGLE) == set(StockState)


@given(
    on_hand=st.integers(-10, 100),
    reserved=st.integers(0, 100),
    kept=st.integers(0, 50),
    age=st.integers(0, 200),
)
def test_nothing_is_called_available_beyond_what_may_be_promised(
    on_hand: int, reserved: int, kept: int, age: int
) -> None:
    fact = replace(
        FACT,
        on_hand=on_hand,
        reserved=reserved,
        safety_stock=kept,
        checked_at=NOW - timedelta(minutes=age),
    )
    said = availability(fact, NOW)

    if said.state in (StockState.IN_STOCK, StockState.LOW_STOCK):
        assert on_hand - reserved - kept >= 1
        assert age <= 60
