"""What pages may know of an item's price: the one in force, whether it is reduced, and from which price.

A reduction is only ever worked out from the lowest price of the thirty days before it (Directive 98/6/EC,
Article 6a; the percent too, as the Court of Justice decided in C-330/23): nobody types one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.notices.facts import fact, money, sku_of
from flask_amends.service.price_ledger import AREA
from flask_amends.service.price_offers import PriceKind
from flask_amends.service.price_reading import Current, current, lowest
from flask_amends.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A reduced price beside the lowest of the thirty days before; ``percent`` is whole, and rounded down."""

    now: Money
    before: Money

    @property
    def percent(self) -> int:
        """By how much of ``before`` the price is lower; 0 where it is not."""
        share = Decimal(self.before.minor - self.now.minor) * 100 / self.before.minor
        return max(0, int(share.to_integral_value(ROUND_DOWN)))

    @property
    def saved(self) -> Money | None:
        """What one piece costs less than before; ``None`` where it does not."""
        return self.before - self.now if self.now < self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item as pages know it: the ``price`` in force, ``since`` when, and whether it is a sale's.

    ``is_held`` says that a newer price of it is being looked at. What is not known is ``None``.
    """

    price: Money | None = None
    since: datetime | None = None
    is_held: bool = False
    reduction: Reduction | None = None
    is_sale: bool = False


def known(state: State, product: Any) -> Known:
    """What is known of a product, by its SKU; for pages, which may go by what was known a moment ago.

    The currency is that of the product's own price (``unit_price`` or ``price``), else the shop's.
    """
    sku, now = sku_of(product), state.clock.now()
    currency = currency_of(state, product)
    if not sku:
        return Known()
    key = (AREA, "known", sku, currency)
    return state.memory.get(key, now, state.settings.notices.memory, lambda: _load(state, sku, currency))


def currency_of(state: State, product: Any) -> str:
    """The currency in which a product is sold."""
    price = money(fact(product, "unit_price", "price"), state.settings.currency)
    return price.currency if price is not None else state.settings.currency


def reduction(state: State, product: Any, percent: int | Decimal | None = None) -> Reduction | None:
    """The reduction of a product that is on sale; ``None`` for one that is not, or was never dearer.

    ``percent`` is one that somebody typed: any but the true one raises :class:`InvalidInput`.
    """
    found = known(state, product).reduction
    if found is not None and not found.percent:
        found = None
    true = 0 if found is None else found.percent
    if percent is not None and percent != true:
        raise InvalidInput.one("percent", "not_the_reduction", percent=true)
    return found


def _load(state: State, sku: str, currency: str) -> Known:
    now = state.clock.now()
    found = current(state, sku, currency)
    price, held = found.price, found.is_checked
    if price is None or not _on_sale(found, now):
        return Known(price=price, since=found.since, is_held=held)
    before = lowest(state, sku, currency)
    return Known(
        price=price,
        since=found.since,
        is_held=held,
        is_sale=True,
        reduction=None if before is None else Reduction(now=price, before=before),
    )


def _on_sale(found: Current, now: datetime) -> bool:
    return found.kind == PriceKind.SALE and (found.ends_at is None or now < found.ends_at)
