"""What a playbook is given: the facts of one case, and the shop's own shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from flask_amends.disputes.money import MINOR_DIGITS, Money
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.guards.goodwill import Scale, Upset


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The shop's shares, each between 0 and 1.

    ``counter`` is the share of the real value at which a wrong price is met half-way (P15: a half);
    ``discount`` is what a similar item costs less (A4); ``keep`` is the part of the price that goes back
    when the shopper keeps goods that are not right. ``gift`` is the worth of the small gift that goes with
    a replacement (Q7); where the shop has set none, it is the share ``gift_share`` of the goods' price, and
    never more than the least goodwill. The sources give a number for ``counter`` alone.
    """

    counter: Decimal = Decimal("0.5")
    discount: Decimal = Decimal("0.1")
    keep: Decimal = Decimal("0.3")
    gift_share: Decimal = Decimal("0.1")
    gift: Money | None = None

    def __post_init__(self) -> None:
        if not all(0 <= one <= 1 for one in (self.counter, self.discount, self.keep, self.gift_share)):
            raise ValueError("A share lies between 0 and 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A claimed item: ``unit_price`` is what the shopper paid for one, ``real_price`` what it is worth."""

    sku: str
    title: str
    quantity: int
    unit_price: Money | None = None
    real_price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Another item that would do, at its regular price for one."""

    title: str
    unit_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a case. Unknown amounts are ``None``; an empty ``items`` is the order as a whole.

    ``left`` is what was paid less what was refunded; ``whole_order`` says that the items are all that was
    bought; ``delivered`` that the shopper has the goods. ``refunded_by`` moves the money of a refund.
    ``loss`` is what the shopper lost besides (H8), ``upset`` and ``scale`` measure goodwill, and
    ``goodwill_left`` is the rest of its budget, ``None`` where there is none to keep to.
    """

    reason: Reason
    currency: str
    items: tuple[Bought, ...] = ()
    left: Money | None = None
    whole_order: bool = True
    delivered: bool = False
    refunded_by: Actor = Actor.SHOP
    similar: Similar | None = None
    loss: Money | None = None
    upset: Upset = Upset.ANNOYED
    scale: Scale | None = None
    goodwill_left: Money | None = None
    other_open: bool = False

    @property
    def nothing(self) -> Money:
        """No money, in the currency of the case."""
        return Money.from_minor(0, self.currency)

    def value(self, skus: tuple[str, ...] = ()) -> Money | None:
        """What the shopper paid for the items (``skus``, else all); ``None`` where a price is unknown."""
        return self._sum((one.unit_price, one.quantity) for one in self._of(skus))

    def real_value(self, skus: tuple[str, ...] = ()) -> Money | None:
        """What the items are really worth; ``None`` where that is unknown."""
        return self._sum((one.real_price, one.quantity) for one in self._of(skus))

    def similar_value(self) -> Money | None:
        """As many of the similar item as were claimed, at its regular price."""
        if self.similar is None:
            return None
        return self.similar.unit_price * max(1, sum(one.quantity for one in self.items))

    def share(self, amount: Money, share: Decimal) -> Money:
        """A share of an amount, rounded down to the minor unit: in the shopper's favour where they pay it."""
        digits = MINOR_DIGITS[amount.currency]
        return Money(
            amount=(amount.amount * share).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN),
            currency=amount.currency,
        )

    def _of(self, skus: tuple[str, ...]) -> tuple[Bought, ...]:
        return tuple(one for one in self.items if not skus or one.sku in skus)

    def _sum(self, priced: Iterable[tuple[Money | None, int]]) -> Money | None:
        total, counted = self.nothing, 0
        for price, quantity in priced:
            if price is None or price.currency != self.currency:
                return None
            total, counted = total + price * quantity, counted + quantity
        return total if counted else None
