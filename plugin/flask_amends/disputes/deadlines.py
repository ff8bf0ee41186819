"""The clocks of a dispute: values, which of them act in which status, and how a window is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_amends.disputes.vocabulary import Clock, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A shop's working days: ``zone`` is an IANA name, ``weekend`` holds ISO weekdays (Monday is 1)."""

    zone: str = "UTC"
    weekend: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.weekend >= frozenset(range(1, 8)):
            raise ValueError("A calendar whose weekend has seven days never has a working day.")

    def is_working_day(self, day: date) -> bool:
        return day.isoweekday() not in self.weekend and day not in self.holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A length of time: exact by default (P3D is 72 hours), or counted in the shop's business days."""

    length: timedelta = timedelta(0)
    business_days: int = 0
    calendar: Calendar = field(default_factory=Calendar)

    def __post_init__(self) -> None:
        if self.length < timedelta(0) or self.business_days < 0:
            raise ValueError("A window cannot end before it begins.")
        if self.length and self.business_days:
            raise ValueError("A window is an exact length or a count of business days, not both.")

    @property
    def is_empty(self) -> bool:
        return not self.length and not self.business_days

    def after(self, start: datetime) -> datetime:
        """The moment at which the window that opens at ``start`` is over."""
        if not self.business_days:
            return start + self.length
        local = start.astimezone(ZoneInfo(self.calendar.zone))
        left = self.business_days
        while left:
            local += timedelta(days=1)
            left -= self.calendar.is_working_day(local.date())
        return local.astimezone(start.tzinfo)


def days(count: int) -> Window:
    """A window of exactly ``count`` times 24 hours."""
    return Window(length=timedelta(days=count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """When each clock is due. ``None`` means that the clock does not run; moments are aware, in UTC."""

    turn_due_at: datetime | None = None
    negotiation_due_at: datetime | None = None
    statutory_due_at: datetime | None = None
    case_due_at: datetime | None = None


NEGOTIATING = frozenset({Status.AWAITING_SHOP, Status.AWAITING_SHOPPER})
ARBITRATING = frozenset({Status.UNDER_REVIEW, Status.EVIDENCE_REQUIRED})

#: In which statuses a clock can expire. Elsewhere it may be set, but does not act.
ACTS_IN: dict[Clock, frozenset[Status]] = {
    Clock.STATUTORY: NEGOTIATING | ARBITRATING,
    Clock.TURN: frozenset(Status) - {Status.CLOSED},
    Clock.NEGOTIATION: NEGOTIATING,
    Clock.CASE: NEGOTIATING | ARBITRATING,
}


def acting(status: Status, clocks: Clocks) -> Iterator[tuple[Clock, datetime]]:
    """The clocks that can expire in this status, in the order in which they are applied."""
    due = {
        Clock.STATUTORY: clocks.statutory_due_at,
        Clock.TURN: clocks.turn_due_at,
        Clock.NEGOTIATION: clocks.negotiation_due_at,
        Clock.CASE: clocks.case_due_at,
    }
    for clock, moment in due.items():
        if moment is not None and status in ACTS_IN[clock]:
            yield clock, moment


def next_due(status: Status, clocks: Clocks) -> datetime | None:
    """The earliest moment at which something happens by itself; ``None`` only for a closed dispute."""
    return min((moment for _, moment in acting(status, clocks)), default=None)


def expired(status: Status, clocks: Clocks, now: datetime) -> Clock | None:
    """The clock to apply at ``now``, or ``None``. Of several, the first in the order of :class:`Clock`."""
    return next((clock for clock, moment in acting(status, clocks) if moment <= now), None)
