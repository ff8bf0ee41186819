"""Withdrawals from the contract: a statement is saved first, whatever else does not work, and never refused.

One transaction holds the statement, the receipt that is mailed, the mail to staff and the message to
endpoints. Only afterwards the open cases of the order hear of it: nothing that goes wrong there can lose it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask_amends import payloads
from flask_amends.ports import Order
from flask_amends.service import limits
from flask_amends.service.announcing import announce
from flask_amends.service.letters import LINK_LIFE
from flask_amends.service.tokens import Purpose
from flask_amends.service.withdrawals import HELD, MAILED, NONE, NOTICE, RECEIPT, mail_of, tell_cases
from flask_amends.state import State
from flask_amends.storage import chain
from flask_amends.storage.after_records import WithdrawalRow
from flask_amends.storage.ids import new_id, new_reference_number
from flask_amends.storage.records import LinkRow, Person
from flask_amends.storage.store import UnitOfWork

SCOPE = "withdraw"

log = logging.getLogger("flask_amends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An item that a withdrawal is limited to."""

    sku: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a person declares, as it was shown to them before they confirmed it.

    ``contract`` is the order number or other details that identify the contract. ``order_number`` and what
    follows from it are given where the shop's own page knew the order; ``proven`` where it also knew that
    this is its buyer. ``suspicious`` and ``network`` (the prefix of the sender's address) can hold back the
    mail to an address that is not proven, and nothing else.
    """

    name: str
    contract: str
    email: str
    declaration: str
    whole: bool = True
    items: tuple[Declared, ...] = ()
    order_number: str | None = None
    marketplace: str | None = None
    fulfilled_at: datetime | None = None
    proven: bool = False
    locale: str = "en"
    time_zone: str = "UTC"
    suspicious: bool = False
    network: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of it: the statement's id, and the ``jti`` of the link to its receipt."""

    withdrawal_id: str
    jti: str


def submit(state: State, statement: Statement) -> Received:
    """Save a statement with everything that goes with it. The same form sent again is the same statement."""
    now = state.clock.now()
    order = _find_order(state, statement)
    with state.store.begin() as unit:
        first = _repeated(unit, state, statement, now)
        if first is not None:
            return first
        row = _save(unit, state, statement, order, now)
        received = Received(withdrawal_id=row.id, jti=_link(unit, state, row, now))
        if (key := _key(state, statement)) is not None:
            answer = {"withdrawal_id": received.withdrawal_id, "jti": received.jti}
            unit.idempotency.answer(SCOPE, key, status=201, response=answer)
    _tell_quietly(state, row)
    return received


def period_end(fulfilled_at: datetime, days: int, zone: str) -> datetime:
    """When the period is over: the end of its last day in the shop's zone; the first day does not count."""
    there = ZoneInfo(zone)
    day = fulfilled_at.astimezone(there).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(0), there).astimezone(UTC)


def _find_order(state: State, statement: Statement) -> Order | None:
    """The order, if the shop finds one. Its own code may fail; the statement is taken all the same."""
    number = statement.order_number or statement.contract
    if state.order_lookup is None or "\n" in number or len(number) > 64:
        return None
    try:
        return state.order_lookup(number, statement.email)
    except Exception:  # the shop's own code
        log.exception("order_lookup failed; the withdrawal is taken without it.")
        return None


def _key(state: State, statement: Statement) -> str | None:
    """What makes two posts the same statement: the form and everything in it.

    A form that is sent again with something changed is a new statement, not a mistake.
    """
    if statement.idempotency_key is None:
        return None
    items = [[one.sku, one.quantity] for one in statement.items]
    said = [statement.name, statement.contract, statement.email, statement.declaration, items]
    return f"{statement.idempotency_key}:{limits.digest(state, chain.canonical(said).decode())[:32]}"


def _repeated(unit: UnitOfWork, state: State, statement: Statement, now: datetime) -> Received | None:
    key = _key(state, statement)
    remembered = unit.idempotency.claim(SCOPE, key, "", now=now) if key is not None else None
    return None if remembered is None else Received(**remembered.response)


def _save(
    unit: UnitOfWork, state: State, statement: Statement, order: Order | None, now: datetime
) -> WithdrawalRow:
    person = Person(
        id=new_id("per", state.randomness), kind="shopper", email=statement.email, name=statement.name
    )
    unit.persons.add(person, now=now)
    row = _row(unit, state, statement, order, person_id=person.id, now=now)
    unit.withdrawals.add(row)
    mails = [mail_of(state, row, RECEIPT)] if row.receipt == MAILED else []
    if state.can_mail and state.settings.staff_email is not None:
        mails.append(mail_of(state, row, NOTICE))
    unit.mails.add(mails)
    _announce(unit, state, row, now)
    unit.after_commit(state.wake)
    told = {"withdrawal_id": row.id, "order_number": row.order_number}
    unit.after_commit(partial(state.announce, "withdrawal_received", **told))
    return row


