"""Rows about contact: one customer's wishes, consents as they were given, decisions as they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRow:
    """How somebody wants to be reached. It hangs on digests of their addresses, so it outlives their name.

    ``stopped`` are channels; ``refused`` and ``only_if_needed`` pairs of channel and purpose; ``quiet``
    windows as ``(start, end, days)`` in minutes after midnight. ``no_calls_at`` is when it was last said that
    no calls are wanted. ``customer_id`` is the shop's own id; ``told`` counts the messages about stops.
    """

    id: str
    person_id: str | None
    customer_id: str | None = None
    do_not_call: bool = False
    no_calls_at: datetime | None = None
    account_only: bool = False
    stopped: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    only_if_needed: tuple[tuple[str, str], ...] = ()
    quiet: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
    zone: str | None = None
    paused_until: datetime | None = None
    locale: str = "en"
    told: int = 0
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """A yes to offers on one channel: the words it was given to, where and when (3.8, 3.9)."""

    id: str
    wish_id: str
    channel: str
    at: datetime
    wording: str
    place: str
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One decision of the gate. ``by`` is who asked at the desk, ``note`` why they went on all the same.

    ``about`` is the mail, case or question; ``link`` is where an account leads in place of a mail.
    """

    id: str
    at: datetime
    channel: str
    purpose: str
    answer: str
    because: str
    wish_id: str | None = None
    person_id: str | None = None
    later: datetime | None = None
    about: str | None = None
    order_number: str | None = None
    by: str | None = None
    note: str | None = None
    link: str | None = None
