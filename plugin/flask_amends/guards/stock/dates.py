"""Days on which an item comes back: shown only with a source, watched before they lapse (A5, A6, V5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

#: A day that was moved more often than this is not shown any more (A6).
MOST_MOVES = 2
_REMIND = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restock:
    """When an item comes back: a day, who says so, when that was confirmed, and how often it was moved.

    ``until`` is the last day of a window that begins on ``day``. ``confirmed_on`` is the day of
    ``confirmed_at`` on the shop's calendar (else that of UTC).
    """

    day: date
    source: str
    confirmed_at: datetime
    moves: int = 0
    until: date | None = None
    confirmed_on: date | None = None

    @property
    def last(self) -> date:
        """The last day that was named."""
        return self.until or self.day

    def is_confirmed(self) -> bool:
        """Whether somebody stood by it two days before it, or later."""
        return (self.confirmed_on or self.confirmed_at.date()) >= self.last - _REMIND


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRestock:
    """What may be said: the window, or since ``doubted`` only that this day is not confirmed any more.

    Without either the day is not known (A5).
    """

    day: date | None = None
    until: date | None = None
    doubted: date | None = None


def shown_restock(restock: Restock | None, today: date) -> ShownRestock:
    """What may be said today about an item's return.

    A day without a source, or moved more than twice, is not shown. On the day itself it is doubted unless
    it was confirmed shortly before, and so is every day that has passed.
    """
    if restock is None or not restock.source or restock.moves > MOST_MOVES:
        return ShownRestock()
    if restock.last < today or (restock.last == today and not restock.is_confirmed()):
        return ShownRestock(doubted=restock.last)
    return ShownRestock(day=restock.day, until=restock.until)


def named_day(restock: Restock | None, today: date) -> date | None:
    """The last day that shoppers were told of and have not heard the end of, be it doubted by now."""
    says = shown_restock(restock, today)
    return says.until or says.day or says.doubted


def restock_day(restock: Restock | None, today: date) -> date | None:
    """The day that may be shown: with a source, not doubted, not moved too often; else it is unknown (A5)."""
    return shown_restock(restock, today).day


class Watch(StrEnum):
    """What a date that was published asks for (A6)."""

    NOTHING = "nothing"
    REMIND_OWNER = "remind_owner"
    SAY_UNCONFIRMED = "say_unconfirmed"
    TELL_WAITING = "tell_waiting"


def watch(restock: Restock, today: date) -> Watch:
    """What has to happen about a published day: two days before, on it, and after it."""
    until = restock.last - today
    if until < timedelta(0):
        return Watch.TELL_WAITING
    if restock.is_confirmed() or until > _REMIND:
        return Watch.NOTHING
    return Watch.SAY_UNCONFIRMED if until == timedelta(0) else Watch.REMIND_OWNER


def confirmed(restock: Restock, now: datetime, today: date) -> Restock:
    """The same day, confirmed now."""
    return replace(restock, confirmed_at=now, confirmed_on=today)


def moved(
    restock: Restock | None,
    day: date,
    now: datetime,
    today: date,
    *,
    source: str = "",
    until: date | None = None,
    moves: int = 0,
) -> Restock:
    """Another day, confirmed now. One later than was published counts as a move, an earlier one does not.

    ``moves`` is how often earlier days were moved or taken back, where none is published just now.
    """
    if restock is not None:
        later = (until or day) > restock.last
        moves = restock.moves + 1 if later else restock.moves
    return Restock(
        day=day,
        until=until,
        source=source or (restock.source if restock is not None else ""),
        confirmed_at=now,
        confirmed_on=today,
        moves=moves,
    )
