"""What the conditions of a promo code say, in the order of their weight, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from typing import Any

from flask_amends.disputes.money import MINOR_DIGITS, Money
from flask_amends.disputes.promo import (
    Combine,
    OnReturn,
    PromoError,
    PromoKind,
    PromoTerms,
    Remainder,
)

__all__ = [
    "Combine",
    "Line",
    "OnReturn",
    "PromoError",
    "PromoKind",
    "PromoTerms",
    "Remainder",
    "explain",
    "full_use_from",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One condition: how much it weighs (1 the most), its key, and its numbers."""

    significance: int
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)


def explain(terms: PromoTerms, issued_at: datetime | None = None) -> tuple[Line, ...]:
    """Every condition, the weightiest first. What stands here is all there is: silence is no small print.

    With ``issued_at`` the last day is a date, else a number of days.
    """
    return tuple(sorted(_lines(terms, issued_at), key=lambda line: line.significance))


def _lines(terms: PromoTerms, issued_at: datetime | None) -> Iterator[Line]:
    if terms.min_spend is None:
        yield Line(significance=1, key="no_min_spend")
    else:
        yield Line(significance=1, key="min_spend", params={"amount": terms.min_spend})
    if terms.max_share_of_order is not None:
        yield Line(significance=2, key="max_share_of_order", params={"share": terms.max_share_of_order})
    if terms.max_share_of_balance_per_order is not None:
        share = terms.max_share_of_balance_per_order
        yield Line(significance=2, key="max_share_of_balance", params={"share": share})
    if terms.max_discount_per_order is not None:
        yield Line(significance=2, key="max_discount", params={"amount": terms.max_discount_per_order})
    if _is_narrow(terms):
        full = full_use_from(terms)
        told = ("full_use_never", {}) if full is None else ("full_use_from", {"amount": full})
        yield Line(significance=2, key=told[0], params=told[1])
    yield _ends(terms, issued_at)
    if terms.valid_from is not None:
        yield Line(significance=3, key="valid_from", params={"moment": terms.valid_from})
    yield Line(significance=6, key=f"combine_{terms.combine.value}")
    yield Line(significance=7, key="uses", params={"num": terms.uses})
    yield Line(significance=8, key=f"remainder_{terms.remainder.value}")
    yield Line(significance=8, key=f"on_return_{terms.on_return.value}")


def _ends(terms: PromoTerms, issued_at: datetime | None) -> Line:
    ends = terms.valid_to if issued_at is None else terms.ends_at(issued_at)
    if ends is not None:
        return Line(significance=3, key="valid_to", params={"moment": ends})
    if terms.days_after_issue is not None:
        return Line(significance=3, key="days_after_issue", params={"num": terms.days_after_issue})
    return Line(significance=3, key="no_end")


def _is_narrow(terms: PromoTerms) -> bool:
    caps = (
        terms.max_share_of_order,
        terms.max_share_of_balance_per_order,
        terms.max_discount_per_order,
    )
    return any(cap is not None for cap in caps)


def full_use_from(terms: PromoTerms) -> Money | None:
    """The smallest order in which the whole value can be used; ``None`` if there is none (C3)."""
    cap, share = terms.max_discount_per_order, terms.max_share_of_balance_per_order
    if (cap is not None and cap < terms.value) or (share is not None and share < 1):
        return None
    least = terms.min_spend or terms.value
    if terms.max_share_of_order is None:
        return least
    needed = _ceiling(terms.value, terms.max_share_of_order)
    return max(least, needed)


def share_of(amount: Money, share: Decimal) -> Money:
    """A share of an amount, rounded down: never above the share."""
    minor = (Decimal(amount.minor) * share).to_integral_value(ROUND_DOWN)
    return Money.from_minor(int(minor), amount.currency)


def _ceiling(amount: Money, share: Decimal) -> Money:
    """The smallest amount whose share, rounded down, reaches ``amount``; in whole units."""
    unit = 10 ** MINOR_DIGITS[amount.currency]
    whole = (Decimal(amount.minor) / share / unit).to_integral_value(ROUND_CEILING)
    return Money.from_minor(int(whole) * unit, amount.currency)
