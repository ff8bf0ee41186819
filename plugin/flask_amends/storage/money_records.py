"""What the tables of money hold, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_amends.disputes.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """An act that waits for a second person, or waited (security 42).

    ``command`` is the act as it was asked for, ``basis`` a digest of what it rests on in its case. ``minor``
    is what it costs the shop, ``None`` where nobody can say. ``state`` is ``waiting``, ``approved``,
    ``declined`` or ``dropped`` (the case moved on).
    """

    id: str
    case_id: str | None
    action: str
    basis: str
    minor: int | None
    currency: str
    asked_by: str
    asked_at: datetime
    command: Mapping[str, Any] | None = None
    reason: str | None = None
    incident_id: str | None = None
    state: str = "waiting"
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None

    @property
    def cost(self) -> Money | None:
        """What it costs the shop; ``None`` where nobody can say."""
        return None if self.minor is None else Money.from_minor(self.minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillRow:
    """Goodwill of one case: ``offered``, ``promised``, ``given`` or ``dropped``. Zero is valid (C7)."""

    id: str
    case_id: str
    cause: str
    kind: str
    state: str
    minor: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One mistake that makes many claims.

    ``cause`` narrows it down: ``sku``, ``promo``, ``since``, ``until``. ``notes`` are the public notes by
    language. ``terms`` is the one offer to all. ``state`` is ``draft``, ``waiting`` (for a second person),
    ``sending``, ``held`` (the cap or the budget is reached), ``sent`` or ``closed``.
    """

    id: str
    state: str
    title: str
    reason: str
    cause: Mapping[str, Any]
    happened: str
    notes: Mapping[str, str]
    is_public: bool
    terms: Mapping[str, Any] | None
    words: str
    cap_minor: int | None
    currency: str
    created_by: str
    created_at: datetime
    next_at: datetime | None = None
    lease: str | None = None
    closed_at: datetime | None = None
    report: str | None = None

    @property
    def cap(self) -> Money | None:
        """What all offers together may cost."""
        return None if self.cap_minor is None else Money.from_minor(self.cap_minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOrder:
    """One order (or a case without one) that an incident reaches.

    ``state`` is ``found``, ``offered`` (in its case), ``mailed`` (no case yet), ``skipped`` (``why`` says the
    reason), ``accepted``, ``declined`` or ``settled``. ``version`` is the case's after our offer.
    """

    id: str
    incident_id: str
    key: str
    order_number: str | None
    case_id: str | None
    person_id: str | None
    locale: str
    state: str
    minor: int
    at: datetime
    why: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCase:
    """What a common cause is seen by. ``items`` are the claimed ones, SKU -> title."""

    id: str
    reason: str
    order_number: str | None
    locale: str
    opened_at: datetime
    is_open: bool
    items: Mapping[str, str]
