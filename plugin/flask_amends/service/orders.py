"""Facts about an order, told by the shop or a marketplace: every case about the order hears of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import InvalidInput, StaleVersion
from flask_amends.ports import MOMENT_FIELDS, OrderLine, OrderMoment, ShownPrice
from flask_amends.service import invitations
from flask_amends.service.acts import act_quietly, load
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.store import UnitOfWork


class OrderFact(StrEnum):
    """What can happen to an order."""

    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    PAID = "paid"
    FULFILLED = "fulfilled"
    REFUNDED = "refunded"
    REVERSED = "reversed"
    CHARGEBACK = "chargeback"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    """One fact about an order. ``reference`` names it, so that being told twice does not count twice.

    ``prices`` are what the buyer was shown for one of each SKU at that moment (P4).
    """

    order_number: str
    kind: OrderFact
    at: datetime
    amount: Money | None = None
    reference: str = ""
    full: bool = False
    covering: Mapping[str, int] | None = None
    prices: Mapping[str, Money] = field(default_factory=dict)


def record_order_event(
    state: State,
    order_number: str,
    kind: OrderFact | str,
    *,
    amount: Money | None = None,
    reference: str = "",
    full: bool = False,
    at: datetime | None = None,
    by: Party | None = None,
    covering: Mapping[str, int] | None = None,
    prices: Mapping[str, Money] | None = None,
) -> Sequence[str]:
    """Tell every case of an order what happened; returns the ids of the cases it changed.

    ``amount`` is needed for ``refunded`` and ``reversed``; ``at`` is when the order was ``ordered``,
    ``confirmed``, ``paid`` or ``fulfilled`` (default: now), and ``prices`` what the buyer was shown then for
    one of each SKU (P4). A moment that is known already is kept. An order that was cancelled before it was
    paid, and is ``paid`` all the same, gets a case that gives the money back (P9). With ``covering``
    (quantities by SKU) only those cases hear of it all of whose items are among these. The buyer of an order
    that was fulfilled is invited to a review (X1). A fact that a case cannot use any more (it is closed, it
    heard of this ``reference`` before) leaves it as it is. Raises :class:`InvalidInput`.
    """
    event = OrderEvent(
        order_number=order_number,
        kind=_kind(kind),
        at=at or state.clock.now(),
        amount=amount,
        reference=reference,
        full=full,
        covering=covering,
        prices=prices or {},
    )
    party = by or Party(actor=Actor.SYSTEM)
    command = _command(event, party.actor)
    with state.store.read() as unit:
        case_ids = unit.cases.of_order(order_number)
    changed = [one for one in case_ids if _tell_patiently(state, one, event, command, party)]
    if event.kind is OrderFact.PAID:
        with state.store.begin() as unit:
            unit.payments.paid(order_number, state.clock.now())
            unit.after_commit(state.wake)
    if event.kind is OrderFact.FULFILLED:
        invitations.after_fulfilment(state, order_number, at=event.at, marketplace=party.marketplace)
    return changed


def _kind(kind: OrderFact | str) -> OrderFact:
    try:
        return OrderFact(kind)
    except ValueError as error:
        raise InvalidInput.one(
            "kind", "unknown_order_event", known=[one.value for one in OrderFact]
        ) from error


def _command(event: OrderEvent, actor: Actor) -> commands.Command | None:
    if event.kind in _MOMENTS:
        return None
    if event.kind is OrderFact.CHARGEBACK:
        return commands.OrderChargedBack(actor=actor, reference=event.reference)
    if event.kind is OrderFact.WITHDRAWN:
        return commands.OrderWithdrawn(actor=actor, reference=event.reference)
    if event.amount is None:
        raise InvalidInput.one("amount", "amount_missing")
    if event.kind is OrderFact.REVERSED:
        return commands.OrderReversed(actor=actor, amount=event.amount, reference=event.reference)
    return commands.OrderRefunded(
        actor=actor, amount=event.amount, reference=event.reference, full=event.full
    )


def _tell_patiently(
    state: State, case_id: str, event: OrderEvent, command: commands.Command | None, by: Party
) -> bool:
    tell = partial(_tell, state, case_id, event, command, by)
    try:
        return tell()
    except StaleVersion:  # a fact does not depend on what its teller has seen
        return tell()


def _tell(state: State, case_id: str, event: OrderEvent, command: commands.Command | None, by: Party) -> bool:
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, case_id)
        if by.marketplace is not None and by.marketplace != row.dispute.marketplace:
            return False
        if event.covering is not None and not _covers(event.covering, row):
            return False
        if command is None:
            return _note_moment(unit, row, event)
        if event.reference and _heard_before(unit, row, command.action.value, event.reference):
            return False
        after, refusal = act_quietly(unit, state, row, command, by=by, now=now)
    return refusal is None and after.version > row.version


def _covers(quantities: Mapping[str, int], row: CaseRow) -> bool:
    items = row.dispute.items
    return bool(items) and all(one.quantity <= quantities.get(one.sku, 0) for one in items)


def _note_moment(unit: UnitOfWork, row: CaseRow, event: OrderEvent) -> bool:
    """Write down when it was, and the prices shown then; what is known of the moment already stays (P4)."""
    moment = _MOMENTS[event.kind]
    if row.order is None or row.order.at(moment) is not None:
        return False
    lines = tuple(_shown(line, moment, event.prices) for line in row.order.lines)
    known: dict[str, Any] = {MOMENT_FIELDS[moment]: event.at}
    unit.cases.set_order(row.id, replace(row.order, lines=lines, **known))
    return True


def _shown(line: OrderLine, moment: OrderMoment, prices: Mapping[str, Money]) -> OrderLine:
    if line.sku not in prices or any(one.moment == moment for one in line.shown):
        return line
    return replace(line, shown=(*line.shown, ShownPrice(moment=moment, price=prices[line.sku])))


#: Facts that are a moment of the purchase; they change no case, only what is known of its order.
_MOMENTS: Mapping[OrderFact, OrderMoment] = {
    OrderFact.ORDERED: OrderMoment.ORDERED,
    OrderFact.CONFIRMED: OrderMoment.CONFIRMED,
    OrderFact.PAID: OrderMoment.PAID,
    OrderFact.FULFILLED: OrderMoment.DELIVERED,
}


def _heard_before(unit: UnitOfWork, row: CaseRow, action: str, reference: str) -> bool:
    types = _TYPES[action]
    told = {word.sequence for word in unit.history.words_of(row.id) if word.text == reference}
    return any(one.sequence in told and one.type in types for one in unit.history.of(row.id))


_TYPES = {
    "order_refunded": ("dispute.order.refunded",),
    "order_reversed": ("dispute.order.reversed",),
    "order_charged_back": ("dispute.order.superseded",),
    "order_withdrawn": ("dispute.order.superseded",),
}
