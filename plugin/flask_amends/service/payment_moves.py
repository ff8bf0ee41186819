"""Moving a payment that waits: each step is one row, its letter and its message, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask_amends.payloads.shop import PAYMENT_HELD, PAYMENT_RELEASED
from flask_amends.service.announcing import announce
from flask_amends.service.letters import STAFF, post
from flask_amends.service.payment_flags import Flag, confirm_by
from flask_amends.service.payment_orders import Buying
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.payment_records import CHANGED, CONFIRMED, OFFERED, OPEN, WAITING, PaymentRow
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork

TOPIC = "payment"
#: Letters: it is held, it can be paid, there is a choice, it is over; and that staff has one to look at.
HELD, READY, CHOOSE, OVER, NEW = (
    "payment_held",
    "payment_ready",
    "payment_choose",
    "payment_over",
    "payment_new",
)
#: How often it is looked whether the reason has gone by itself.
LOOK_AGAIN = timedelta(minutes=5)


def keep_waiting(
    unit: UnitOfWork,
    state: State,
    order: Buying,
    flags: tuple[Flag, ...],
    *,
    row: PaymentRow | None,
    now: datetime,
    note: str | None = None,
) -> PaymentRow:
    """Hold an order, or hold it anew after it was changed. Of two that hold it at once, one tells of it."""
    until = confirm_by(state, flags, now)
    facts: dict[str, Any] = {
        "state": WAITING,
        "reasons": [flag.value for flag in flags],
        "lines": _lines(order),
        "currency": order.currency,
        "shown_minor": order.sum.minor,
        "choices": [],
        "held_at": now,
        "until": until,
        "next_at": min(until, now + LOOK_AGAIN),
        "note": note,
    }
    fresh = dict.fromkeys(
        ("right_minor", "goodwill_minor", "goodwill_at", "words", "ended_at", "decided_by"), None
    )
    if row is not None:
        unit.payments.change(row.id, sequence=row.sequence + 1, among=(row.state,), **facts, **fresh)
    else:
        made = PaymentRow(
            id=new_id("pay", state.randomness),
            order_number=order.number,
            sequence=1,
            person_id=None,
            marketplace=order.marketplace,
            locale=order.locale or state.settings.default_locale,
            **facts,
        )
        if not unit.payments.add(made):
            return _kept(unit, order)
        if order.email:
            unit.payments.note(made.id, person_id=_person(unit, state, order.email, now))
    kept = _kept(unit, order)
    told = {"order_number": kept.order_number, "reasons": tuple(kept.reasons), "until": until}
    _tell(unit, state, kept, HELD)
    if state.can_mail and state.settings.staff_email is not None:
        unit.mails.add([post(state, kept.id, NEW, topic=TOPIC, recipient=STAFF, sequence=kept.sequence)])
    send(unit, state, kept, PAYMENT_HELD, {**told, "reasons": list(kept.reasons), "at": now})
    unit.after_commit(partial(state.announce, "payment_held", **told))
    return kept


def _lines(order: Buying) -> list[dict[str, Any]]:
    """One for each item and price: the second piece of an item may be cheaper than the first."""
    lines: dict[tuple[str, int], dict[str, Any]] = {}
    for one in order.lines:
        line = lines.setdefault(
            (one.sku, one.price.minor),
            {"sku": one.sku, "title": one.title, "quantity": 0, "shown": one.price.minor, "right": None},
        )
        line["quantity"] += one.quantity
    return list(lines.values())


def _kept(unit: UnitOfWork, order: Buying) -> PaymentRow:
    kept = unit.payments.of_order(order.number)
    if kept is None:
        raise TypeError("A payment that was just written is there.")
    return kept


def _person(unit: UnitOfWork, state: State, email: str, now: datetime) -> str:
    person = Person(id=new_id("per", state.randomness), kind="shopper", email=email)
    unit.persons.add(person, now=now)
    return person.id


def _tell(unit: UnitOfWork, state: State, row: PaymentRow, kind: str) -> None:
    if row.person_id is None or not state.can_mail:
        return
    unit.mails.add(
        [
            post(
                state,
                row.id,
                kind,
                topic=TOPIC,
                person_id=row.person_id,
                sequence=row.sequence,
                locale=row.locale,
            )
        ]
    )
    unit.after_commit(state.wake)


def send(unit: UnitOfWork, state: State, row: PaymentRow, type_: str, facts: Mapping[str, Any]) -> None:
    """Write the message about a payment."""
    announce(
        unit,
        state,
        type_,
        facts,
        about=row.id,
        sequence=row.sequence,
        marketplace=row.marketplace,
        now=facts["at"],
    )


def move(
    unit: UnitOfWork, state: State, row: PaymentRow, to: str, *, now: datetime, **values: Any
) -> PaymentRow | None:
    """Move an open one on, with its letter and message; ``None`` if somebody was first.

    An end is told to the shop's endpoints and by a signal.
    """
    over = to not in OPEN
    ended = {"ended_at": now, "next_at": values.pop("next_at", None)} if over else {}
    moved = unit.payments.change(row.id, sequence=row.sequence + 1, among=OPEN, state=to, **values, **ended)
    after = unit.payments.get(row.id)
    if not moved or after is None:
        return None
    letter = {CONFIRMED: READY, CHANGED: READY, OFFERED: CHOOSE}.get(to, OVER)
    _tell(unit, state, after, letter)
    if over:
        told = {"order_number": after.order_number, "outcome": to}
        send(unit, state, after, PAYMENT_RELEASED, {**told, "at": now})
        unit.after_commit(partial(state.announce, "payment_released", **told))
    return after
