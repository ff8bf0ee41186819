"""What is kept of an order that waits for the shop's confirmation, and what is known of its prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_amends.disputes.money import Money

WAITING, OFFERED = "waiting", "offered"
CONFIRMED, CHANGED, CANCELLED, TIMED_OUT = "confirmed", "changed", "cancelled", "timed_out"
#: The states in which an order waits for somebody.
OPEN = (WAITING, OFFERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """An order that can be paid only after the shop has confirmed it (P9).

    ``state`` is ``waiting`` (for the shop), ``offered`` (the shopper chooses), ``confirmed``, ``changed`` (at
    the right price), ``cancelled`` or ``timed_out``. ``lines`` are ``{sku, title, quantity, shown, right}``
    in minor units; ``right_minor`` is what the order costs at the right price, ``goodwill_minor`` taken off
    since ``goodwill_at``.
    ``words`` are the shop's to the shopper, ``note`` says why staff held it. ``next_at`` is when it is looked
    at again.
    """

    id: str
    order_number: str
    state: str
    sequence: int
    reasons: Sequence[str]
    lines: Sequence[Mapping[str, Any]]
    currency: str
    shown_minor: int
    choices: Sequence[str]
    person_id: str | None
    marketplace: str | None
    locale: str
    held_at: datetime
    until: datetime
    right_minor: int | None = None
    goodwill_minor: int | None = None
    words: str | None = None
    note: str | None = None
    case_id: str | None = None
    next_at: datetime | None = None
    ended_at: datetime | None = None
    decided_by: str | None = None
    goodwill_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in OPEN

    @property
    def shown(self) -> Money:
        """What the order costs at the prices that were shown."""
        return Money.from_minor(self.shown_minor, self.currency)

    @property
    def right(self) -> Money | None:
        """What it costs at the right prices, the goodwill taken off; ``None`` until the shop has said so."""
        return None if self.right_minor is None else Money.from_minor(self.right_minor, self.currency)

    @property
    def goodwill(self) -> Money | None:
        """What the shop takes off the right price."""
        return None if not self.goodwill_minor else Money.from_minor(self.goodwill_minor, self.currency)

    def price_of(self, line: Mapping[str, Any], kind: str) -> Money | None:
        """The ``shown`` or ``right`` price of one piece."""
        minor = line.get(kind)
        return None if minor is None else Money.from_minor(minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the ledger knows of an item: its price in force, one that waits, and whether one did lately.

    ``for_members`` is the price in force for members, which the shop lets those pay who are.
    """

    in_force: Money | None = None
    for_members: Money | None = None
    waiting: Money | None = None
    held_lately: bool = False
