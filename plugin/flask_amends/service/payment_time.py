"""What time does to orders that wait: they time out, come free by themselves, or were paid all the same."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy
from flask_amends.errors import AmendsError
from flask_amends.ports import Order
from flask_amends.service import acts, claims
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.parties import Party
from flask_amends.service.payment_flags import Flag, find, standings
from flask_amends.service.payment_moves import LOOK_AGAIN, move
from flask_amends.service.payment_orders import buying_again
from flask_amends.state import State
from flask_amends.storage.payment_records import CONFIRMED, TIMED_OUT, WAITING, PaymentRow
from flask_amends.storage.store import UnitOfWork

DECLARED = N_("The order was cancelled, but it has been paid. I ask for the money back.")

log = logging.getLogger("flask_amends")


#: When after its end it is looked whether a cancelled order was paid all the same: a payment that was under
#: way arrives a little later, and one by transfer after days.
_LOOKS = tuple(timedelta(hours=hours) for hours in (1, 24, 7 * 24))


def sweep_due(state: State, limit: int = 100) -> int:
    """Look at those whose time has come: over, free by itself, or paid all the same; returns at how many.

    One that cannot be looked at is logged, waits for another time, and keeps none of the others waiting.
    """
    with state.store.read() as unit:
        ids = unit.payments.due(state.clock.now(), limit)
    return sum(_look_safely(state, payment_id) for payment_id in ids)


def _look_safely(state: State, payment_id: str) -> bool:
    try:
        _look(state, payment_id)
    except AmendsError:
        log.exception("The order behind %s could not be looked at.", payment_id)
        with state.store.begin() as unit:
            unit.payments.note(payment_id, next_at=state.clock.now() + LOOK_AGAIN)
        return False
    return True


def _look(state: State, payment_id: str) -> None:
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.payments.get(payment_id, lock=True)
        if row is None or row.next_at is None or row.next_at > now:
            return
        if row.is_open and row.until <= now:
            move(unit, state, row, TIMED_OUT, now=now, next_at=now)
            return
        if row.is_open:
            if row.state == WAITING and _is_free(unit, state, row, now):
                move(unit, state, row, CONFIRMED, now=now)
            else:
                again = min(row.until, now + LOOK_AGAIN) if row.state == WAITING else row.until
                unit.payments.note(row.id, next_at=again)
            return
    _give_back(state, row)


def _is_free(unit: UnitOfWork, state: State, row: PaymentRow, now: datetime) -> bool:
    """Whether somebody has decided about the price or stock meanwhile, and nothing else is in the way."""
    if {Flag.BY_STAFF, Flag.EVERY_ORDER} & set(row.reasons):
        return False
    order = buying_again(row)
    return not find(unit, state, order, standings(unit, order, now), now)


def _give_back(state: State, row: PaymentRow) -> None:
    """Open a case, agreed at once, for an order that was cancelled here but paid all the same.

    The case's id is kept, so an attempt that was cut short is finished by the next. One that is not paid is
    looked at again some times.
    """
    order = _look_up(state, row)
    case_id = row.case_id
    if order is not None and order.paid_at is not None and order.email is not None and case_id is None:
        case_id = claims.submit(state, _claim(row, order)).case_id
        with state.store.begin() as unit:
            case = acts.load(unit, case_id)
            if case.dispute.obligation is None:
                agree = c.AcceptClaim(actor=Actor.SHOP)
                acts.act_quietly(unit, state, case, agree, by=Party(actor=Actor.SHOP), now=state.clock.now())
    with state.store.begin() as unit:
        unit.payments.note(
            row.id, next_at=_next_look(state, row) if case_id is None else None, case_id=case_id
        )


def _next_look(state: State, row: PaymentRow) -> datetime | None:
    if state.order_lookup is None or row.ended_at is None:
        return None
    now = state.clock.now()
    return next((row.ended_at + after for after in _LOOKS if row.ended_at + after > now), None)


def _look_up(state: State, row: PaymentRow) -> Order | None:
    if state.order_lookup is None:
        return None
    try:
        return state.order_lookup(row.order_number, None)
    except Exception:  # the shop's own code
        log.exception("order_lookup failed for an order that was cancelled before it was paid.")
        return None


def _claim(row: PaymentRow, order: Order) -> ClaimForm:
    return ClaimForm(
        email=order.email or "",
        reason=Reason.PRICE_ERROR,
        ask=Remedy.CANCEL_ORDER,
        description=Language(row.locale).say(DECLARED),
        order_number=row.order_number,
        items=tuple(ClaimedItem(sku=one["sku"], quantity=one["quantity"]) for one in row.lines),
        locale=row.locale,
        idempotency_key=row.id,
        proven=True,
        flags={"payment": row.id},
    )
