"""What is kept of promotions: versions of their terms, and their uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoRow:
    """One version of a promotion; once published it never changes. ``code_key`` is what it is found by.

    ``banner`` is the shop's own line above the conditions, by language. ``ended_at`` is when the shop ended
    what had no last day.
    """

    promo_id: str
    number: int
    name: str
    terms: PromoTerms
    written_at: datetime
    code: str | None = None
    code_key: str | None = None
    banner: Mapping[str, str] = field(default_factory=dict)
    written_by: str | None = None
    published_at: datetime | None = None
    published_by: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoUseRow:
    """That an order used a promotion; ``used_in`` is a digest that only this order gives.

    ``used_by`` is one that only its customer gives, where the shop said who that is.
    """

    promo_id: str
    used_in: str
    number: int
    at: datetime
    discount: Money
    used_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoUses:
    """How often a version was used, from when to when, and what was given in all."""

    promo_id: str
    number: int
    times: int
    given: Money
    first: datetime
    last: datetime
