"""A guard that is run on recorded facts says what it would have done, and never guesses (X19)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.guards.prevention import (
    GUARDS,
    Contact,
    NotEnough,
    NotPrevented,
    Prevented,
    PricedLine,
    PriceGuard,
    PriceOnTheWay,
    QuietHours,
    Recorded,
    ShownTerms,
    StockGuard,
)


def rub(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="RUB")


MONITOR = PricedLine(sku="monitor", price=rub("990"), history=(rub("90990"), rub("90990")))


EUROS = Money(amount=Decimal(900), currency="EUR")


def look(line: PricedLine) -> object:
    return PriceGuard().look(Recorded(lines=[line]))


def test_the_monitor_for_990_would_have_been_held():
    found = look(MONITOR)

    assert isinstance(found, Prevented)
    assert found.code == "price_hold"
    assert found.facts["price"] == "990.00 RUB"
    assert found.facts["probably_meant"] == "90990.00 RUB"


def test_many_orders_at_the_wrong_price_do_not_make_it_right():
    wrong = replace(MONITOR, history=(*MONITOR.history, *[rub("990")] * 50))

    assert isinstance(look(wrong), Prevented)


def test_the_right_price_after_the_mistake_is_no_mistake():
    back = replace(MONITOR, price=rub("90990"), history=(*MONITOR.history, rub("990")))

    assert isinstance(look(back), NotPrevented)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        (replace(MONITOR, price=None), "no_price_recorded"),
        (replace(MONITOR, history=()), "no_earlier_price_recorded"),
        (replace(MONITOR, history=(rub("990"),)), "no_earlier_price_recorded"),
        (
            replace(MONITOR, history=(Money(amount=Decimal(900), currency="EUR"),)),
            "no_earlier_price_recorded",
        ),
    ],
)
def test_without_another_price_it_says_what_is_missing(line: PricedLine, missing: str):
    assert look(line) == NotEnough(code=missing)


def test_a_list_price_is_enough_to_see_it():
    assert isinstance(look(replace(MONITOR, history=(), list_price=rub("90990"))), Prevented)


def test_a_price_that_rises_on_the_way_is_seen():
    rising = PricedLine(sku="x", moments=[("basket", rub("10")), ("paid", rub("12"))])
    falling = PricedLine(sku="x", moments=[("basket", rub("12")), ("paid", rub("10"))])

    assert isinstance(PriceOnTheWay().look(Recorded(lines=[rising])), Prevented)
    assert isinstance(PriceOnTheWay().look(Recorded(lines=[falling])), NotPrevented)


@pytest.mark.parametrize(
    ("hour", "kind"), [(0, Prevented), (5, NotPrevented), (17, NotPrevented), (18, Prevented)]
)
def test_night_is_what_the_customers_clock_says(hour: int, kind: type):
    # Moscow is three hours ahead: 0:00 is 3:00 there (K1), 5:00 is 8:00, 18:00 is 21:00.
    when = datetime(2026, 3, 2, hour, tzinfo=UTC)
    recorded = Recorded(contacts=[Contact(at=when, zone="Europe/Moscow")])

    assert isinstance(QuietHours().look(recorded), kind)


def test_stock_and_terms_need_a_record():
    assert StockGuard().look(Recorded()) == NotEnough(code="no_stock_recorded")
    assert isinstance(StockGuard().look(Recorded(in_stock=True, on_hand=0)), Prevented)
    assert isinstance(StockGuard().look(Recorded(in_stock=True, on_hand=1)), NotPrevented)
    assert ShownTerms().look(Recorded()) == NotEnough(code="not_kept")
    assert isinstance(ShownTerms().look(Recorded(shown_terms=True)), NotPrevented)


def test_of_an_empty_record_no_guard_says_anything():
    assert {type(guard.look(Recorded())) for guard in GUARDS} == {NotEnough}
