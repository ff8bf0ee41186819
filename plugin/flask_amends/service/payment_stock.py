"""Orders wait too while nobody knows whether their items are in stock, if the shop takes them at all (A2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from flask_amends.service import stock
from flask_amends.service.payment_flags import HOOKS, Flag
from flask_amends.service.payment_orders import Buying
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork


def unconfirmed(unit: UnitOfWork, state: State, basket: Buying, _now: datetime) -> Iterable[Flag]:
    """That the stock of an item is not confirmed; one that is short is another matter (V4)."""
    if not stock.asks(state):
        return ()
    inside = replace(state, store=state.store.within(unit))
    found = stock.recheck(inside, {sku: basket.quantity(sku) for sku in basket.skus})
    return (Flag.STOCK_UNCONFIRMED,) if any(one.is_unconfirmed for one in found) else ()


HOOKS.append(unconfirmed)
