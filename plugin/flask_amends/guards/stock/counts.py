"""Counts: how many to keep back between two checks (V2), and which counts nobody should believe (V8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

_SUDDEN = 1000
_UNMOVED = timedelta(days=30)


def safety_stock(configured: int, *, sales_per_hour: float, sync_every: timedelta) -> int:
    """How many to keep back: what may be sold between two synchronisations, at least what is configured."""
    hours = sync_every / timedelta(hours=1)
    return max(configured, ceil(sales_per_hour * hours), 0)


class Doubt(StrEnum):
    """Why a count is not believed."""

    NEGATIVE = "negative"
    SUDDEN = "sudden"
    UNCHANGED = "unchanged"


def doubts(
    count: int | None, *, before: int | None, changed_at: datetime | None, sells: bool, now: datetime
) -> Sequence[Doubt]:
    """What is strange about a count: below zero, a sudden heap, or unmoved for a month though it sells."""
    found = []
    if count is not None and count < 0:
        found.append(Doubt.NEGATIVE)
    if (
        count is not None
        and before is not None
        and count - before >= _SUDDEN
        and count >= 10 * max(before, 1)
    ):
        found.append(Doubt.SUDDEN)
    if sells and changed_at is not None and now - changed_at > _UNMOVED:
        found.append(Doubt.UNCHANGED)
    return found
