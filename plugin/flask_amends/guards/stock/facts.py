"""What is known about one item's stock, and the one state that may be said from it (A1, A2, V1-V3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_amends.guards.stock.counts import safety_stock
from flask_amends.guards.stock.dates import Restock, ShownRestock, shown_restock

#: How long a check holds: for a feed that is synchronised, and for a shop that counts by hand.
SYNCED, BY_HAND = timedelta(minutes=60), timedelta(hours=24)
#: At and below this many pieces it is said how many are left.
LOW = 3
#: How far the clocks of a shop and of its warehouse may differ.
_CLOCKS = timedelta(minutes=5)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFact:
    """What is known about the stock of one item. ``on_hand`` is ``None`` where nobody counts it.

    ``source`` and ``checked_at`` are the evidence (A1); after ``ttl`` it is too old to be relied on (A2).
    ``sales_per_hour`` and ``sync_every`` say how much may be sold unseen between two checks (V2).
    ``lead_days`` is how long what is made or ordered takes.
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
    lead_days: int | None = None
    sales_per_hour: float = 0
    sync_every: timedelta | None = None

    @property
    def kept_back(self) -> int:
        """How many are not promised: what is configured, or what sells between two checks (V2)."""
        every = self.sync_every or timedelta(0)
        return safety_stock(self.safety_stock, sales_per_hour=self.sales_per_hour, sync_every=every)

    @property
    def to_promise(self) -> int | None:
        """How many may be promised: never what is reserved or kept back."""
        if self.on_hand is None:
            return None
        return max(0, self.on_hand - max(0, self.reserved) - self.kept_back)

    def is_fresh(self, now: datetime) -> bool:
        """Whether the check is recent enough to be relied on; one that is still to come is no check."""
        return -_CLOCKS <= now - self.checked_at <= self.ttl


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What to say: the state, how many of the last few are left, from when, and when it was checked.

    ``until`` ends a window that begins on ``day``; ``doubted`` is a day that was named and is not confirmed;
    ``lead_days`` is how long it takes, and ``ready_on`` when it is over if it is ordered today.
    """

    state: StockState
    checked_at: datetime
    left: int | None = None
    day: date | None = None
    until: date | None = None
    doubted: date | None = None
    lead_days: int | None = None
    ready_on: date | None = None

    @property
    def available_on(self) -> date | None:
        """The one day for machines, which know no windows: the last that may be named."""
        return self.until or self.day or self.ready_on

    @property
    def can_buy(self) -> bool:
        """Whether the item can be ordered without asking first."""
        return self.state not in (StockState.OUT_OF_STOCK, StockState.DISCONTINUED, StockState.UNCONFIRMED)


def availability(
    fact: StockFact, now: datetime, *, today: date | None = None, low: int = LOW
) -> Availability:
    """What may be said about an item now. ``today`` is the day on the shop's calendar (else that of UTC).

    Time takes a promise back and never makes one: what was not there when somebody last looked is not there
    until somebody looks again, and its day to come back stays told (A5, A6).
    """
    day = today or now.date()

    def says(
        state: StockState,
        *,
        left: int | None = None,
        on: date | None = None,
        back: ShownRestock | None = None,
    ) -> Availability:
        waits = state in (StockState.MADE_TO_ORDER, StockState.BACKORDER) and fact.lead_days is not None
        return Availability(
            state=state,
            checked_at=fact.checked_at,
            left=left,
            day=back.day if back else on,
            until=back.until if back else None,
            doubted=back.doubted if back else None,
            lead_days=fact.lead_days,
            ready_on=day + timedelta(days=fact.lead_days or 0) if waits else None,
        )

    if fact.discontinued:
        return says(StockState.DISCONTINUED)
    if fact.release_on is not None and day < fact.release_on:
        return says(StockState.PREORDER, on=fact.release_on)
    if fact.made_to_order:
        return says(StockState.MADE_TO_ORDER)
    left = fact.to_promise
    if left == 0:
        out = StockState.BACKORDER if fact.backorder else StockState.OUT_OF_STOCK
        return says(out, back=shown_restock(fact.restock, day))
    if not fact.is_fresh(now):
        return says(StockState.UNCONFIRMED)
    if left is None or left > low:
        return says(StockState.IN_STOCK)
    return says(StockState.LOW_STOCK, left=left)
