"""Windows of time: exact hours, or the shop's business days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flask_amends.disputes.deadlines import Calendar, Window, days

FRIDAY = datetime(2026, 3, 27, 15, tzinfo=UTC)


def test_three_days_are_seventy_two_hours_even_when_the_clocks_change():
    assert days(3).after(FRIDAY) == FRIDAY + timedelta(hours=72)


def test_business_days_leave_out_the_weekend():
    assert Window(business_days=1).after(FRIDAY) == FRIDAY + timedelta(days=3)


def test_business_days_keep_the_shops_hour_when_the_clocks_change():
    """Poland goes to summer time on Sunday, 29 March 2026, so its Monday begins an hour earlier in UTC."""
    poland = Calendar(zone="Europe/Warsaw")
    assert Window(business_days=1, calendar=poland).after(FRIDAY) == datetime(2026, 3, 30, 14, tzinfo=UTC)


def test_a_week_begins_on_sunday_where_the_shop_says_so():
    israel = Calendar(zone="Asia/Jerusalem", weekend=frozenset({5, 6}))
    thursday = datetime(2026, 2, 5, 10, tzinfo=UTC)
    assert Window(business_days=1, calendar=israel).after(thursday) == datetime(2026, 2, 8, 10, tzinfo=UTC)


def test_holidays_are_left_out():
    easter = Calendar(zone="Europe/Warsaw", holidays=frozenset({date(2026, 4, 6)}))
    good_friday = datetime(2026, 4, 3, 10, tzinfo=UTC)
    assert Window(business_days=1, calendar=easter).after(good_friday) == datetime(2026, 4, 7, 10, tzinfo=UTC)


def test_the_day_is_the_shops_and_not_that_of_utc():
    """Late on Thursday in UTC it is Friday already in Vladivostok, so the next business day is Monday."""
    far = Calendar(zone="Asia/Vladivostok")
    thursday = datetime(2026, 2, 5, 20, tzinfo=UTC)
    assert Window(business_days=1, calendar=far).after(thursday) == thursday + timedelta(days=3)


@pytest.mark.parametrize(
    "faulty",
    [
        lambda: Window(length=timedelta(days=-1)),
        lambda: Window(business_days=-1),
        lambda: Window(length=timedelta(days=1), business_days=1),
        lambda: Calendar(weekend=frozenset(range(1, 8))),
    ],
)
def test_a_window_that_never_ends_or_begins_is_refused(faulty: object):
    with pytest.raises(ValueError, match=r"window|calendar"):
        faulty()  # type: ignore[operator]
