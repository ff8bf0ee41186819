"""Notices about prices: one that is being checked, the price before a reduction, and the shop's clause (P8).

That an order is confirmed before it is paid (P9) is said by :mod:`flask_amends.service.notices.payment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_amends.notices.facts import fact, sku_of
from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Slot, Way
from flask_amends.service.notices import payment
from flask_amends.service.price_known import Known, known
from flask_amends.state import State

DISCLAIMER = "price.disclaimer"


def of_product(state: State, product: Any, slot: Slot) -> Sequence[Notice]:
    """What there is to say about a product's price in a place (P1, P7).

    While the only price an item ever had is being checked there is none to show: the notice blocks, with a
    way to ask. Where an older price is in force nothing changes for the shopper.
    """
    found = known(state, product)
    notices = [*_pending(product, found), *_before(product, found)]
    if slot in (Slot.PRODUCT, Slot.PRODUCT_TAB):
        notices.append(disclaimer(state))
    return notices


def of_order(state: State, order: Any, slot: Slot) -> Sequence[Notice]:  # noqa: ARG001 - as its sisters
    """The same for the lines of a basket or an order, each item once."""
    lines = {sku_of(line): line for line in fact(order, "lines") or ()}
    found: list[Notice] = []
    for line in lines.values():
        priced = known(state, line)
        found += [*_pending(line, priced), *_before(line, priced)]
    return found


def disclaimer(state: State) -> Notice:
    """That a mistake in a price can happen, and what follows; a clause, so only once it is accepted (P8)."""
    return Notice(
        kind=NoticeKind.PRICE_ERROR,
        lines=(Line(key=DISCLAIMER),),
        about=DISCLAIMER,
        state="clause",
        priority=-10,
        ways=payment.ways(state),
    )


def _pending(product: Any, found: Known) -> Iterator[Notice]:
    if not found.is_held or found.price is not None:
        return
    sku = sku_of(product)
    yield Notice(
        kind=NoticeKind.PRICE_PENDING,
        lines=(Line(key="price.being_checked"),),
        about=sku,
        state="unpriced",
        severity=Severity.BLOCKING,
        priority=20,
        ways=(Way(key="way.ask", endpoint="contact"),),
        data={"sku": sku},
        facts={"sku": sku, "price": None, "held": True},
    )


def _before(product: Any, found: Known) -> Iterator[Notice]:
    """The lowest price before a reduction, wherever an item is on sale (Directive 98/6/EC, Article 6a)."""
    reduction, price = found.reduction, found.price
    if reduction is None or price is None:
        return
    sku, percent = sku_of(product), reduction.percent
    lines = [Line(key="price.lowest_before", params={"amount": reduction.before})]
    if percent:
        lines.append(Line(key="price.reduced", params={"percent": percent}))
    yield Notice(
        kind=NoticeKind.OMNIBUS_PRICE,
        lines=tuple(lines),
        about=sku,
        state="reduced" if percent else "not_lower",
        data={
            "sku": sku,
            "amount": str(price.amount),
            "before": str(reduction.before.amount),
            "currency": price.currency,
        },
        facts={
            "sku": sku,
            "price": str(price.amount),
            "currency": price.currency,
            "lowest_30_days": str(reduction.before.amount),
            "since": None if found.since is None else found.since.isoformat(),
            "percent": percent,
            "held": found.is_held,
        },
    )
