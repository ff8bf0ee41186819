"""Limits of the public forms, counted in the database that all processes share.

What is counted is kept only as a keyed digest: a bucket never shows an address or an order.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_amends.errors import LimitReached
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most ``count`` in each ``window``."""

    name: str
    count: int
    window: timedelta


CLAIMS_PER_NETWORK = Limit(name="claims_per_network", count=20, window=timedelta(hours=1))
CLAIMS_PER_ORDER = Limit(name="claims_per_order", count=10, window=timedelta(days=1))
CLAIMS_PER_ADDRESS = Limit(name="claims_per_address", count=10, window=timedelta(days=1))
MAILS_PER_ADDRESS = Limit(name="mails_per_address", count=3, window=timedelta(days=1))
#: Photos that wait for a form; more come from one network only when nobody wants to send them.
PHOTOS_PER_NETWORK = Limit(name="photos_per_network", count=120, window=timedelta(hours=1))
FINDS_PER_NETWORK = Limit(name="finds_per_network", count=20, window=timedelta(hours=1))
WITHDRAWALS_PER_NETWORK = Limit(name="withdrawals_per_network", count=20, window=timedelta(hours=1))
RECEIPTS_PER_ADDRESS = Limit(name="receipts_per_address", count=3, window=timedelta(days=1))
WAITS_PER_ADDRESS = Limit(name="waits_per_address", count=20, window=timedelta(days=1))
LINKS_PER_CASE = Limit(name="links_per_case", count=5, window=timedelta(hours=1))


def spend(unit: UnitOfWork, state: State, limit: Limit, of: str, *, now: datetime) -> None:
    """Count one use. Raises :class:`LimitReached` when there have been enough."""
    if not has_room(unit, state, limit, of, now=now):
        raise LimitReached(limit.name, limit.window)


def has_room(unit: UnitOfWork, state: State, limit: Limit, of: str, *, now: datetime) -> bool:
    """Count one use; whether it was within the limit."""
    bucket = f"{limit.name}:{digest(state, of)}"
    return unit.limits.count(bucket, now=now, window=limit.window) <= limit.count


def may_mail(unit: UnitOfWork, state: State, email: str, *, now: datetime) -> bool:
    """Count one mail that anybody can cause; whether the address has had fewer than its share (security 11).

    Every mail that needs nothing but a typed address counts here: verification, a new link, a found order,
    the acknowledgement of a message.
    """
    return has_room(unit, state, MAILS_PER_ADDRESS, email, now=now)


def digest(state: State, text: str) -> str:
    """A keyed digest of something personal: equal for equal texts, and nothing else can be learnt from it."""
    return hmac.new(state.settings.secret_key.encode(), text.casefold().encode(), hashlib.sha256).hexdigest()
