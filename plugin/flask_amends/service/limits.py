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
LINKS_PER_CASE = Limit(name="links_per_case", count=5, window=timedelta(hours=1))


def spend(unit: UnitOfWork, state: State, limit: Limit, of: str, *, now: datetime) -> None:
    """Count one use. Raises :class:`LimitReached` when there have been enough."""
    if not has_room(unit, state, limit, of, now=now):
        raise LimitReached(limit.name, limit.window)


def has_room(unit: UnitOfWork, state: State, limit: Limit, of: str, *, now: datetime) -> bool:
    """Count one use; whether it was within the limit."""
    bucket = f"{limit.name}:{digest(state, of)}"
    return unit.limits.count(bucket, now=now, window=limit.window) <= limit.count


def digest(state: State, text: str) -> str:
    """A keyed digest of something personal: equal for equal texts, and nothing else can be learnt from it."""
    return hmac.new(state.settings.secret_key.encode(), text.casefold().encode(), hashlib.sha256).hexdigest()
