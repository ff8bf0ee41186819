"""What an order says about a claim: the goods, who brought them, who took the money, how late it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from flask_amends.disputes.offers import Item
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import Actor
from flask_amends.ports import DeliveredBy, Order
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork

_CARRIERS = {
    DeliveredBy.SHOP: Actor.SHOP,
    DeliveredBy.CARRIER: Actor.CARRIER,
    DeliveredBy.MARKETPLACE: Actor.MARKETPLACE,
}


class Claimed(Protocol):
    """An item as a form names it."""

    @property
    def sku(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def title(self) -> str: ...


def order_of(state: State, number: str | None, email: str) -> Order | None:
    """The order, if it is this person's: its address is the one given. Asked outside of any transaction."""
    if number is None or state.order_lookup is None:
        return None
    order = state.order_lookup(number, email)
    if order is None or order.email is None or order.email.casefold() != email.casefold():
        return None
    return order


def bought_items(order: Order | None) -> tuple[Item, ...]:
    """The order's lines; lines of one sku are added up."""
    lines: dict[str, Item] = {}
    for line in order.lines if order is not None else ():
        before = lines[line.sku].quantity if line.sku in lines else 0
        lines[line.sku] = Item(
            sku=line.sku, title=line.title, quantity=before + line.quantity, unit_price=line.unit_price
        )
    return tuple(lines.values())


def claimed_items(items: Sequence[Claimed], order: Order | None) -> tuple[Item, ...]:
    """The claimed items, with title and price from the order where it knows them."""
    known = {item.sku: item for item in bought_items(order)}
    return tuple(
        Item(
            sku=item.sku,
            title=known[item.sku].title if item.sku in known else item.title or item.sku,
            quantity=item.quantity,
            unit_price=known[item.sku].unit_price if item.sku in known else None,
        )
        for item in items
    )


def delivered_by(order: Order | None) -> Actor:
    """Who brought the parcel."""
    if order is None or order.delivery is None:
        return Actor.SHOP
    return _CARRIERS[DeliveredBy(order.delivery.delivered_by)]


def money_moved_by(unit: UnitOfWork, marketplace: str | None) -> Actor:
    """Who took the shopper's money, and so gives it back."""
    if marketplace is not None and unit.endpoints.takes_payment(marketplace):
        return Actor.MARKETPLACE
    return Actor.SHOP


def is_late(order: Order | None, policy: Policy, now: datetime) -> bool:
    """Whether the claim window has passed since the order was fulfilled (X3)."""
    if order is None or order.fulfilled_at is None:
        return False
    return now > policy.claim_window.after(order.fulfilled_at)
