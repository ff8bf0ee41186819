"""How long each kind of thing is kept before the worker forgets it (security 77)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from flask_amends.settings.reading import Reader

PREFIX = "AMENDS_RETENTION_"
#: What a shop writes for "as long as there is room".
FOR_EVER = "never"
#: A webhook that comes again is known for at least this long (security 51).
SHORTEST_INBOUND = timedelta(days=90)
#: A form that lies open has references to its photos for as long.
SHORTEST_UPLOADS = timedelta(days=2)

_SHORTEST = (
    ("inbound", SHORTEST_INBOUND, "a webhook that is sent again would be taken for a new one"),
    ("uploads", SHORTEST_UPLOADS, "the photos of a form that lies open would be lost"),
)
_PERIOD = re.compile(r"P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?", re.ASCII)
_DAYS = (365, 30, 7, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSettings:
    """Periods, each counted from when the thing was over; ``None`` keeps it for ever.

    ``cases``: words, photos and webhooks of a case, from its end. ``questions``: from the last word.
    ``withdrawals``: statements, from when they were handled. ``reviews``: comments, from the last change.
    ``persons``: name and addresses of somebody of whom nothing else is left. ``mails``: what was sent, and
    whether it arrived. ``webhooks``: messages to others and their attempts; ``inbound``: those from others.
    ``links``: links and visits, from their end. ``uploads``: photos that no form took. ``audit``: who read
    and did what. ``shown``: what buyers were shown, from their order on, unless a claim still needs it.
    A hold keeps all of its case, whatever stands here.
    """

    cases: timedelta | None = timedelta(days=2 * 365)
    questions: timedelta | None = timedelta(days=365)
    withdrawals: timedelta | None = timedelta(days=3 * 365)
    reviews: timedelta | None = timedelta(days=2 * 365)
    persons: timedelta | None = timedelta(days=90)
    mails: timedelta | None = timedelta(days=180)
    webhooks: timedelta | None = timedelta(days=90)
    inbound: timedelta | None = SHORTEST_INBOUND
    links: timedelta | None = timedelta(days=90)
    uploads: timedelta | None = SHORTEST_UPLOADS
    audit: timedelta | None = timedelta(days=365)
    shown: timedelta | None = timedelta(days=395)

    @classmethod
    def read(cls, reader: Reader) -> RetentionSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        found = reader.read_all({one.name: (key_of(one.name), period) for one in fields(cls)})
        for name, shortest, why in _SHORTEST:
            if (given := found.get(name)) is not None and given < shortest:
                reader.fault(key_of(name), f"is too short: {why}.", f"Set it to 'P{shortest.days}D' or more.")
        return cls(**found)

    @property
    def periods(self) -> Mapping[str, timedelta | None]:
        """Every period by its name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def key_of(name: str) -> str:
    """The key of a period."""
    return f"{PREFIX}{name.upper()}"


def period(value: Any) -> timedelta | None:
    """A ``timedelta``, or an ISO 8601 period of whole days (a year has 365 of them); ``None`` for "never"."""
    if value == FOR_EVER:
        return None
    if isinstance(value, timedelta) and value >= timedelta(days=1):
        return value
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    days = (
        sum(int(given or 0) * each for given, each in zip(found.groups(), _DAYS, strict=True)) if found else 0
    )
    if not days:
        raise ValueError(f"{value!r} is no period of a day or more.", "Set it to 'P2Y', 'P90D' or 'never'.")
    return timedelta(days=days)
