"""What conditions come to: shares of amounts, the smallest order that uses a value up, and when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import AppliesTo, PromoKind, PromoTerms, Who


def full_use_from(terms: PromoTerms) -> Money | None:
    """The smallest order in which the whole value can be used; ``None`` if there is none (C3).

    It is counted as the minimum is: what does not count for the one does not count for the other. What is
    taken off the delivery depends on what that costs, so no order is named for it.
    """
    if not terms.has_face_value or terms.applies_to is AppliesTo.SHIPPING or _is_never_whole(terms):
        return None
    least = max(terms.min_spend or terms.value, terms.value)
    if terms.max_share_of_order is not None:
        least = max(least, _ceiling(terms.value, terms.max_share_of_order))
    return None if terms.max_spend is not None and terms.max_spend < least else least


def is_narrow(terms: PromoTerms) -> bool:
    """Whether a large enough value cannot be used in any order that it covers."""
    if not terms.has_face_value:
        return False
    if terms.applies_to is AppliesTo.SHIPPING:
        return _is_never_whole(terms)
    caps = (terms.max_share_of_order, terms.max_share_of_balance_per_order, terms.max_discount_per_order)
    too_small = terms.max_spend is not None and terms.max_spend < terms.value
    return any(cap is not None for cap in caps) or too_small or _is_never_whole(terms)


def _is_never_whole(terms: PromoTerms) -> bool:
    """Whether no order at all can use the whole value."""
    caps, share = (terms.max_discount_per_order, terms.budget), terms.max_share_of_balance_per_order
    too_low = any(cap is not None and cap < terms.value for cap in caps)
    return too_low or (share is not None and share < 1)


def is_shared(terms: PromoTerms) -> bool:
    """Whether its uses are counted for everybody together; else each who got it has so many.

    Of what everybody can use, "once" would be read as once for each.
    """
    public = terms.kind in (PromoKind.CODE, PromoKind.AUTOMATIC) and terms.who is not Who.NAMED
    return public or terms.uses_per_customer is not None or terms.budget is not None


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


def end_of(terms: PromoTerms, issued_at: datetime | None) -> datetime | None:
    """Its last moment, for who got it at ``issued_at``; ``None`` where it has none or that is not known."""
    return terms.valid_to if issued_at is None else terms.ends_at(issued_at)


def has_ended(terms: PromoTerms, now: datetime, issued_at: datetime | None = None) -> bool:
    """Whether it is over: the whole minute that people read still counts."""
    ends = end_of(terms, issued_at)
    return ends is not None and now >= minute_of(ends) + timedelta(minutes=1)


def minute_of(moment: datetime) -> datetime:
    """A moment as people read it: to the minute."""
    return moment.replace(second=0, microsecond=0)
