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
    Availability,
    Choice,
    Doubt,
    Restock,
    StockFact,
    StockState,
    Watch,
    availability,
    confirmed,
    contradictions,
    doubts,
    google,
    moved,
    read_google,
    read_schema_org,
    recheck,
    restock_day,
    safety_stock,
    schema_org,
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


def test_what_was_not_there_is_not_offered_because_nobody_has_looked_since() -> None:  # A2, A6
    stale = replace(FACT, on_hand=0, checked_at=NOW - timedelta(days=3), restock=SOON)
    said = availability(stale, NOW)

    assert (said.state, said.can_buy, said.day) == (StockState.OUT_OF_STOCK, False, SOON.day)
    assert availability(replace(stale, backorder=True), NOW).state is StockState.BACKORDER
    assert availability(replace(stale, on_hand=None), NOW).state is StockState.UNCONFIRMED


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


def test_a_day_that_nobody_confirmed_is_doubted_when_it_comes() -> None:  # A6
    stands = replace(SOON, confirmed_at=NOW - timedelta(days=9))
    empty = replace(FACT, on_hand=0, restock=stands)

    for on, day, doubted in (
        (stands.day - timedelta(days=1), stands.day, None),
        (stands.day, None, stands.day),
        (stands.day + timedelta(days=3), None, stands.day),
    ):
        said = availability(empty, NOW, today=on)
        assert (said.day, said.doubted) == (day, doubted)
    fresh = replace(empty, restock=confirmed(stands, NOW, stands.day))
    assert availability(fresh, NOW, today=stands.day).day == stands.day


def test_a_window_is_over_only_after_its_last_day() -> None:
    window = replace(SOON, until=SOON.day + timedelta(days=4))
    said = availability(replace(FACT, on_hand=0, restock=window), NOW, today=SOON.day + timedelta(days=2))

    assert (said.day, said.until, said.doubted) == (SOON.day, window.until, None)
    assert watch(window, SOON.day + timedelta(days=3)) is Watch.REMIND_OWNER


def test_a_day_can_be_put_off_twice_and_then_is_not_named() -> None:  # A6
    restock = SOON
    for times in (1, 2):
        restock = moved(restock, restock.day + timedelta(days=7), NOW, TODAY)
        assert (restock.moves, restock_day(restock, TODAY)) == (times, restock.day)
    earlier = moved(restock, restock.day - timedelta(days=2), NOW, TODAY)
    assert restock_day(earlier, TODAY) == earlier.day, "an earlier day is no broken word"
    third = moved(restock, restock.day + timedelta(days=7), NOW, TODAY)
    assert restock_day(third, TODAY) is None
    assert third.source == SOON.source


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


@pytest.mark.parametrize("state", list(StockState))
def test_machines_are_told_what_people_are_told(state: StockState) -> None:  # V6
    said = Availability(state=state, checked_at=NOW, day=TODAY)
    page, feed = schema_org(said), google(said)

    if state is StockState.UNCONFIRMED:
        assert page == {}
    else:
        assert read_schema_org(page["availability"]) is state
    in_feed = read_google(feed["availability"])
    assert in_feed is not None
    assert contradictions({"page": state, "feed": in_feed}) == []
    assert ("availability_date" in feed) is (feed["availability"] in ("backorder", "preorder"))


@pytest.mark.parametrize(
    ("changes", "google_says", "day"),
    [
        ({"made_to_order": True, "lead_days": 6}, "backorder", TODAY + timedelta(days=6)),
        ({"made_to_order": True}, "out_of_stock", None),
        ({"on_hand": 0, "backorder": True, "lead_days": 9}, "backorder", TODAY + timedelta(days=9)),
        ({"on_hand": 0, "backorder": True, "lead_days": 9, "restock": SOON}, "backorder", SOON.day),
        (
            {"on_hand": 0, "backorder": True, "restock": replace(SOON, until=SOON.day + timedelta(days=4))},
            "backorder",
            SOON.day + timedelta(days=4),
        ),
        ({"release_on": TODAY + timedelta(days=3)}, "preorder", TODAY + timedelta(days=3)),
        ({"lead_days": 6}, "in_stock", None),
    ],
)
def test_a_feed_has_one_day_and_never_the_earlier_one(
    changes: dict[str, Any], google_says: str, day: date | None
) -> None:
    said = availability(replace(FACT, **changes), NOW)

    assert google(said)["availability"] == google_says
    assert google(said).get("availability_date") == (day.isoformat() if day else None)
    assert schema_org(said).get("availabilityStarts") == (day.isoformat() if day else None)


def test_a_check_that_is_still_to_come_is_none() -> None:  # A1
    ahead = replace(FACT, checked_at=NOW + timedelta(days=1))

    assert availability(ahead, NOW).state is StockState.UNCONFIRMED
    assert availability(replace(FACT, checked_at=NOW + timedelta(minutes=2)), NOW).can_buy


def test_what_is_reserved_less_than_nothing_adds_nothing() -> None:
    assert replace(FACT, on_hand=1, reserved=-9).to_promise == 1
    assert replace(FACT, on_hand=1, safety_stock=-9).to_promise == 1


def test_what_has_no_day_is_not_ordered_ahead_in_a_feed() -> None:
    said = Availability(state=StockState.BACKORDER, checked_at=NOW)

    assert google(said) == {"availability": "out_of_stock"}
    assert schema_org(said) == {"availability": "https://schema.org/BackOrder"}
    assert read_schema_org("http://schema.org/SoldOut") is StockState.OUT_OF_STOCK
    assert read_schema_org("schema:InStock") is read_schema_org("https://schema.org/InStock/")
    assert read_schema_org("schema:InStock") is StockState.IN_STOCK
    assert read_google("in stock") is StockState.IN_STOCK
    assert (read_google("soon"), read_schema_org("Soon")) == (None, None)


@pytest.mark.parametrize(
    ("changes", "wanted", "left", "choices"),
    [
        ({}, 10, None, ()),
        ({}, 11, 10, (Choice.FEWER, Choice.SIMILAR, Choice.WAIT, Choice.REMOVE)),
        ({"on_hand": 0}, 1, 0, (Choice.SIMILAR, Choice.WAIT, Choice.REMOVE)),
        ({"discontinued": True}, 1, 0, (Choice.SIMILAR, Choice.REMOVE)),
        ({"on_hand": 2, "backorder": True}, 5, None, ()),
        ({"on_hand": None}, 99, None, ()),
        ({"checked_at": NOW - timedelta(hours=2)}, 1, 0, (Choice.SIMILAR, Choice.WAIT, Choice.REMOVE)),
    ],
)
def test_what_is_not_there_is_noticed_before_it_is_paid(
    changes: dict[str, Any], wanted: int, left: int | None, choices: tuple[Choice, ...]
) -> None:  # A4
    short = recheck(replace(FACT, **changes), wanted, NOW)

    assert (short.left if short else None) == left
    assert (short.choices if short else ()) == choices


def test_what_sells_fast_is_kept_back() -> None:
    fact = replace(FACT, on_hand=6, sales_per_hour=3, sync_every=timedelta(hours=2))

    assert (fact.kept_back, fact.to_promise) == (6, 0)
    assert availability(fact, NOW).state is StockState.OUT_OF_STOCK


def test_strange_counts_are_doubted() -> None:
    def found(count: int, **known: Any) -> list[Doubt]:
        return list(doubts(count, **{"before": 5, "sells": True, "now": NOW, "changed_at": NOW, **known}))

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
