"""Why an order waits for the shop's confirmation: what the ledger and other areas say of its items (P9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Level, check_price
from flask_amends.service.payment_orders import Bought, Buying
from flask_amends.settings.payments import Confirm
from flask_amends.state import State
from flask_amends.storage.payment_records import Standing
from flask_amends.storage.store import UnitOfWork

#: A price that was held is looked at with care for so long, whatever was decided about it.
LATELY = timedelta(hours=24)


class Flag(StrEnum):
    """A reason to confirm an order before it is paid."""

    PRICE_HELD = "price_held"
    PRICE_CHANGED = "price_changed"
    PRICE_MANY = "price_many"
    PRICE_TOTAL = "price_total"
    STOCK_UNCONFIRMED = "stock_unconfirmed"
    BY_STAFF = "by_staff"
    EVERY_ORDER = "every_order"


#: What other areas know: each returns the flags it has for a basket. Areas put theirs here when imported.
Hook = Callable[[UnitOfWork, State, Buying, datetime], Iterable[Flag]]
HOOKS: list[Hook] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An item that costs something else now than the shopper was shown."""

    sku: str
    title: str
    shown: Money
    now: Money


def standings(unit: UnitOfWork, basket: Buying, now: datetime) -> Mapping[str, Standing]:
    """What the ledger knows of everything in a basket."""
    return unit.payments.standings(basket.skus, basket.currency, now - LATELY)


def find(
    unit: UnitOfWork, state: State, basket: Buying, known: Mapping[str, Standing], now: datetime
) -> tuple[Flag, ...]:
    """Every reason to confirm this order first, each once, the weightiest first."""
    settings = state.settings.payments
    if settings.orders is Confirm.OFF:
        return ()
    found = {Flag.EVERY_ORDER} if settings.orders is Confirm.ALL else set()
    lately = [line for line in basket.lines if known.get(line.sku, Standing()).held_lately]
    for line in basket.lines:
        one = known.get(line.sku, Standing())
        if one.waiting is not None:
            found.add(Flag.PRICE_HELD)
        elif one.in_force is not None and line.price != one.for_members and is_far(line.price, one.in_force):
            found.add(Flag.PRICE_CHANGED)
    if any(basket.quantity(line.sku) > settings.units for line in lately):
        found.add(Flag.PRICE_MANY)
    if lately and _is_above(lately, settings.total):
        found.add(Flag.PRICE_TOTAL)
    for hook in HOOKS:
        found.update(hook(unit, state, basket, now))
    return tuple(flag for flag in Flag if flag in found)


def confirm_by(state: State, flags: Iterable[str], now: datetime) -> datetime:
    """By when the shop answers about an order that is held ``now``; about stock as soon as pages say (A2)."""
    latest = state.settings.payments.confirm_by(now, state.settings.contact.hours)
    if Flag.STOCK_UNCONFIRMED not in flags:
        return latest
    return min(latest, now + timedelta(hours=state.settings.stock.confirm_within))


def is_far(price: Money, in_force: Money) -> bool:
    """Whether a price lies so far below the one in force now that the guard would take it for a mistake."""
    if price.currency != in_force.currency or price.minor >= in_force.minor:
        return False
    return check_price(price, [in_force]).level in (Level.HOLD, Level.BLOCK)


def _is_above(lines: Iterable[Bought], limit: Money | None) -> bool:
    if limit is None:
        return False
    sums = sum(line.price.minor * line.quantity for line in lines if line.price.currency == limit.currency)
    return sums > limit.minor


def changes(basket: Buying, known: Mapping[str, Standing]) -> tuple[Changed, ...]:
    """What costs something else in the ledger now than the shopper was shown, or than the basket has it."""
    found = {}
    for line in basket.lines:
        one = known.get(line.sku, Standing())
        seen = basket.seen.get(line.sku, line.price)
        now = one.for_members if one.for_members == seen == line.price else one.in_force
        if now is not None and now != seen:
            found[line.sku] = Changed(sku=line.sku, title=line.title, shown=seen, now=now)
        elif now is None and line.price != seen:
            found[line.sku] = Changed(sku=line.sku, title=line.title, shown=seen, now=line.price)
    return tuple(found.values())
