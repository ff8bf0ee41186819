"""What terms cost the shop, part by part, so that the sum can be explained (P12: units times difference)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import REFUNDS, Reason, Remedy
from flask_amends.playbooks.facts import Facts


class PartCode(StrEnum):
    """What a part of the cost is. Those of :data:`RELIEF` lower it."""

    DIFFERENCE = "difference"
    MONEY_BACK = "money_back"
    GOODS_KEPT = "goods_kept"
    GOODS_RETURN = "goods_return"
    GOODS_AGAIN = "goods_again"
    OWED_ANYWAY = "owed_anyway"
    REAL_VALUE = "real_value"
    SIMILAR_VALUE = "similar_value"
    PAID_ALREADY = "paid_already"
    PAID_ON_TOP = "paid_on_top"
    CODE = "code"
    GIFT = "gift"
    REPAIR = "repair"
    OTHER_GOODS = "other_goods"


#: Parts that lower the cost: goods that stay or come back, and what the shopper pays or has paid.
RELIEF = frozenset({PartCode.GOODS_KEPT, PartCode.GOODS_RETURN, PartCode.PAID_ALREADY, PartCode.PAID_ON_TOP})
#: Goods that the shopper paid for and has not had yet; bringing them costs nothing that was not sold.
_NOT_GIVEN_YET = frozenset({Reason.INCOMPLETE_ORDER, Reason.MISSING_PARTS, Reason.OUT_OF_STOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPart:
    """One part: an amount, or ``None`` where nobody knows it. ``units`` times ``each`` makes it, if given."""

    code: PartCode
    amount: Money | None
    units: int = 0
    each: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What something costs the shop. Only parts of :data:`RELIEF` are negative."""

    parts: tuple[CostPart, ...]
    currency: str

    @property
    def total(self) -> Money:
        """The sum of the known parts."""
        minor = sum(part.amount.minor for part in self.parts if part.amount is not None)
        return Money.from_minor(minor, self.currency)

    @property
    def is_known(self) -> bool:
        """Whether every part is known; else the total is only what is known of it."""
        return all(part.amount is not None for part in self.parts)


def cost_of(terms: Terms, facts: Facts, *, similar: bool = False) -> Cost:
    """What these terms cost the shop in this case.

    Goods count at the price the shopper paid, or at the real price where the shown one was wrong; what the
    shop itself paid for them is not known here. ``similar`` says that another item is given in their place.
    """
    parts = [*_for_similar(terms, facts)] if similar else [*_for_ordered(terms, facts)]
    if terms.gift is not None:
        parts.append(CostPart(code=PartCode.GIFT, amount=terms.gift))
    return Cost(parts=tuple(parts), currency=facts.currency)


def _for_ordered(terms: Terms, facts: Facts) -> Iterator[CostPart]:
    match terms.kind:
        case Remedy.HONOUR_PRICE:
            yield from _differences(terms, facts)
        case Remedy.REPRICE_ORDER:
            yield CostPart(code=PartCode.REAL_VALUE, amount=facts.real_value(terms.skus))
            yield _less(PartCode.PAID_ALREADY, facts.value(terms.skus))
            yield _less(PartCode.PAID_ON_TOP, terms.amount)
        case Remedy.STORE_CREDIT | Remedy.PROMO_CODE:
            yield CostPart(code=PartCode.CODE, amount=terms.amount)
        case Remedy.GIFT:
            yield CostPart(code=PartCode.GIFT, amount=terms.amount)
        case Remedy.REPAIR:
            yield CostPart(code=PartCode.REPAIR, amount=None)
        case Remedy.OTHER:
            yield CostPart(code=PartCode.OTHER_GOODS, amount=None)
        case _:
            yield from _money_and_goods(terms, facts)


def _money_and_goods(terms: Terms, facts: Facts) -> Iterator[CostPart]:
    back = (terms.amount or facts.left) if terms.kind in REFUNDS else None
    if terms.kind in REFUNDS:
        yield CostPart(code=PartCode.MONEY_BACK, amount=back)
    if terms.kind in {Remedy.REPLACEMENT, Remedy.REFUND_WITH_REPLACEMENT, Remedy.DELIVER_ITEM}:
        if facts.reason in _NOT_GIVEN_YET:
            yield CostPart(code=PartCode.OWED_ANYWAY, amount=facts.nothing)
        else:
            yield CostPart(code=PartCode.GOODS_AGAIN, amount=facts.value(terms.skus))
    returned = terms.return_required or terms.kind is Remedy.REFUND_WITH_RETURN
    if returned or (terms.kind is Remedy.CANCEL_ORDER and not facts.delivered):
        code = PartCode.GOODS_RETURN if returned else PartCode.GOODS_KEPT
        yield _less(code, _at_most(facts.value(terms.skus), back))


def _for_similar(terms: Terms, facts: Facts) -> Iterator[CostPart]:
    """Another item, at its regular price, for what the shopper paid and pays."""
    yield CostPart(code=PartCode.SIMILAR_VALUE, amount=facts.similar_value())
    yield _less(PartCode.PAID_ALREADY, facts.value(terms.skus))
    if terms.kind is Remedy.REPRICE_ORDER:
        yield _less(PartCode.PAID_ON_TOP, terms.amount)
    elif terms.kind in REFUNDS:
        yield CostPart(code=PartCode.MONEY_BACK, amount=terms.amount)


def _differences(terms: Terms, facts: Facts) -> Iterator[CostPart]:
    for one in facts.items or ():
        if terms.skus and one.sku not in terms.skus:
            continue
        if one.real_price is None or one.unit_price is None:
            yield CostPart(code=PartCode.DIFFERENCE, amount=None, units=one.quantity)
        elif one.unit_price < one.real_price:
            each = one.real_price - one.unit_price
            yield CostPart(
                code=PartCode.DIFFERENCE, amount=each * one.quantity, units=one.quantity, each=each
            )
    if not facts.items:
        yield CostPart(code=PartCode.DIFFERENCE, amount=None)


def _less(code: PartCode, amount: Money | None) -> CostPart:
    minus = None if amount is None else Money.from_minor(-amount.minor, amount.currency)
    return CostPart(code=code, amount=minus)


def _at_most(amount: Money | None, limit: Money | None) -> Money | None:
    if amount is None or limit is None:
        return amount
    return min(amount, limit, key=lambda one: one.minor)
