"""What the tables of stock hold: facts, points of their history, who waits, letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_amends.guards.stock import StockFact


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """What is known of one item now. ``doubts`` are codes of what is strange about its count (V8).

    ``watched`` is the last thing that was done about its day (:class:`flask_amends.guards.stock.Watch`).
    ``moves`` is how often a day of it was moved or taken back since it was last there (A6). ``news`` counts
    what those who wait were told of, and ``telling`` is what they are being told just now.
    """

    fact: StockFact
    title: str | None = None
    url: str | None = None
    doubts: Sequence[str] = ()
    alarm_at: datetime | None = None
    watched: str | None = None
    moves: int = 0
    news: int = 0
    telling: str | None = None

    @property
    def sku(self) -> str:
        return self.fact.sku

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.fact.sku


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPoint:
    """What was said about an item from a moment on: the evidence of it (A1)."""

    id: str
    sku: str
    at: datetime
    state: str
    source: str
    on_hand: int | None = None
    restock_day: date | None = None
    restock_until: date | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWait:
    """Somebody who wants to be told when an item is back. ``heard`` is the number of the last news they got.

    ``letter_id`` is the letter in which a buyer chose to wait for what they ordered (A4).
    """

    id: str
    sku: str
    person_id: str
    address: str
    locale: str
    created_at: datetime
    state: str = "waiting"
    told_at: datetime | None = None
    heard: int = 0
    letter_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLetter:
    """An order of something that is not there, and the letter about it (A4).

    ``state`` is ``draft``, ``ready`` (a second person sends it), ``sent``, ``again`` (sent a second time),
    ``answered`` or ``settled``. Each of the ``alternatives`` has its
    ``choice``, its ``terms`` and what it is about; ``choice`` is the place of the one that was taken.
    """

    id: str
    order_number: str
    sku: str
    title: str
    quantity: int
    locale: str
    currency: str
    reported_at: datetime
    due_at: datetime
    state: str = "draft"
    person_id: str | None = None
    case_id: str | None = None
    words: str | None = None
    paid_minor: int | None = None
    alternatives: Sequence[Mapping[str, Any]] = field(default_factory=list)
    choice: int | None = None
    reported_by: str | None = None
    sent_at: datetime | None = None
    sent_by: str | None = None
    answered_at: datetime | None = None
    settled_at: datetime | None = None
