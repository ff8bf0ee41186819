"""The purchase: its moments with the price shown at each (P4), and what the shopper was shown (Q8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends_widgets.marking import N_
from flask_amends.disputes.events import EvidenceAdded
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, EvidenceType, Reason
from flask_amends.ports import Order, OrderLine, OrderMoment
from flask_amends.service import catalogue, price_evidence
from flask_amends.web.desk.sitting import Sitting
from flask_amends.web.notices.kept import kept

#: Reasons for which staff look at how an item is packed.
DAMAGED = frozenset({Reason.DAMAGED_IN_TRANSIT, Reason.DAMAGED_PARCEL_INTACT})
MOMENTS: Mapping[OrderMoment, str] = {
    OrderMoment.BASKET: N_("Put into the basket"),
    OrderMoment.ORDERED: N_("Ordered"),
    OrderMoment.CONFIRMED: N_("Confirmed"),
    OrderMoment.PAID: N_("Paid"),
    OrderMoment.DELIVERED: N_("Delivered"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment of the purchase. ``prices`` are ``(title, price of one)``; ``changed`` if one is new."""

    name: str
    at: datetime | None
    prices: tuple[tuple[str, Money], ...] = ()
    changed: bool = False

    @property
    def is_recorded(self) -> bool:
        return self.at is not None or bool(self.prices)


def case_order(sitting: Sitting) -> Mapping[str, Any]:
    """The order: what the claim is about, what was bought, and the moments of the purchase."""
    order = sitting.view.order
    return {
        "order": order,
        "moments": moments(order) if order is not None else (),
        "packed": tuple(_packed(sitting)),
    }


def _packed(sitting: Sitting) -> Iterator[tuple[str, str]]:
    """How goods that came damaged are packed, by the catalogue: that may have to change (Q7)."""
    dispute = sitting.view.dispute
    if dispute.reason not in DAMAGED:
        return
    for one in dispute.items:
        if (known := catalogue.item(sitting.state, one.sku)) is not None and known.packaging:
            yield one.title, known.packaging


def moments(order: Order) -> tuple[Moment, ...]:
    """All five moments. What was not recorded is told too: somebody may need to prove it (P6)."""
    told: list[Moment] = []
    before: dict[str, Money] = {}
    for moment, name in MOMENTS.items():
        prices = {line.sku: price for line in order.lines if (price := _price(line, moment)) is not None}
        changed = any(sku in before and before[sku] != price for sku, price in prices.items())
        titles = {line.sku: line.title for line in order.lines}
        told.append(
            Moment(
                name=name,
                at=order.at(moment),
                prices=tuple((titles[sku], price) for sku, price in prices.items()),
                changed=changed,
            )
        )
        before.update(prices)
    return tuple(told)


def _price(line: OrderLine, moment: OrderMoment) -> Money | None:
    return next((one.price for one in line.shown if one.moment == moment), None)


def case_shown(sitting: Sitting) -> Mapping[str, Any] | None:
    """What the shopper was shown when buying: the claimed goods as the order described them, and evidence."""
    view = sitting.view
    claimed = {item.sku for item in view.dispute.items}
    lines = [
        line
        for line in (view.order.lines if view.order is not None else ())
        if not claimed or line.sku in claimed
    ]
    snapshots = [
        entry
        for entry in view.entries
        if isinstance(fact := entry.event.fact, EvidenceAdded)
        and fact.evidence_type in {EvidenceType.SHOWN_TERMS_SNAPSHOT, EvidenceType.ITEM_DESCRIPTION}
        and entry.event.actor is not Actor.SYSTEM
    ]
    notices = kept(sitting.state, view, sitting.tell.language.code)
    if not lines and not snapshots and not notices:
        return None
    return {"lines": lines, "snapshots": snapshots, "notices": notices, "since": view.opened_at}


def case_prices(sitting: Sitting) -> Mapping[str, Any] | None:
    """What the claimed goods cost before the claim, held prices included, where the ledger knows (P6)."""
    view = sitting.view
    claimed = [item.sku for item in view.dispute.items]
    with sitting.state.store.read() as unit:
        found = price_evidence.of_order(unit, view.order, claimed, until=view.opened_at, held=True)
    return {"histories": found} if found else None
