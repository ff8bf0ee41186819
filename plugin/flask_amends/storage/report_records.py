"""What reports are counted from, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From ``start`` to before ``end``, both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """The figures of one case.

    ``week`` is the Monday of the week in which it was opened, in the shop's time zone, as a date. Amounts are
    minor units of ``currency``. ``began_at`` is when the shop could first see it, ``answer_seconds`` how long
    the first answer took from then, ``answer_work_seconds`` how much of that was in the shop's hours.
    ``reviewed`` says that somebody else had to decide. What was ``given`` is what was performed, ``given_by``
    the side that paid.
    """

    case_id: str
    version: int
    week: str
    opened_at: datetime
    began_at: datetime
    reason: str
    asked: str
    sku: str | None = None
    currency: str | None = None
    asked_minor: int | None = None
    answered_at: datetime | None = None
    answer_seconds: int | None = None
    answer_work_seconds: int | None = None
    reviewed: bool = False
    given: str | None = None
    given_minor: int | None = None
    given_by: str | None = None
    closed_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPrice:
    """A price that an order of a case recorded: minor units of ``currency`` at a moment."""

    case_id: str
    sku: str
    currency: str
    minor: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A rule that fired because somebody let a deadline pass."""

    case_id: str
    sequence: int
    at: datetime
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreventionRow:
    """What one guard says of one closed case, and what staff thinks of that (X19).

    ``verdict`` is ``prevented``, ``not_prevented`` or ``not_enough``; ``code`` names the finding, or what was
    missing; ``evidence`` the recorded facts that were used. ``opinion`` is ``confirmed``, ``rejected`` or
    ``None``.
    """

    case_id: str
    guard: str
    version: str
    verdict: str
    checked_at: datetime
    code: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    opinion: str | None = None
    opinion_by: str | None = None
    opinion_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Closed cases of one reason and currency: what was asked, given and paid, in minor units (S2.3)."""

    reason: str
    currency: str | None
    cases: int
    agreed: int
    asked_minor: int
    asked_cases: int
    given_minor: int
    given_cases: int
    by_shop_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Marks for the shop before and after cases of one reason: how many pairs, and the sums of both."""

    reason: str
    pairs: int
    before: int
    after: int
