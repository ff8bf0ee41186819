"""Withdrawals that were received: what staff sees and does, and how the cases of the order hear of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_amends.errors import NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import orders
from flask_amends.service.letters import STAFF, post
from flask_amends.state import State
from flask_amends.storage.after_records import WithdrawalRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import MailRow, Person
from flask_amends.storage.store import UnitOfWork

TOPIC = "withdrawal"
RECEIPT, NOTICE = "receipt", "notice"
#: What can have become of the confirmation by mail.
MAILED, HELD, NONE = "mailed", "held", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A statement with who made it. ``said`` is what was declared; empty once it is erased."""

    row: WithdrawalRow
    person: Person | None
    said: Mapping[str, Any]
    mails: tuple[MailRow, ...] = ()
    handler: str | None = None


def get(state: State, withdrawal_id: str) -> Withdrawal:
    """One statement. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.withdrawals.get(withdrawal_id)
        if row is None:
            raise NotFound("withdrawal", withdrawal_id)
        return view(unit, row)


def page(
    state: State, *, handled: bool | None, after: tuple[datetime, str] | None, limit: int
) -> Sequence[Withdrawal]:
    """Statements for the desk, the newest first."""
    with state.store.read() as unit:
        rows = unit.withdrawals.page(handled=handled, after=after, limit=limit)
        ids = [row.person_id for row in rows if row.person_id]
        persons = unit.persons.many(ids)
        return [Withdrawal(row=row, person=persons.get(row.person_id or ""), said=_said(row)) for row in rows]


def count_open(state: State) -> int:
    """How many nobody has seen to."""
    with state.store.read() as unit:
        return unit.withdrawals.count_open()


def mark_handled(
    state: State, withdrawal_id: str, *, staff: StaffMember, note: str, ends_cases: bool = False
) -> None:
    """Note that somebody saw to it; with ``ends_cases`` the order's open cases end as withdrawn.

    Doing it again replaces the note. Raises :class:`NotFound`.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _locked(unit, withdrawal_id)
        person = Person(
            id=new_id("per", state.randomness), kind="staff", external_id=staff.id, name=staff.name
        )
        handler = unit.persons.staff(person, now=now)
        handled_at = row.handled_at or now
        unit.withdrawals.change(row.id, handled_at=handled_at, handled_by=handler, note=note or None)
    if ends_cases and row.told_at is None:
        tell_cases(state, row)


def send_receipt(state: State, withdrawal_id: str) -> bool:
    """Mail a receipt that was held back, or once more one that failed; ``False`` if none can be sent."""
    with state.store.begin() as unit:
        row = _locked(unit, withdrawal_id)
        sent = [one for one in unit.mails.of(row.id, TOPIC) if one.kind == RECEIPT]
        waiting = any(one.state == "pending" for one in sent)
        if not state.can_mail or row.statement is None or waiting:
            return False
        unit.withdrawals.change(row.id, receipt=MAILED)
        unit.mails.add([mail_of(state, row, RECEIPT, sequence=len(sent) + 1)])
        unit.after_commit(state.wake)
    return True


def view(unit: UnitOfWork, row: WithdrawalRow) -> Withdrawal:
    """A statement with the people and mails of it."""
    persons = unit.persons.many([one for one in (row.person_id, row.handled_by) if one])
    handler = persons.get(row.handled_by or "")
    return Withdrawal(
        row=row,
        person=persons.get(row.person_id or ""),
        said=_said(row),
        mails=tuple(unit.mails.of(row.id, TOPIC)),
        handler=handler.name if handler else None,
    )


def mail_of(state: State, row: WithdrawalRow, kind: str, sequence: int = 1) -> MailRow:
    """The mail of one kind about a statement; ``sequence`` tells repetitions apart."""
    return post(
        state,
        row.id,
        kind,
        topic=TOPIC,
        person_id=row.person_id,
        recipient=STAFF if kind == NOTICE else "shopper",
        sequence=sequence,
        locale=row.locale,
    )


def tell_cases(state: State, row: WithdrawalRow) -> None:
    """End the open cases about what was withdrawn: all of the order's, or those about these items only."""
    if row.order_number is None:
        return
    covered = None if row.whole else {item["sku"]: item["quantity"] for item in row.items}
    orders.record_order_event(
        state,
        row.order_number,
        orders.OrderFact.WITHDRAWN,
        reference=row.reference_number,
        covering=covered,
    )
    with state.store.begin() as unit:
        unit.withdrawals.change(row.id, told_at=state.clock.now())


def _locked(unit: UnitOfWork, withdrawal_id: str) -> WithdrawalRow:
    row = unit.withdrawals.get(withdrawal_id, lock=True)
    if row is None:
        raise NotFound("withdrawal", withdrawal_id)
    return row


def _said(row: WithdrawalRow) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(row.statement) if row.statement else {}
    return said
