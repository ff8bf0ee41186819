"""What the shop's own functions say that promotions are judged by: its items, and its recent orders."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms
from flask_amends.guards.terms import BasketLine
from flask_amends.guards.terms.basket import why_not
from flask_amends.notices import baskets
from flask_amends.notices.facts import fact, money
from flask_amends.state import State

_GOODS, _ORDERS = "promo goods", "promo orders"
#: So many recent orders tell what is usual.
MOST_ORDERS = 5_000
_COSTS = ("cost", "cost_price", "purchase_price")
log = logging.getLogger("flask_amends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The shop's items as far as promotions tell them apart.

    ``kinds`` is one item of each kind, ``by_sku`` the kind of each, ``costs`` the item of each kind that has
    the thinnest margin, the thinnest first.
    """

    kinds: tuple[BasketLine, ...] = ()
    by_sku: dict[str, BasketLine] = field(default_factory=dict)
    costs: tuple[tuple[BasketLine, Money], ...] = ()

    def has_any_for(self, terms: PromoTerms) -> bool:
        """Whether some item counts for these terms (E8)."""
        ids = [one.id for one in terms.scope.products if one.id in self.by_sku]
        named = [replace(self.by_sku[sku], sku=sku) for sku in ids]
        return any(why_not(terms, line) is None for line in (*self.kinds, *named))


def goods(state: State) -> Goods | None:
    """The items of ``@amends.catalogue``, kept in mind for a moment; ``None`` where nobody tells."""
    given = state.handlers.catalogue
    return None if given is None else _kept(state, _GOODS, lambda: _sorted(given(), state.settings.currency))


def orders(state: State) -> Sequence[Money]:
    """The sums of ``@amends.recent_baskets``; none where nobody tells."""
    given, currency = state.handlers.recent_baskets, state.settings.currency
    if given is None:
        return ()
    found = _kept(state, _ORDERS, lambda: _sums(islice(given(), MOST_ORDERS), currency))
    return found or ()


def _kept(state: State, key: str, load: Any) -> Any:
    def safely() -> Any:
        try:
            return load()
        except Exception:  # what nobody can tell is not judged
            log.exception("A function of the shop that promotions are judged by failed.")
            return None

    return state.memory.get((key,), state.clock.now(), state.settings.notices.memory, safely)


def _sorted(things: Iterable[Any], currency: str) -> Goods:
    kinds: dict[BasketLine, BasketLine] = {}
    by_sku: dict[str, BasketLine] = {}
    thinnest: dict[BasketLine, tuple[BasketLine, Money]] = {}
    for thing in things:
        line = baskets.item(thing, currency)
        kind = BasketLine(
            sku="",
            unit_price=Money.from_minor(0, currency),
            categories=line.categories,
            brand=line.brand,
            on_sale=line.on_sale,
            gift_card=line.gift_card,
        )
        by_sku[line.sku] = kinds.setdefault(kind, kind)
        cost = money(fact(thing, *_COSTS), line.unit_price.currency)
        if cost is None or cost.currency != line.unit_price.currency or line.unit_price.minor <= 0:
            continue
        if kind not in thinnest or _margin(line, cost) < _margin(*thinnest[kind]):
            thinnest[kind] = (line, cost)
    costs = sorted(thinnest.values(), key=lambda one: _margin(*one))
    return Goods(kinds=tuple(kinds), by_sku=by_sku, costs=tuple(costs))


def _margin(line: BasketLine, cost: Money) -> float:
    return 1 - cost.minor / line.unit_price.minor


def _sums(things: Iterable[Any], currency: str) -> tuple[Money, ...]:
    return tuple(one for one in (_sum(thing, currency) for thing in things) if one.minor > 0)


def _sum(thing: Any, currency: str) -> Money:
    """What an order came to: an amount, its total, or what its lines add up to."""
    known = money(thing, currency) or money(fact(thing, "total", "sum", "subtotal"), currency)
    if known is not None:
        return known
    basket = baskets.basket(thing, currency)
    minor = sum(line.unit_price.minor * line.quantity for line in basket.lines)
    return Money.from_minor(minor, basket.currency)
