"""Two promotions in one basket: what they give together, and whether that is below cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import AppliesTo, Base, Benefit, Combine, PromoKind, PromoTerms, Who
from flask_amends.guards.terms.basket import Basket, BasketLine, Buyer
from flask_amends.guards.terms.check import check
from flask_amends.guards.terms.eligibility import GapKind

_MOST_PIECES = 10_000
#: Conditions that some buyer or other meets; what is left out of an example decides nothing.
_SOMEBODY = frozenset({GapKind.REGION, GapKind.CHANNEL, GapKind.COMBINE})


def may_meet(one: PromoTerms, other: PromoTerms, now: datetime | None = None) -> bool:
    """Whether both can be used in one order: neither forbids it, and some day is good for both.

    A gift certificate was paid for, so it takes nothing from the shop.
    """
    if PromoKind.GIFT_CERTIFICATE in (one.kind, other.kind):
        return False
    if Combine.NONE in (one.combine, other.combine) or one.value.currency != other.value.currency:
        return False
    ends = [terms.valid_to for terms in (one, other) if terms.valid_to is not None]
    begins = [begin for begin in (now, one.valid_from, other.valid_from) if begin is not None]
    return not ends or not begins or max(begins) <= min(ends)


def is_below_cost(one: PromoTerms, other: PromoTerms, line: BasketLine, cost: Money) -> bool:
    """Whether an item can go for less than it costs the shop, bought in the number that both ask for.

    Twice that number is looked at too, as the prices after the first may be below the minimum of the second.
    The one that is reckoned second sees the prices after the first (unless it counts prices before other
    discounts); the order that costs the shop more is taken.
    """
    if line.unit_price.currency != one.value.currency or cost.currency != one.value.currency:
        return False
    if line.unit_price.minor <= 0:
        return False
    price = line.unit_price.minor
    if depth(one, price) + depth(other, price) <= 1 - Fraction(cost.minor, price):
        return False
    least = max(_pieces(one, line), _pieces(other, line))
    return any(
        max(_taken(one, other, line, pieces), _taken(other, one, line, pieces))
        > pieces * (line.unit_price.minor - cost.minor)
        for pieces in (least, 2 * least)
        if pieces <= _MOST_PIECES
    )


def depth(terms: PromoTerms, price: int) -> Fraction:
    """More than this share is never taken off an order of at least one item of this price (in minor units).

    It tells most pairs apart without an example.
    """
    share = Fraction(terms.percent or 1)
    if terms.benefit is Benefit.FREE_SHIPPING or terms.applies_to is AppliesTo.SHIPPING:
        share = Fraction(0)
    elif terms.buy and terms.get:
        share = Fraction(terms.get, terms.buy + terms.get)
    elif terms.has_face_value:
        least = max(price, terms.min_spend.minor if terms.min_spend is not None else 0)
        share = min(share, Fraction(terms.value.minor, least))
    # What counts for a share can be more than what is paid: prices before other discounts, delivery costs.
    wide = terms.base is Base.GOODS_BEFORE_DISCOUNTS or terms.includes_shipping
    if wide:
        return Fraction(1 if share else 0)
    return min(share, Fraction(terms.max_share_of_order or 1))


def _pieces(terms: PromoTerms, line: BasketLine) -> int:
    """How many of one item it takes to meet the conditions of number and sum."""
    least = -(-terms.min_spend.minor // line.unit_price.minor) if terms.min_spend is not None else 1
    return max(1, least, terms.min_quantity or 1, (terms.buy or 0) + (terms.get or 0))


def _taken(first: PromoTerms, second: PromoTerms, line: BasketLine, pieces: int) -> int:
    """What both take off, in minor units; nothing unless both take something."""
    before = line.before or line.unit_price
    bought = replace(line, quantity=pieces, before=before)
    one = _given(first, bought)
    reduced = Money.from_minor(bought.unit_price.minor - -(-one // pieces), before.currency)
    other = _given(second, replace(bought, unit_price=reduced)) if reduced.minor > 0 else 0
    return one + other if one and other else 0


def _given(terms: PromoTerms, line: BasketLine) -> int:
    """What somebody gets off for whom it was meant."""
    buyer = Buyer(
        new=terms.who is Who.NEW_CUSTOMERS,
        named=True,
        groups=frozenset(group.id for group in terms.groups),
    )
    found = check(terms, Basket(currency=terms.value.currency, lines=(line,)), buyer)
    return found.would_give.minor if {gap.kind for gap in found.missing} <= _SOMEBODY else 0
