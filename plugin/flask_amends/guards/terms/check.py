"""What conditions give for a basket: the same value that is explained, reckoned once and rounded down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from flask_amends.disputes.money import Money, MoneyError
from flask_amends.disputes.promo import AppliesTo, Benefit, Combine, PromoTerms, Remainder, Who
from flask_amends.guards.terms.basket import Basket, Buyer, Counted, Used, count
from flask_amends.guards.terms.derived import end_of, has_ended, minute_of
from flask_amends.guards.terms.eligibility import Eligibility, Gap, GapKind

_NOBODY, _UNUSED = Buyer(), Used()


def check(
    terms: PromoTerms,
    basket: Basket,
    customer: Buyer | None = None,
    now: datetime | None = None,
    *,
    used: Used = _UNUSED,
) -> Eligibility:
    """What these terms give for this basket, and every condition that it does not meet (C2).

    Without ``now`` dates are not looked at. A moment holds for the whole minute that people read. What
    nobody knows about the buyer counts as not met. The order of lines changes nothing. Raises
    :class:`MoneyError` if what was used is in another currency than the terms.
    """
    currency = terms.value.currency
    if any(one is not None and one.currency != currency for one in (used.given, used.left)):
        raise MoneyError(f"What was used is not in {currency}, as the terms are.")
    if basket.currency != currency:
        nothing = Money.from_minor(0, currency)
        gap = Gap(kind=GapKind.CURRENCY)
        left = Money.from_minor(_held(terms, used), currency)
        return Eligibility(
            discount=nothing, left_after=left, would_give=nothing, counted_amount=nothing, missing=(gap,)
        )
    counted = count(terms, basket)
    missing = tuple(_gaps(terms, basket, counted, buyer=customer or _NOBODY, now=now, used=used))
    gross = _gross(terms, counted)
    given = _capped(terms, counted.base, gross, used)
    discount = 0 if missing else given
    held = _held(terms, used)
    gone = min(held, discount) if terms.remainder is Remainder.KEPT else held
    return Eligibility(
        discount=Money.from_minor(discount, currency),
        left_after=Money.from_minor(held - gone if discount else held, currency),
        would_give=Money.from_minor(_would_give(terms, counted, used) if missing else given, currency),
        counted_amount=Money.from_minor(counted.base, currency),
        missing=missing,
        counted=counted.lines,
        not_counted=counted.not_counted,
        is_capped=not missing and given < gross,
        loses=0 < discount < gone,
    )


# -- what is missing -----------------------------------------------------------------------------------------


def _gaps(
    terms: PromoTerms, basket: Basket, counted: Counted, *, buyer: Buyer, now: datetime | None, used: Used
) -> Iterator[Gap]:
    if not counted.quantity:
        yield Gap(kind=GapKind.NOTHING_COUNTS)
    yield from _gaps_of_amounts(terms, counted)
    if now is not None:
        yield from _gaps_of_time(terms, now, used)
    if not _is_for(terms, buyer):
        yield Gap(kind=GapKind.WHO)
    if terms.one_account and buyer.elsewhere:
        yield Gap(kind=GapKind.ACCOUNT)
    if terms.regions and all(one.id != basket.region for one in terms.regions):
        yield Gap(kind=GapKind.REGION)
    if terms.channels and all(one.id != basket.channel for one in terms.channels):
        yield Gap(kind=GapKind.CHANNEL)
    if not _combines(terms, basket):
        yield Gap(kind=GapKind.COMBINE)
    yield from _gaps_of_uses(terms, used)


def _gaps_of_amounts(terms: PromoTerms, counted: Counted) -> Iterator[Gap]:
    currency = terms.value.currency
    if terms.min_spend is not None and counted.base < terms.min_spend.minor:
        short = Money.from_minor(terms.min_spend.minor - counted.base, currency)
        yield Gap(kind=GapKind.MIN_SPEND, amount=short)
    least = max(terms.min_quantity or 0, (terms.buy or 0) + (terms.get or 0))
    if counted.quantity < least:
        yield Gap(kind=GapKind.MIN_QUANTITY, num=least - counted.quantity)
    if terms.max_spend is not None and counted.base > terms.max_spend.minor:
        over = Money.from_minor(counted.base - terms.max_spend.minor, currency)
        yield Gap(kind=GapKind.MAX_SPEND, amount=over)


def _gaps_of_time(terms: PromoTerms, now: datetime, used: Used) -> Iterator[Gap]:
    if terms.valid_from is not None and now < minute_of(terms.valid_from):
        yield Gap(kind=GapKind.NOT_YET, moment=terms.valid_from)
    if has_ended(terms, now, used.issued_at):
        yield Gap(kind=GapKind.ENDED, moment=end_of(terms, used.issued_at))


def _gaps_of_uses(terms: PromoTerms, used: Used) -> Iterator[Gap]:
    if terms.uses is not None and used.times >= terms.uses:
        yield Gap(kind=GapKind.USES)
    if terms.uses_per_customer is not None and used.by_customer >= terms.uses_per_customer:
        yield Gap(kind=GapKind.CUSTOMER_USES)
    if terms.budget is not None and _budget_left(terms, used) == 0:
        yield Gap(kind=GapKind.BUDGET)
    if terms.has_face_value and _held(terms, used) == 0:
        yield Gap(kind=GapKind.NOTHING_LEFT)


def _is_for(terms: PromoTerms, buyer: Buyer) -> bool:
    match terms.who:
        case Who.NEW_CUSTOMERS:
            return buyer.new
        case Who.NAMED:
            return buyer.named
        case Who.GROUPS:
            return any(one.id in buyer.groups for one in terms.groups)
    return True


def _combines(terms: PromoTerms, basket: Basket) -> bool:
    match terms.combine:
        case Combine.NONE:
            return not basket.discounts
        case Combine.WITH_CLASSES:
            return {one.id for one in terms.combine_with}.issuperset(basket.discounts)
    return True


# -- what is given -------------------------------------------------------------------------------------------


def _granted(terms: PromoTerms, counted: Counted, used: Used) -> int:
    """What there is for what counts, if everything else is met; in minor units."""
    return _capped(terms, counted.base, _gross(terms, counted), used)


def _would_give(terms: PromoTerms, counted: Counted, used: Used) -> int:
    """What there is once the smallest order is reached: goods for what is missing, at one price."""
    short = max(0, terms.min_spend.minor - counted.base) if terms.min_spend is not None else 0
    if not short or not (terms.has_face_value or terms.benefit is Benefit.PERCENT):
        return _granted(terms, counted, used)
    base, payable = counted.base + short, counted.payable + short
    if terms.applies_to is AppliesTo.SHIPPING:
        gross = _gross(terms, counted)
    elif terms.percent is not None:
        gross = min(_share(base, terms.percent), payable)
    else:
        gross = min(_held(terms, used), payable)
    return _capped(terms, base, gross, used)


def _gross(terms: PromoTerms, counted: Counted) -> int:
    """What is given before caps; never more than what it is taken off costs."""
    shipping = terms.applies_to is AppliesTo.SHIPPING
    most, value = counted.shipping if shipping else counted.payable, terms.value.minor
    match terms.benefit:
        case Benefit.PERCENT:
            return min(most, _share(most if shipping else counted.base, terms.percent or Decimal(0)))
        case Benefit.FREE_SHIPPING:
            return counted.shipping
        case Benefit.BUY_X_GET_Y:
            return _free_items(counted, terms.buy or 0, terms.get or 0)
        case Benefit.FIXED_PRICE if terms.applies_to is AppliesTo.ITEMS:
            return sum(max(0, price - value) * quantity for price, quantity in counted.pieces)
        case Benefit.FIXED_PRICE:
            return max(0, most - value)
        case Benefit.AMOUNT if terms.applies_to is AppliesTo.ITEMS:
            return sum(min(value, price) * quantity for price, quantity in counted.pieces)
    return min(value, most)


def _free_items(counted: Counted, buy: int, get: int) -> int:
    """Of every ``buy + get`` items, the dearest first, the last ``get`` are free."""
    every = buy + get
    whole = counted.quantity // every * every

    def free_before(place: int) -> int:
        place = min(place, whole)
        return place // every * get + max(0, place % every - buy)

    free = place = 0
    for price, quantity in counted.pieces:
        free += price * (free_before(place + quantity) - free_before(place))
        place += quantity
    return free


def _capped(terms: PromoTerms, base: int, gross: int, used: Used) -> int:
    caps = [gross]
    if terms.max_share_of_order is not None:
        caps.append(_share(base, terms.max_share_of_order))
    if terms.max_discount_per_order is not None:
        caps.append(terms.max_discount_per_order.minor)
    if terms.has_face_value:
        caps.append(_held(terms, used))
    if terms.max_share_of_balance_per_order is not None:
        caps.append(_share(terms.value.minor, terms.max_share_of_balance_per_order))
    if terms.budget is not None:
        caps.append(_budget_left(terms, used))
    return min(caps)


def _held(terms: PromoTerms, used: Used) -> int:
    """What is left of the face value; nothing where there is none."""
    if not terms.has_face_value:
        return 0
    return terms.value.minor if used.left is None else max(0, min(used.left.minor, terms.value.minor))


def _budget_left(terms: PromoTerms, used: Used) -> int:
    given = used.given.minor if used.given is not None else 0
    return max(0, terms.budget.minor - given) if terms.budget is not None else 0


def _share(minor: int, share: Decimal) -> int:
    return int((minor * share).to_integral_value(ROUND_DOWN))
