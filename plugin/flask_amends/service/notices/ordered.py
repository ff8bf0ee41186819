"""Everything that is told about an order: the prices of its goods, their stock, its delivery, its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_amends.notices.facts import fact, money, sku_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.service.notices import delivery, payment, price, promo, stock
from flask_amends.state import State

#: What tells a price that is only said from every other notice.
PRICE = "price"
_CODES = ("codes", "promo_codes", "code", "promo_code")


def of_order(state: State, order: Any, slot: Slot, locale: str) -> Iterator[Notice]:
    """What is in force for an order or a basket now, of every area, by the composers of the pages.

    ``codes`` of it are taken by their names; its region is found as for its delivery.
    """
    yield from prices(state, order)
    yield from price.of_order(state, order, slot)
    yield from payment.of_order(state, order, slot)
    for line in _lines(order):
        yield from stock.of_product(state, line, Slot.PRODUCT)
    yield from delivery.of_region(state, None, slot, order=order, locale=locale)
    for code in _codes(order):
        yield from promo.of_terms(state, code, slot, locale=locale)


def prices(state: State, asked: Any) -> Iterator[Notice]:
    """The price of one of each item, as it is said; of an order, a basket, a product, or several of them."""
    for line in _lines(asked):
        amount = money(fact(line, "unit_price", "price", "amount"), state.settings.currency)
        if amount is None or not (sku := sku_of(line)):
            continue
        yield Notice(
            kind=NoticeKind.CUSTOM,
            about=sku,
            state=PRICE,
            lines=(Line(key="price.asked", params={"amount": amount}),),
            facts={"price": str(amount.amount), "currency": amount.currency},
        )


def _lines(asked: Any) -> Iterator[Any]:
    """The lines of an order, each item once; what has none is an item itself, or several."""
    lines = fact(asked, "lines", "items")
    if callable(lines) or lines is None:
        lines = [asked] if sku_of(asked) or not isinstance(asked, Iterable) else asked
    seen: set[str] = set()
    for line in lines:
        if (sku := sku_of(line)) not in seen:
            seen.add(sku)
            yield line


def _codes(order: Any) -> list[str]:
    found = fact(order, *_CODES) or ()
    return [found] if isinstance(found, str) else [str(one) for one in found]
