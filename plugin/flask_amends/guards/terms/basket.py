"""What conditions are checked against: a basket, whose it is, and what was used before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_amends.disputes.money import Money, MoneyError
from flask_amends.disputes.promo import Base, Named, PromoTerms


class Why(StrEnum):
    """Why an item does not count."""

    NOT_NAMED = "not_named"
    EXCLUDED = "excluded"
    ON_SALE = "on_sale"
    GIFT_CARD = "gift_card"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """So many of one item. ``unit_price`` is what one costs now, tax included.

    ``before`` is its price before other discounts, where there are any; ``unit_tax`` is the tax in the price.
    All are in one currency; raises :class:`MoneyError`.
    """

    sku: str
    unit_price: Money
    quantity: int = 1
    title: str = ""
    before: Money | None = None
    unit_tax: Money | None = None
    categories: tuple[str, ...] = ()
    brand: str = ""
    on_sale: bool = False
    gift_card: bool = False

    def __post_init__(self) -> None:
        _one_currency(self.unit_price.currency, self.before, self.unit_tax)

    def minor(self, base: Base, *, with_tax: bool) -> int:
        """What one counts for, in minor units; never below nothing."""
        price = self.unit_price.minor
        if base is Base.GOODS_BEFORE_DISCOUNTS and self.before is not None:
            price = max(price, self.before.minor)
        if not with_tax and self.unit_tax is not None:
            price -= self.unit_tax.minor
        return max(price, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """What somebody is about to buy. ``discounts`` are the classes of the other discounts in it.

    ``region`` and ``channel`` are ids of the shop's, where they are known. Everything in it is in its
    ``currency``; raises :class:`MoneyError`.
    """

    currency: str
    lines: tuple[BasketLine, ...] = ()
    shipping: Money | None = None
    discounts: tuple[str, ...] = ()
    region: str | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        _one_currency(self.currency, self.shipping, *(line.unit_price for line in self.lines))


def _one_currency(currency: str, *amounts: Money | None) -> None:
    for one in amounts:
        if one is not None and one.currency != currency:
            raise MoneyError(f"{one} is not in {currency}, as the rest is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Whose basket it is, as far as conditions ask. ``named`` says that it was given to them.

    ``elsewhere`` says that it was used in another account already; ``id`` is what the shop knows them by.
    """

    id: str = ""
    new: bool = False
    groups: frozenset[str] = frozenset()
    named: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What happened to it before: orders in all, orders of this customer, what was given in all.

    ``left`` is what is left of a balance; ``issued_at`` when this one was given.
    """

    times: int = 0
    by_customer: int = 0
    given: Money | None = None
    left: Money | None = None
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What of a basket counts, in minor units: ``base`` for minimum and shares, ``payable`` as the most.

    ``pieces`` are prices with how many there are of each, the dearest first.
    """

    pieces: tuple[tuple[int, int], ...]
    lines: tuple[BasketLine, ...]
    not_counted: tuple[tuple[BasketLine, Why], ...]
    quantity: int
    base: int
    payable: int
    shipping: int


def count(terms: PromoTerms, basket: Basket) -> Counted:
    """Sort a basket in the terms' currency into what counts and what does not, and add up what does."""
    judged = [(line, why_not(terms, line)) for line in basket.lines if line.quantity > 0]
    counting = tuple(line for line, why in judged if why is None)
    shipping = basket.shipping.minor if basket.shipping is not None else 0
    extra = shipping if terms.includes_shipping else 0
    pieces = tuple((_now(terms, one), one.quantity) for one in counting)
    payable = sum(price * quantity for price, quantity in pieces) + extra
    if terms.base is Base.GOODS_AFTER_DISCOUNTS:
        base = payable
    else:
        base = (
            sum(one.minor(terms.base, with_tax=terms.includes_tax) * one.quantity for one in counting) + extra
        )
    return Counted(
        pieces=tuple(sorted(pieces, reverse=True)),
        lines=counting,
        not_counted=tuple((line, why) for line, why in judged if why is not None),
        quantity=sum(one.quantity for one in counting),
        base=base,
        payable=payable,
        shipping=shipping,
    )


def why_not(terms: PromoTerms, line: BasketLine) -> Why | None:
    """Why a line does not count; ``None`` if it does."""
    scope = terms.scope
    if scope.only and not _is_among(line, scope.products, scope.categories, scope.brands):
        return Why.NOT_NAMED
    if _is_among(line, scope.no_products, scope.no_categories, scope.no_brands):
        return Why.EXCLUDED
    if line.on_sale and not scope.sale_items:
        return Why.ON_SALE
    return Why.GIFT_CARD if line.gift_card and not scope.gift_cards else None


def _is_among(
    line: BasketLine, products: tuple[Named, ...], categories: tuple[Named, ...], brands: tuple[Named, ...]
) -> bool:
    return (
        any(one.id == line.sku for one in products)
        or any(one.id in line.categories for one in categories)
        or any(one.id == line.brand for one in brands)
    )


def _now(terms: PromoTerms, line: BasketLine) -> int:
    return line.minor(Base.GOODS_AFTER_DISCOUNTS, with_tax=terms.includes_tax)
