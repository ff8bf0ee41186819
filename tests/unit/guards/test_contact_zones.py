"""The gate on every wall clock there is, against a clock that is read minute by minute (K1, K3, 2.5).

The oracle knows no windows and no jumps: it asks each minute of some days whether it is quiet there.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from flask_amends.guards.contact import (
    Answer,
    Channel,
    Consent,
    Manners,
    Purpose,
    Window,
    Wishes,
    may_contact,
)
from flask_amends.guards.dialling import digits_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
YES = {Channel.SMS: Consent(at=datetime(2020, 1, 1, tzinfo=UTC))}
NOBODY_LIVES_THERE = {"localtime", "Factory"}
SAMPLE = (
    "Europe/Warsaw", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Jerusalem",
)  # fmt: skip
#: A short night of the shop's, too short for offers; hours of the customer's around midnight and noon.
QUIET = ((22 * 60, 6 * 60 + 30), (23 * 60 + 30, 45), (12 * 60 + 10, 13 * 60))
HOLIDAYS, YEARLY = frozenset({date(2026, 3, 30)}), frozenset({(10, 26)})


def loud(local: datetime, *, marketing: bool) -> bool:
    """Whether somebody may be disturbed at a time on their wall clock, by the words of the rules."""
    minute = local.hour * 60 + local.minute
    hours = [*QUIET, *([(21 * 60, 8 * 60)] if marketing else [])]
    for start, end in hours:
        inside = start <= minute < end if start < end else minute >= start or minute < end
        if inside:
            return False
    free = local.isoweekday() == 7 or local.date() in HOLIDAYS or (local.month, local.day) in YEARLY
    return not (marketing and free)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """When the clocks of a zone change in 2026, to the minute."""
    tz, at = ZoneInfo(zone), datetime(2026, 1, 1, tzinfo=UTC)
    found = []
    for day in range(365):
        start = at + day * DAY
        if start.astimezone(tz).utcoffset() != (start + DAY).astimezone(tz).utcoffset():
            low, high = start, start + DAY
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                same = middle.astimezone(tz).utcoffset() == start.astimezone(tz).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
    return tuple(found) or (at + 87 * DAY,)


def compare(zones: Sequence[str], start: datetime, *, days: int, step: int, marketing: bool) -> None:
    """The gate says at each moment what is read off the clocks: yes, or the very next minute for it."""
    places = [ZoneInfo(name) for name in zones]
    count = (days + 5) * 1440
    may = [
        all(loud((start + at * MINUTE).astimezone(place), marketing=marketing) for place in places)
        for at in range(count)
    ]
    following: list[int | None] = [None] * count
    for at in reversed(range(count)):
        following[at] = at if may[at] else (following[at + 1] if at + 1 < count else None)
    wishes = Wishes(zones=tuple(zones), consents=YES, quiet=tuple(Window(one, two) for one, two in QUIET[1:]))
    manners = Manners(quiet=(Window(*QUIET[0]),), holidays=HOLIDAYS, yearly=YEARLY)
    purpose = Purpose.MARKETING if marketing else Purpose.DELIVERY
    for at in range(0, days * 1440, step):
        now = start + at * MINUTE
        found = may_contact(wishes, Channel.SMS, purpose, now, manners=manners)
        then = following[at]
        if then is None:
            assert found.answer is not Answer.ALLOW
            continue
        assert found.allows == (then == at), (zones, now)
        assert found.allows or found.at == start + then * MINUTE, (zones, now, found)


def around(zone: str) -> Iterator[datetime]:
    for change in changes(zone):
        yield (change - 2 * DAY).replace(hour=0, minute=0)


@pytest.mark.parametrize("zone", SAMPLE)
def test_the_gate_reads_the_clock_of_a_zone_also_when_it_changes(zone: str) -> None:
    for start in around(zone):
        compare([zone], start, days=4, step=97, marketing=False)
        compare([zone], start, days=4, step=211, marketing=True)


@pytest.mark.parametrize("zones", [("Europe/Warsaw", "America/New_York"), ("Asia/Jerusalem", "Asia/Tokyo")])
def test_of_several_zones_it_reads_all_the_clocks(zones: Sequence[str]) -> None:
    for start in around(zones[0]):
        compare(zones, start, days=3, step=89, marketing=False)


@pytest.mark.soak
@pytest.mark.parametrize("marketing", [False, True], ids=["delivery", "marketing"])
def test_the_gate_reads_the_clock_of_every_zone_minute_by_minute_around_its_changes(marketing: bool) -> None:
    for name in sorted(available_timezones() - NOBODY_LIVES_THERE):
        for start in around(name):
            compare([name], start, days=4, step=7, marketing=marketing)


@pytest.mark.parametrize(
    ("spelled", "country"),
    [
        ("+48 600-100-200", None),
        ("0048 600 100 200", "PL"),
        ("600 100 200", "PL"),
        ("48600100200", "PL"),
        ("0 600 100 200", "PL"),
        ("+48 (0) 600 100 200", "IL"),
        ("\u0666\u0660\u0660100200", "PL"),
    ],
)
def test_one_number_is_one_number_however_it_is_spelled(spelled: str, country: str | None) -> None:  # K2
    assert digits_of(spelled, country) == "48600100200"


@pytest.mark.parametrize(
    ("spelled", "country", "digits"),
    [
        ("8 (812) 123-45-67", "RU", "78121234567"),
        ("812 123 45 67", "RU", "78121234567"),
        ("8 701 123 45 67", "KZ", "77011234567"),
        ("(415) 555-2671", "US", "14155552671"),
        ("050-123-4567", "IL", "972501234567"),
        ("06 1234 5678", "IT", "390612345678"),
        ("600 100 200", None, "600100200"),
        ("600 100 200", "XX", "600100200"),
        ("", "PL", ""),
        ("none", "PL", ""),
    ],
)
def test_a_number_at_home_gets_its_countrys_prefix(spelled: str, country: str | None, digits: str) -> None:
    assert digits_of(spelled, country) == digits
