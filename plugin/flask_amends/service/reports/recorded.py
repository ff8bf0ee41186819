"""What is recorded about a closed case, for the guards: prices, terms, stock and calls, each with its source.

The ledger of prices comes before prices of other orders; the page that came back with the order says what was
shown, and the history of stock what was there (X19).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask_amends.disputes import events as e
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import EvidenceType
from flask_amends.guards.prevention import Contact, PricedLine, Recorded
from flask_amends.notices.model import NoticeKind
from flask_amends.ports import Order, OrderLine
from flask_amends.service import views
from flask_amends.service.notices import taking
from flask_amends.storage.records import CaseRow, HistoryRow
from flask_amends.storage.shown_records import ShownRow
from flask_amends.storage.store import UnitOfWork

#: How many earlier prices are looked back on, and how far: many orders can carry the same mistake.
PRICES = 100
LEDGER = timedelta(days=90)
_TERMS = frozenset({NoticeKind.PROMO_TERMS, NoticeKind.GIFT_TERMS, NoticeKind.DELIVERY_TERMS})
_STOCK = frozenset({NoticeKind.AVAILABILITY, NoticeKind.RESTOCK})
#: What a page promised by the state of stock that it showed; the other states promise nothing.
_PROMISED = {"in_stock": True, "low_stock": True, "out_of_stock": False, "discontinued": False}


def recorded(unit: UnitOfWork, row: CaseRow) -> Recorded:
    """Everything that is known; what is missing is left out."""
    shown = taking.of_case(unit, row)
    in_stock, on_hand = _stock(unit, row, shown)
    by_hand = _terms_were_shown(unit.history.of(row.id))
    return Recorded(
        lines=tuple(_lines(unit, row)),
        shown_terms=by_hand or any(one.kind in _TERMS for one in shown),
        contacts=tuple(_calls(unit, row)),
        in_stock=in_stock,
        on_hand=on_hand,
    )


def _lines(unit: UnitOfWork, row: CaseRow) -> Iterator[PricedLine]:
    """The claimed lines; all of the order's, where the claim names none of them."""
    if row.order is None:
        return
    for line in _claimed(row, row.order):
        yield PricedLine(
            sku=line.sku,
            price=line.unit_price,
            list_price=line.list_price,
            history=_earlier(unit, line, _ordered_at(row), row.id),
            moments=tuple((str(one.moment), one.price) for one in line.shown),
        )


def _claimed(row: CaseRow, order: Order) -> list[OrderLine]:
    claimed = {item.sku for item in row.dispute.items}
    return [line for line in order.lines if not claimed or line.sku in claimed]


def _ordered_at(row: CaseRow) -> datetime:
    placed = row.order.placed_at if row.order is not None else None
    return placed or row.opened_at


def _earlier(unit: UnitOfWork, line: OrderLine, before: datetime, case_id: str) -> tuple[Money, ...]:
    """Prices of the same goods until they were ordered: by the ledger, else by orders of other cases."""
    if line.unit_price is None:
        return ()
    currency = line.unit_price.currency
    points = unit.prices.in_window(line.sku, currency, since=before - LEDGER, until=before)
    if points:
        newest = sorted(points, key=lambda one: (one.at, one.id))[-PRICES:]
        return tuple(one.price for one in newest)
    found = unit.reports.prices(line.sku, currency, before, PRICES)
    return tuple(Money.from_minor(one.minor, one.currency) for one in found if one.case_id != case_id)


def _stock(unit: UnitOfWork, row: CaseRow, shown: Sequence[ShownRow]) -> tuple[bool | None, int | None]:
    """What the page said of the claimed goods, and how many there were; the worst of several."""
    if row.order is None:
        return None, None
    said = {one.about: _PROMISED.get(one.content["state"]) for one in shown if one.kind in _STOCK}
    found: list[tuple[bool | None, int | None]] = []
    for line in _claimed(row, row.order):
        points = unit.stock.points(line.sku, until=_ordered_at(row), limit=1)
        found.append((said.get(line.sku), points[0].on_hand if points else None))
    wrong = [one for one in found if one[0] and one[1] is not None and one[1] <= 0]
    whole = [one for one in found if None not in one]
    return next(iter([*wrong, *whole, *found]), (None, None))


def _calls(unit: UnitOfWork, row: CaseRow) -> Iterator[Contact]:
    """Calls that the gate let out to the shopper before the claim, on the shopper's own clock."""
    zone = row.time_zone or (row.order.time_zone if row.order is not None else None)
    if zone is None:
        return
    number = row.order.number if row.order is not None else None
    for one in unit.wishes.calls(row.shopper_id, number, before=row.opened_at):
        yield Contact(at=one.at, zone=zone)


def _terms_were_shown(history: Sequence[HistoryRow]) -> bool:
    """Whether somebody put a picture of the terms into the case; notices of ours count by their kind."""
    facts = (views.read_event(one, {}).fact for one in history if one.type == e.EvidenceAdded.type)
    return any(
        isinstance(fact, e.EvidenceAdded)
        and fact.evidence_type is EvidenceType.SHOWN_TERMS_SNAPSHOT
        and not fact.evidence_id.startswith("shn_")
        for fact in facts
    )
