"""Wishes about contact as values: what is known, what is set all at once, what was ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_amends.guards.contact import Channel, Purpose, Window, Wishes
from flask_amends.storage.wish_records import WishRow

Pair = tuple[Channel, Purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody: every row that one of their addresses leads to, and all of it as one.

    ``no_calls_at`` is when they last said that they want no calls.
    """

    rows: tuple[WishRow, ...]
    wishes: Wishes
    person_ids: tuple[str, ...] = ()
    no_calls_at: datetime | None = None

    @property
    def row(self) -> WishRow | None:
        """The row that changes are written to."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Wishes as somebody sets them, all at once. ``offers`` are the channels that may carry offers.

    ``pause`` counts days from now, 0 ends a pause, ``None`` leaves it. ``wording`` is what a consent was
    given to, and ``place`` where.
    """

    do_not_call: bool = False
    account_only: bool = False
    refused: frozenset[Pair] = frozenset()
    only_if_needed: frozenset[Pair] = frozenset()
    stopped: frozenset[Channel] = frozenset()
    quiet: tuple[Window, ...] = ()
    zone: str | None = None
    offers: frozenset[Channel] = frozenset()
    pause: int | None = None
    wording: str = ""
    place: str = "preferences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What the message about a stop tells."""

    preference_id: str
    customer_id: str | None
    channel: str
    purpose: str | None
    at: datetime
