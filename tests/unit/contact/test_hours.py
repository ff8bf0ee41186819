"""The shop's working time: promises end on working days, and slots lie in opening hours."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_amends.hours import Hours, Span

WARSAW = ZoneInfo("Europe/Warsaw")
#: Wide enough to have met each of the changes below, and no clock decides on success.
quick = settings(max_examples=40, deadline=None)


def batched(bounds: list[int]) -> list[tuple[int, int]]:
    return list(zip(bounds[::2], bounds[1::2], strict=True))


#: Zones that change their clocks forwards, backwards, at midnight, by half an hour, and never.
ZONES = ("UTC", "Europe/Warsaw", "America/Santiago", "Australia/Lord_Howe", "Asia/Jerusalem", "Asia/Kolkata")

spans = st.lists(st.integers(0, 48), min_size=0, max_size=4, unique=True).map(
    lambda found: tuple(Span(a * 30, b * 30) for a, b in batched(sorted(found[: len(found) // 2 * 2])))
)
weeks = st.dictionaries(st.integers(1, 7), spans, min_size=1).filter(lambda week: any(week.values()))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 3 * 365 * 1440).map(lambda minutes: BEGIN + timedelta(minutes=minutes))


@st.composite
def shops(draw: st.DrawFn) -> Hours:
    holidays = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=8))
    return Hours(
        zone=draw(st.sampled_from(ZONES)),
        week=draw(weeks),
        holidays=holidays,
        yearly=draw(st.frozensets(st.sampled_from([(1, 1), (2, 29), (12, 25), (12, 26)]))),
        cutoff=draw(st.none() | st.integers(0, 1440)),
    )


def local(hours: Hours, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(hours.zone))


def warsaw(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WARSAW)  # type: ignore[misc,arg-type]


@quick
@given(hours=shops(), at=moments, count=st.integers(1, 10))
def test_a_promise_ends_on_a_working_day_with_as_many_working_days_before_it(
    hours: Hours, at: datetime, count: int
):
    due = hours.answer_by(at, count)
    last = (local(hours, due) - timedelta(seconds=1)).date()
    assert due > at
    assert hours.is_working_day(last)
    first = hours.received_on(at)
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    assert sum(hours.is_working_day(day) for day in between) == count
    assert first >= local(hours, at).date()


@quick
@given(
    hours=shops(), at=moments, later=st.timedeltas(timedelta(0), timedelta(days=9)), count=st.integers(1, 9)
)
def test_who_writes_later_is_never_promised_an_earlier_answer(
    hours: Hours, at: datetime, later: timedelta, count: int
):
    assert hours.answer_by(at, count) <= hours.answer_by(at + later, count)
    assert hours.answer_by(at, count) <= hours.answer_by(at, count + 1)


@quick
@given(hours=shops(), at=moments, length=st.sampled_from([30, 60, 90]), count=st.integers(1, 4))
def test_slots_lie_in_the_hours_in_order_and_never_overlap(
    hours: Hours, at: datetime, length: int, count: int
):
    size = timedelta(minutes=length)
    found = list(hours.slots(at, length=size, working_days=count))
    if any(one.closes - one.opens >= length for many in hours.week.values() for one in many):
        assert 0 < len({local(hours, one).date() for one in found}) <= count
    for one in found:
        assert one >= at
        assert hours.is_open(one)
        assert hours.is_open(one + size - timedelta(seconds=1))
    assert all(after - before >= size for before, after in pairwise(found))


@quick
@given(hours=shops(), at=moments)
def test_the_shop_opens_on_the_day_it_is_asked_about(hours: Hours, at: datetime):
    opening = hours.opening_of(at)
    assert local(hours, opening).date() == local(hours, at).date()
    assert not hours.is_open(at) or opening <= at


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param(warsaw(2026, 11, 23, 10, 0), warsaw(2026, 11, 25, 17, 0), id="Monday morning"),
        pytest.param(warsaw(2026, 11, 23, 16, 59), warsaw(2026, 11, 25, 17, 0), id="just before closing"),
        pytest.param(warsaw(2026, 11, 23, 17, 0), warsaw(2026, 11, 26, 17, 0), id="after closing"),
        pytest.param(warsaw(2026, 11, 20, 18, 0), warsaw(2026, 11, 25, 17, 0), id="Friday evening"),
        pytest.param(warsaw(2026, 11, 21, 12, 0), warsaw(2026, 11, 25, 17, 0), id="Saturday"),
        pytest.param(warsaw(2026, 12, 23, 9, 30), warsaw(2026, 12, 29, 17, 0), id="over Christmas"),
    ],
)
def test_two_working_days_are_what_a_shopper_counts_on_their_fingers(at: datetime, due: datetime):
    hours = Hours(
        zone="Europe/Warsaw", yearly=frozenset({(12, 25), (12, 26)}), holidays=frozenset({date(2026, 12, 24)})
    )
    assert hours.answer_by(at, 2) == due


def test_a_cutoff_makes_the_afternoon_the_next_day():
    hours = Hours(zone="Europe/Warsaw", cutoff=15 * 60)
    assert hours.answer_by(warsaw(2026, 11, 23, 14, 59), 1) == warsaw(2026, 11, 24, 17, 0)
    assert hours.answer_by(warsaw(2026, 11, 23, 15, 0), 1) == warsaw(2026, 11, 25, 17, 0)


def test_closing_time_is_the_walls_clock_also_after_the_clocks_change():
    hours = Hours(zone="Europe/Warsaw")
    friday = warsaw(2026, 3, 27, 10, 0)
    assert hours.answer_by(friday, 1) - friday == timedelta(days=3, hours=7) - timedelta(hours=1)


def test_slots_follow_the_wall_clock_over_a_change_of_clocks():
    hours = Hours(zone="Europe/Warsaw", week={day: (Span(600, 660),) for day in range(1, 8)})
    found = list(hours.slots(warsaw(2026, 3, 28, 0, 0), length=timedelta(hours=1), working_days=3))
    assert [one.astimezone(UTC).hour for one in found] == [9, 8, 8]
    assert {one.astimezone(WARSAW).hour for one in found} == {10}


def test_hours_that_the_change_of_clocks_skips_are_not_offered():
    hours = Hours(zone="Europe/Warsaw", week={7: (Span(120, 180),)})
    assert hours.spans(date(2026, 3, 29)) == []
    assert len(hours.spans(date(2026, 4, 5))) == 1
    found = list(hours.slots(warsaw(2026, 3, 28, 0, 0), length=timedelta(hours=1), working_days=1))
    assert found == [warsaw(2026, 4, 5, 2, 0)]


@pytest.mark.parametrize("week", [{}, {1: ()}, {8: (Span(1, 2),)}])
def test_a_week_without_a_working_day_is_refused(week: dict[int, tuple[Span, ...]]):
    with pytest.raises(ValueError, match="working day"):
        Hours(week=week)


@pytest.mark.parametrize("bounds", [(60, 60), (60, 30), (-1, 5), (0, 1441)])
def test_a_span_that_never_opens_is_refused(bounds: tuple[int, int]):
    with pytest.raises(ValueError, match="opens before"):
        Span(*bounds)


def test_hours_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Hours(week={1: (Span(0, 60), Span(30, 90))})


def test_where_no_span_is_long_enough_there_are_no_slots():
    hours = Hours(week={1: (Span(0, 30),)})
    assert list(hours.slots(BEGIN, length=timedelta(hours=1), working_days=1)) == []


@quick
@given(hours=shops(), at=moments, minutes=st.integers(1, 3000))
def test_work_is_over_as_soon_as_as_much_was_worked(hours: Hours, at: datetime, minutes: int):
    length = timedelta(minutes=minutes)
    over = hours.after_work(at, length)
    assert hours.worked(at, over) == length
    assert hours.worked(at, over - timedelta(seconds=1)) < length
