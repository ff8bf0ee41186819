"""What conditions come to: shares of amounts, and the smallest order in which a value can be used up."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms


def full_use_from(terms: PromoTerms) -> Money | None:
    """The smallest order in which the whole value can be used; ``None`` if there is none (C3).

    It is counted as the minimum is: what does not count for the one does not count for the other.
    """
    if not terms.has_face_value:
        return None
    cap, share = terms.max_discount_per_order, terms.max_share_of_balance_per_order
    if (cap is not None and cap < terms.value) or (share is not None and share < 1):
        return None
    least = max(terms.min_spend or terms.value, terms.value)
    if terms.max_share_of_order is not None:
        least = max(least, _ceiling(terms.value, terms.max_share_of_order))
    return None if terms.max_spend is not None and terms.max_spend < least else least


def is_narrow(terms: PromoTerms) -> bool:
    """Whether a large enough value cannot be used in any order that it covers."""
    caps = (terms.max_share_of_order, terms.max_share_of_balance_per_order, terms.max_discount_per_order)
    return terms.has_face_value and (
        any(cap is not None for cap in caps)
        or (terms.max_spend is not None and terms.max_spend < terms.value)
    )


def share_of(amount: Money, share: Decimal) -> Money:
    """A share of an amount, rounded down: never above the share."""
    minor = (Decimal(amount.minor) * share).to_integral_value(ROUND_DOWN)
    return Money.from_minor(int(minor), amount.currency)


def _ceiling(amount: Money, share: Decimal) -> Money:
    """The smallest amount whose share, rounded down, reaches ``amount``."""
    minor = int((Decimal(amount.minor) / share).to_integral_value(ROUND_CEILING))
    found = Money.from_minor(minor, amount.currency)
    # A division can be rounded; a share never may.
    while share_of(found, share) < amount:
        found += Money.from_minor(1, amount.currency)
    return found
