"""What our pages show, as frozen values: the plugin fills them in, templates read nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends_widgets.formats import MoneyLike


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that was bought; in a claim, ``quantity`` is how many of them it is about."""

    sku: str
    title: str
    quantity: int
    unit_price: MoneyLike | None = None
    chosen: bool = False
    wanted: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a code or credit: its key, and its numbers."""

    key: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One way to put things right. ``titles`` are the items it covers (empty: all); ``gift`` comes on top."""

    kind: str
    amount: MoneyLike | None = None
    titles: tuple[str, ...] = ()
    return_required: bool = False
    deliver_on: datetime | None = None
    gift: MoneyLike | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer that stands open. ``parcel`` says that the shopper may choose a day for it."""

    id: str
    version: int
    terms: Terms
    by: str
    at: datetime
    parcel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo; ``url`` is ``None`` once it is erased. ``page`` shows it large."""

    id: str
    url: str | None
    name: str
    description: str = ""
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A photo that was received but not sent yet; ``reference`` is signed."""

    reference: str
    name: str
    bytes: int
    removed: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline: what happened, and what somebody wrote. A text of ``None`` was erased."""

    sequence: int
    at: datetime
    actor: str
    type: str
    actor_name: str | None = None
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    text: str | None = ""
    erased: bool = False
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What happens if nobody acts: what (a code of ours), when, and its numbers."""

    code: str
    at: datetime
    terms: Terms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something to correct. ``field`` is the id of the input; empty for the whole form."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    refusal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A dispute as its shopper sees it."""

    id: str
    reference: str
    status: str
    turn: str | None
    reason: str
    ask: Terms
    opened_at: datetime
    seen: int
    currency: str | None = None
    order_number: str | None = None
    items: tuple[Line, ...] = ()
    due_at: datetime | None = None
    silence: Silence | None = None
    steps: tuple[tuple[str, str], ...] = ()
    offers: tuple[Offer, ...] = ()
    own_offers: tuple[Offer, ...] = ()
    entries: tuple[Entry, ...] = ()
    actions: frozenset[str] = frozenset()
    question: str | None = None
    extension_until: datetime | None = None
    extension_latest: datetime | None = None
    delivery_first: datetime | None = None
    delivery_latest: datetime | None = None
    award: Terms | None = None
    owed: Terms | None = None
    payer: str | None = None
    expected_by: datetime | None = None
    label_url: str | None = None
    route: str | None = None
    outcome: str | None = None
    outcome_reason: str | None = None
    closed_at: datetime | None = None
    adr: tuple[str, str] | None = None
    support: str | None = None

    @property
    def your_turn(self) -> bool:
        return self.turn == "shopper"

    @property
    def messages(self) -> tuple[Entry, ...]:
        """What was said: the chat."""
        return tuple(entry for entry in self.entries if entry.type == "dispute.message.posted")

    @property
    def happened(self) -> tuple[Entry, ...]:
        """What happened: the timeline."""
        return tuple(entry for entry in self.entries if entry.type != "dispute.message.posted")

    @property
    def photos(self) -> tuple[Photo, ...]:
        return tuple(photo for entry in self.entries for photo in entry.photos)
