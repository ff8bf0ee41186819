"""What reports tell about a March that was counted by hand, the same on every database."""

from collections.abc import Callable
from datetime import date

from flask_amends.disputes.money import Money
from flask_amends.service.reports import figures, numbers
from flask_amends.service.reports.numbers import Numbers, Period, Share, Waits
from flask_amends.state import State
from tests.integration.cases import dump, euros

HOUR = 3600
WHOLE = Period(first=date(2026, 3, 1), last=date(2026, 3, 31), zone="UTC")


def count(state: State, **days: int) -> Numbers:
    changed = {name: date(2026, 3, day) for name, day in days.items()}
    return numbers.count(state, Period(**{"first": WHOLE.first, "last": WHOLE.last, **changed}, zone="UTC"))


def test_everything_is_as_it_was_counted_by_hand(march: Callable[[], State]):
    told = count(march())

    assert told.cases == {
        ("2026-03-02", "price_error"): 2,
        ("2026-03-09", "promo_terms"): 1,
        ("2026-03-09", "unwanted_contact"): 1,
    }
    assert told.by_reason() == {"price_error": 2, "promo_terms": 1, "unwanted_contact": 1}
    # One, two and sixteen hours after they came; of the sixteen, the last one alone was in hours (T7).
    assert told.waits == Waits(count=3, median=2 * HOUR, p90=16 * HOUR, work_median=HOUR, work_p90=2 * HOUR)
    assert told.waits_by["2026-03-09"].work_median == HOUR
    assert told.conflicts == Share(part=1, whole=2)  # P3
    assert told.conflicts.percent == 50
    assert (told.promo, told.contact, told.customers) == (1, 1, 3100)  # C5, K6
    assert told.per_thousand(told.promo) == 0.3


def test_asked_given_paid_and_marks_are_by_reason(march: Callable[[], State]):
    told = count(march())

    price = next(one for one in told.settled if one.reason == "price_error")
    assert (price.cases, price.agreed, price.asked_minor, price.asked_cases) == (2, 1, 11000, 2)
    assert (price.given_minor, price.given_cases, price.by_shop_minor) == (5500, 1, 5500)
    rated = told.rated["price_error"]
    assert (rated.pairs, rated.before, rated.after) == (1, 2, 4)


def test_silence_and_ends_are_counted_once(march: Callable[[], State]):
    told = count(march())

    assert told.silences["shop_granted"] == 1
    assert told.silences["shopper_referred"] >= 1
    assert told.outcomes["resolved_by_agreement"] == 1
    assert told.outcomes["resolved_shop_favour"] == 1
    assert told.loss.kept == sum(told.outcomes.get(one, 0) for one in numbers.KEPT)
    assert told.loss.total == euros("145.00") * told.loss.kept  # T1


def test_a_period_ends_with_its_last_day(march: Callable[[], State]):
    state = march()

    assert count(state, last=8).total == 2
    assert count(state, first=9, last=9).total == 1
    assert count(state, first=10, last=13).total == 0
    assert count(state, first=10, last=13).waits is None


def test_figures_counted_anew_are_the_same(march: Callable[[], State]):
    state = march()
    before = dump(state)
    tables = state.store.tables
    with state.store.begin() as unit:
        for table in (tables.case_figures, tables.case_silences, tables.seen_prices):
            unit.connection.execute(table.delete())

    assert figures.catch_up(state) == 4
    assert figures.catch_up(state) == 0
    assert dump(state) == before


def test_weeks_begin_on_the_shops_own_monday():
    begins = Period(first=date(2026, 3, 2), last=date(2026, 3, 2), zone="Asia/Tokyo").span.start

    assert figures.week_of(begins, "Asia/Tokyo") == "2026-03-02"
    assert figures.week_of(begins, "UTC") == "2026-02-23"


def test_long_times_are_told_by_month():
    year = Period(first=date(2025, 11, 20), last=date(2026, 11, 19), zone="UTC")

    assert year.by_month
    assert year.columns()[0] == "2025-11-01"
    assert year.columns()[-1] == "2026-11-01"
    assert len(year.columns()) == 13
    assert year.column_of("2025-11-17") == "2025-11-01"
    assert WHOLE.columns() == [
        "2026-02-23",
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
        "2026-03-23",
        "2026-03-30",
    ]


def test_the_value_of_a_customer_is_a_setting(new_state: Callable[..., State]):
    state = new_state(AMENDS_CUSTOMER_VALUE="600.00 PLN")

    assert count(state).loss.value == Money(amount=euros("600").amount, currency="PLN")
    assert count(state).customers is None
    assert count(state).per_thousand(3) is None
