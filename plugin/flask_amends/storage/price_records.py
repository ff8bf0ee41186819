"""What the price ledger holds: points, and decisions about those that were held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_amends.disputes.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One price of one item, from ``at`` on. A held one was kept, but never shown.

    ``kind`` is ``regular``, ``sale`` or ``member``; a sale ends at ``ends_at``, where that was told.
    ``tax_rate`` is the share of tax, as text (``"0.23"``); ``level`` and ``verdict`` are what the guard said;
    ``exposure`` is what the difference could cost, and ``was`` the price in force before, in minor units.
    ``follows`` is the held point that a decision let through or corrected.
    """

    id: str
    sku: str
    price: Money
    kind: str
    tax_included: bool
    at: datetime
    source: str
    tax_rate: str | None = None
    ends_at: datetime | None = None
    actor: str | None = None
    batch: str | None = None
    held: bool = False
    level: str = "ok"
    verdict: Sequence[Mapping[str, Any]] = field(default_factory=list)
    exposure: int = 0
    follows: str | None = None
    was: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """What one actor set within a time: items that cost something else before, and those held of them."""

    touched: int
    held: int
    batch: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDecisionRow:
    """What somebody decided about a held price: ``accept``, ``correct`` or ``reject``.

    ``withdrawn`` is one that the price in force was set over again, by nobody in particular.
    """

    point_id: str
    answer: str
    at: datetime
    decided_by: str | None
    note: str | None = None
