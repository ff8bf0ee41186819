"""The stock guard: what may be said about availability, from facts that carry their own evidence (A1-A6).

``checked_at`` and ``changed_at`` are different facts: an item that has not changed for a month may have been
checked a minute ago. What was not checked lately is not promised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

#: How long a check holds: for a feed that is synchronised, and for a shop that counts by hand.
SYNCED, BY_HAND = timedelta(minutes=60), timedelta(hours=24)
#: At and below this many pieces it is said how many are left.
LOW = 3
#: A date that was moved more often than this is not shown any more (A6).
MOST_MOVES = 2
_REMIND = timedelta(days=2)
_SUDDEN = 1000
_STALE_AFTER = timedelta(days=30)


class StockState(StrEnum):
    """What a shopper is told."""

    IN_STOCK = "in_stock"
    LOW_STOCK = "low_stock"
    MADE_TO_ORDER = "made_to_order"
    BACKORDER = "backorder"
    PREORDER = "preorder"
    OUT_OF_STOCK = "out_of_stock"
    DISCONTINUED = "discontinued"
    UNCONFIRMED = "unconfirmed"


#: Our states in schema.org's ItemAvailability; what is not confirmed is not marked up at all.
SCHEMA_ORG: Mapping[StockState, str | None] = {
    StockState.IN_STOCK: "InStock",
    StockState.LOW_STOCK: "LimitedAvailability",
    StockState.MADE_TO_ORDER: "MadeToOrder",
    StockState.BACKORDER: "BackOrder",
    StockState.PREORDER: "PreOrder",
    StockState.OUT_OF_STOCK: "OutOfStock",
    StockState.DISCONTINUED: "Discontinued",
    StockState.UNCONFIRMED: None,
}
#: Our states in a product feed of Google's.
GOOGLE: Mapping[StockState, str] = {
    StockState.IN_STOCK: "in_stock",
    StockState.LOW_STOCK: "in_stock",
    StockState.MADE_TO_ORDER: "backorder",
    StockState.BACKORDER: "backorder",
    StockState.PREORDER: "preorder",
    StockState.OUT_OF_STOCK: "out_of_stock",
    StockState.DISCONTINUED: "out_of_stock",
    StockState.UNCONFIRMED: "out_of_stock",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Restock:
    """When an item comes back: a day, who says so, when that was confirmed, and how often it was moved."""

    day: date
    source: str
    confirmed_at: datetime
    moves: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFact:
    """What is known about the stock of one item. ``on_hand`` is ``None`` where nobody counts it.

    ``source`` and ``checked_at`` are the evidence (A1); after ``ttl`` it is too old to be relied on (A2).
    """

    sku: str
    checked_at: datetime
    source: str
    on_hand: int | None = None
    reserved: int = 0
    safety_stock: int = 0
    changed_at: datetime | None = None
    ttl: timedelta = SYNCED
    backorder: bool = False
    made_to_order: bool = False
    discontinued: bool = False
    release_on: date | None = None
    restock: Restock | None = None

    @property
    def to_promise(self) -> int | None:
        """How many may be promised: never what is reserved or kept back."""
        if self.on_hand is None:
            return None
        return max(0, self.on_hand - self.reserved - self.safety_stock)

    def is_fresh(self, now: datetime) -> bool:
        return now - self.checked_at <= self.ttl

    def needs_alarm(self, now: datetime) -> bool:
        """Whether the check has failed for so long that the owner is told."""
        return now - self.checked_at > 3 * self.ttl


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What to say: the state, how many of the last few are left, from when, and when it was checked."""

    state: StockState
    checked_at: datetime
    left: int | None = None
    day: date | None = None

    @property
    def can_buy(self) -> bool:
        """Whether the item can be ordered without asking first."""
        return self.state not in (StockState.OUT_OF_STOCK, StockState.DISCONTINUED, StockState.UNCONFIRMED)


def availability(
    fact: StockFact, now: datetime, *, today: date | None = None, low: int = LOW
) -> Availability:
    """What may be said about an item now. ``today`` is the day on the shop's calendar (else that of UTC)."""
    day = today or now.date()

    def says(state: StockState, *, left: int | None = None, on: date | None = None) -> Availability:
        return Availability(state=state, checked_at=fact.checked_at, left=left, day=on)

    if fact.discontinued:
        return says(StockState.DISCONTINUED)
    if fact.release_on is not None and day < fact.release_on:
        return says(StockState.PREORDER, on=fact.release_on)
    if fact.made_to_order:
        return says(StockState.MADE_TO_ORDER)
    if not fact.is_fresh(now):
        return says(StockState.UNCONFIRMED)
    left = fact.to_promise
    if left is None or left > low:
        return says(StockState.IN_STOCK)
    if left > 0:
        return says(StockState.LOW_STOCK, left=left)
    back = restock_day(fact.restock, day)
    return says(StockState.BACKORDER if fact.backorder else StockState.OUT_OF_STOCK, on=back)


def restock_day(restock: Restock | None, today: date) -> date | None:
    """The day that may be shown: with a source, not past, not moved too often; else it is unknown (A5)."""
    if restock is None or not restock.source or restock.moves > MOST_MOVES or restock.day < today:
        return None
    return restock.day


class Watch(StrEnum):
    """What a date that was published asks for (A6)."""

    NOTHING = "nothing"
    REMIND_OWNER = "remind_owner"
    SAY_UNCONFIRMED = "say_unconfirmed"
    TELL_WAITING = "tell_waiting"


def watch(restock: Restock, today: date) -> Watch:
    """What has to happen about a published day: two days before, on it, and after it."""
    until = restock.day - today
    confirmed = restock.confirmed_at.date() >= restock.day - _REMIND
    if until < timedelta(0):
        return Watch.TELL_WAITING
    if confirmed or until > _REMIND:
        return Watch.NOTHING
    return Watch.SAY_UNCONFIRMED if until == timedelta(0) else Watch.REMIND_OWNER


def safety_stock(configured: int, *, sales_per_hour: float, sync_every: timedelta) -> int:
    """How many to keep back: what may be sold between two synchronisations, at least what is configured."""
    hours = sync_every / timedelta(hours=1)
    return max(configured, ceil(sales_per_hour * hours))


def contradictions(said: Mapping[str, StockState]) -> Sequence[tuple[str, str]]:
    """Pairs of places (page, feed, basket …) that tell a shopper different things about one item."""
    buyable = {place: GOOGLE[state] for place, state in said.items()}
    places = sorted(buyable)
    return [
        (one, other)
        for at, one in enumerate(places)
        for other in places[at + 1 :]
        if buyable[one] != buyable[other]
    ]


class Doubt(StrEnum):
    """Why a count is not believed."""

    NEGATIVE = "negative"
    SUDDEN = "sudden"
    UNCHANGED = "unchanged"


def doubts(fact: StockFact, *, before: int | None, sells: bool, now: datetime) -> Sequence[Doubt]:
    """What is strange about a count: below zero, a sudden heap, or unmoved for a month though it sells."""
    found = []
    count = fact.on_hand
    if count is not None and count < 0:
        found.append(Doubt.NEGATIVE)
    if (
        count is not None
        and before is not None
        and count - before >= _SUDDEN
        and count >= 10 * max(before, 1)
    ):
        found.append(Doubt.SUDDEN)
    if sells and fact.changed_at is not None and now - fact.changed_at > _STALE_AFTER:
        found.append(Doubt.UNCHANGED)
    return found
