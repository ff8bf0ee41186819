"""What the claimed goods cost before the claim, by the ledger: evidence in the case and in its file (P6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_amends.ports import Order, OrderLine, OrderMoment
from flask_amends.service.prices import WINDOW
from flask_amends.storage.price_records import PriceRow
from flask_amends.storage.store import UnitOfWork

#: The moments at which somebody could have read a price, the first of which counts.
_READ = (OrderMoment.BASKET, OrderMoment.ORDERED, OrderMoment.CONFIRMED, OrderMoment.PAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceHistory:
    """The prices of one item, the oldest first; held ones, which were never shown, are in it for staff."""

    sku: str
    title: str
    points: tuple[PriceRow, ...]
    ordered_at: datetime | None

    @property
    def when_ordered(self) -> PriceRow | None:
        """The price in force when it was ordered."""
        if self.ordered_at is None:
            return None
        until = self.ordered_at
        return next((one for one in reversed(self.points) if not one.held and one.at <= until), None)


def of_order(
    unit: UnitOfWork,
    order: Order | None,
    claimed: Sequence[str],
    *,
    until: datetime,
    held: bool = False,
) -> list[PriceHistory]:
    """The prices of the claimed goods (all of the order's, if none is named) from thirty days before it on.

    ``until`` is when the claim came in. With ``held`` also the prices that were held back.
    """
    if order is None:
        return []
    since = min([moment for one in _READ if (moment := order.at(one))], default=until) - WINDOW
    found = []
    for line in _lines(order, claimed):
        currency = line.unit_price.currency if line.unit_price is not None else order.currency
        if currency is None:
            continue
        points = list(unit.prices.in_window(line.sku, currency, since=since, until=until))
        if held:
            points += unit.prices.held_between(line.sku, currency, since=since, until=until)
        if points:
            points.sort(key=lambda one: (one.at, one.id))
            ordered_at = order.at(OrderMoment.ORDERED)
            found.append(
                PriceHistory(sku=line.sku, title=line.title, points=tuple(points), ordered_at=ordered_at)
            )
    return found


def plain(histories: Sequence[PriceHistory]) -> list[dict[str, Any]]:
    """The prices that were in force as the file of a case has them; who set one is nobody else's business."""
    return [
        {
            "sku": one.sku,
            "since": point.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "amount": str(point.price.amount),
            "currency": point.price.currency,
            "kind": point.kind,
            "tax_included": point.tax_included,
        }
        for one in histories
        for point in one.points
        if not point.held
    ]


def _lines(order: Order, claimed: Sequence[str]) -> Iterator[OrderLine]:
    seen: set[str] = set()
    for line in order.lines:
        if line.sku not in seen and (not claimed or line.sku in claimed):
            seen.add(line.sku)
            yield line
