"""A shop's working time: when it is open, on which day a promise ends, and when it can call. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

MINUTES_OF_A_DAY = 24 * 60
#: More yearly days off than this are a mistake; it also keeps every search for a working day short.
MOST_YEARLY_HOLIDAYS = 60
#: Slots are not looked for farther ahead.
FARTHEST = timedelta(days=60)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from ``opens`` to ``closes``: minutes after midnight on the shop's wall clock."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_OF_A_DAY:
            raise ValueError("A shop opens before it closes, both on the same day.")


OFFICE = (Span(9 * 60, 17 * 60),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The week of a shop in its own ``zone``, and the days on which it rests.

    ``week`` maps ISO weekdays (Monday is 1) to their spans; a weekday that is missing is a day off.
    ``yearly`` are days off of every year as ``(month, day)``. What arrives after ``cutoff`` (minutes after
    midnight; without one, the end of the day's last span) counts as received on the next working day. All
    moments that go in and come out are aware; those that come out are in UTC.
    """

    zone: str = "UTC"
    week: Mapping[int, tuple[Span, ...]] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(range(1, 6), OFFICE))
    )
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    cutoff: int | None = None

    def __post_init__(self) -> None:
        if not any(self.week.values()) or not set(self.week) <= set(range(1, 8)):
            raise ValueError("A week has at least one working day, from 1 (Monday) to 7.")
        if len(self.yearly) > MOST_YEARLY_HOLIDAYS:
            raise ValueError(f"A year has at most {MOST_YEARLY_HOLIDAYS} days off of its own.")
        for many in self.week.values():
            if any(one.closes > after.opens for one, after in pairwise(sorted(many))):
                raise ValueError("The hours of a day do not overlap.")

    def is_working_day(self, day: date) -> bool:
        """Whether the shop works on that day of its own calendar."""
        free = day in self.holidays or (day.month, day.day) in self.yearly
        return bool(self.week.get(day.isoweekday())) and not free

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """From when to when the shop is open on a day. What a change of clocks swallows is left out."""
        if not self.is_working_day(day):
            return []
        week = sorted(self.week[day.isoweekday()])
        moments = [(self._at(day, one.opens), self._at(day, one.closes)) for one in week]
        return [(opens, closes) for opens, closes in moments if opens < closes]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at that moment."""
        return any(opens <= at < closes for opens, closes in self.spans(self._day_of(at)))

    def received_on(self, at: datetime) -> date:
        """The working day on which something that arrives at ``at`` counts as received."""
        day = self._day_of(at)
        if self.is_working_day(day) and at < self._last_call(day):
            return day
        return self._working_day_after(day)

    def answer_by(self, at: datetime, working_days: int) -> datetime:
        """When an answer "within so many working days" is there at the latest: the end of the last of them.

        The day of receipt is not counted; it is the next working day for what arrives after the cut-off.
        """
        if working_days < 1:
            raise ValueError("A promise leaves at least one working day.")
        day = self.received_on(at)
        for _ in range(working_days):
            day = self._working_day_after(day)
        return self._at(day, self._closing(day))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from ``start`` to ``end`` lies in the shop's hours; none if it ends first."""
        total, day, last = timedelta(0), self._day_of(start), self._day_of(end)
        while day <= last:
            for opens, closes in self.spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta(0))
            day += _DAY
        return total

    def after_work(self, start: datetime, length: timedelta) -> datetime:
        """When ``length`` of the shop's hours have passed since ``start``."""
        day, left = self._day_of(start), length
        while True:
            for opens, closes in self.spans(day):
                begins = max(opens, start)
                if closes - begins >= left:
                    return begins + left
                left -= max(closes - begins, timedelta(0))
            day = self._working_day_after(day)

    def opening_of(self, at: datetime) -> datetime:
        """When the shop opens on the day of ``at``; the midnight before it on a day off."""
        day = self._day_of(at)
        found = self.spans(day)
        return found[0][0] if found else self._at(day, 0)

    def next_opening(self, after: datetime) -> datetime:
        """When the shop opens on the first working day after the day of ``after``."""
        day = self._working_day_after(self._day_of(after))
        found = self.spans(day)
        return found[0][0] if found else self._at(day, 0)

    def slots(self, after: datetime, *, length: timedelta, working_days: int) -> Iterator[datetime]:
        """The beginnings of equal slots in the hours of the next working days, today included.

        Each slot lies in one span and begins at ``after`` or later; there are none where no span is as long.
        """
        day, seen = self._day_of(after), 0
        last = day + FARTHEST
        while seen < working_days and day <= last:
            found = [
                start
                for opens, closes in self.spans(day)
                for start in _steps(opens, closes, length)
                if start >= after
            ]
            yield from found
            seen += bool(found)
            day = self._working_day_after(day)

    def _working_day_after(self, day: date) -> date:
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _closing(self, day: date) -> int:
        return max(one.closes for one in self.week[day.isoweekday()])

    def _last_call(self, day: date) -> datetime:
        closing = self._closing(day)
        return self._at(day, closing if self.cutoff is None else min(self.cutoff, closing))

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _at(self, day: date, minutes: int) -> datetime:
        """A time on the shop's wall clock as a moment; one that a change of clocks skips is the one after."""
        local = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def _steps(opens: datetime, closes: datetime, length: timedelta) -> Iterator[datetime]:
    while opens + length <= closes:
        yield opens
        opens += length