def _row(
    unit: UnitOfWork,
    state: State,
    statement: Statement,
    order: Order | None,
    *,
    person_id: str,
    now: datetime,
) -> WithdrawalRow:
    settings = state.settings
    reference = new_reference_number(state.randomness)
    salt = state.randomness.token_bytes(chain.SALT_BYTES).hex()
    text = chain.canonical(_declared(statement, reference, now)).decode()
    flagged = _is_flagged(unit, state, statement, now)
    fulfilled_at = statement.fulfilled_at or (order.fulfilled_at if order is not None else None)
    return WithdrawalRow(
        id=new_id("wdr", state.randomness),
        reference_number=reference,
        received_at=now,
        person_id=person_id,
        order_number=statement.order_number or (order.number if order is not None else None),
        marketplace=statement.marketplace or (order.marketplace if order is not None else None),
        proven=statement.proven,
        address_matches=_address_matches(statement, order),
        whole=statement.whole,
        items=tuple({"sku": one.sku, "quantity": one.quantity} for one in statement.items),
        statement=text,
        salt=salt,
        sha256=chain.commitment(salt, text),
        locale=statement.locale,
        time_zone=statement.time_zone,
        period_ends_at=(
            period_end(fulfilled_at, settings.after.withdrawal_days, settings.time_zone)
            if fulfilled_at is not None
            else None
        ),
        flagged=flagged,
        receipt=_receipt(unit, state, statement, flagged=flagged, now=now),
    )


def _declared(statement: Statement, reference: str, now: datetime) -> dict[str, Any]:
    """Everything the statement says, as it is kept and told back."""
    return {
        "declaration": statement.declaration,
        "name": statement.name,
        "contract": statement.contract,
        "items": [{"sku": one.sku, "title": one.title, "quantity": one.quantity} for one in statement.items],
        "email": statement.email,
        "locale": statement.locale,
        "reference_number": reference,
        "received_at": now.astimezone(ZoneInfo(statement.time_zone)).isoformat(timespec="seconds"),
    }


def _address_matches(statement: Statement, order: Order | None) -> bool | None:
    if statement.proven:
        return True
    if order is None or order.email is None:
        return None
    return order.email.casefold() == statement.email.casefold()


def _is_flagged(unit: UnitOfWork, state: State, statement: Statement, now: datetime) -> bool:
    """Whether it looks like a program's work; staff sees it, and nothing is refused for it."""
    if statement.network is None:
        return statement.suspicious
    limit = limits.WITHDRAWALS_PER_NETWORK
    room = limits.has_room(unit, state, limit, statement.network, now=now)
    return statement.suspicious or not room


def _receipt(unit: UnitOfWork, state: State, statement: Statement, *, flagged: bool, now: datetime) -> str:
    """Whether the receipt is mailed. To an address that nobody vouches for, only so many a day.

    Whether the order exists and whose it is makes no difference: the page would tell it to anybody.
    """
    if not state.can_mail:
        return NONE
    if statement.proven:
        return MAILED
    room = limits.has_room(unit, state, limits.RECEIPTS_PER_ADDRESS, statement.email, now=now)
    return MAILED if room and not flagged else HELD


def _link(unit: UnitOfWork, state: State, row: WithdrawalRow, now: datetime) -> str:
    jti = new_id("lnk", state.randomness)
    unit.links.add(
        LinkRow(
            jti=jti,
            purpose=Purpose.RECEIPT.value,
            about=row.id,
            person_id=row.person_id,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
    )
    return jti


def _announce(unit: UnitOfWork, state: State, row: WithdrawalRow, now: datetime) -> None:
    facts = {
        "withdrawal_id": row.id,
        "sequence": 1,
        "reference_number": row.reference_number,
        "order_number": row.order_number,
        "marketplace": row.marketplace,
        "received_at": row.received_at,
        "whole": row.whole,
        "items": list(row.items),
        "order_verified": row.proven,
        "in_time": row.in_time,
    }
    announce(
        unit,
        state,
        payloads.WITHDRAWAL_RECEIVED,
        facts,
        about=row.id,
        sequence=1,
        marketplace=row.marketplace,
        now=now,
    )


def _tell_quietly(state: State, row: WithdrawalRow) -> None:
    """Tell the order's cases, if it is surely the buyer who withdraws; else staff decides that."""
    if not row.proven:
        return
    try:
        tell_cases(state, row)
    except Exception:  # the statement is safe, and staff can tell the cases
        log.exception("The cases of a withdrawn order were not told; the desk shows it.")
