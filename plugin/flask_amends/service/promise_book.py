"""The book of promises: what acts write into it by themselves, and the rule that says how a promise stands.

A promise is kept if what was promised came by its date, broken if it did not, whenever it came then (T8).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from flask_amends.disputes.events import DeadlineMissed, Event, HoldPromised
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.service import forgetting
from flask_amends.service.enquiry_states import Deed
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.storage.store import UnitOfWork

#: How long a call may take: a promised call is late after this.
CALL = timedelta(hours=1)


class PromiseKind(StrEnum):
    """What was promised, or is to be done."""

    #: An answer in a case by a later date, with its reason (T8).
    HOLD = "hold"
    #: The same in a question.
    ANSWER = "answer"
    #: A call at an agreed time (H5).
    CALLBACK = "callback"
    #: The talk goes on at a later time (P16).
    PAUSE = "pause"
    #: Something of the shop is changed (C8).
    FIX = "fix"
    #: A public post is watched for and answered (P17): for staff only, promised to nobody.
    PUBLIC_ANSWER = "public_answer"


class Standing(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    #: Open, and its date is over: it is broken already.
    LATE = "late"
    KEPT = "kept"
    BROKEN = "broken"
    #: It no longer mattered before its date: the case ended without it.
    VOID = "void"


#: How long before its date staff are told of a promise.
LEADS = {
    PromiseKind.HOLD: timedelta(hours=2),
    PromiseKind.CALLBACK: timedelta(hours=1),
    PromiseKind.PAUSE: timedelta(hours=1),
    PromiseKind.FIX: timedelta(hours=6),
    PromiseKind.PUBLIC_ANSWER: timedelta(hours=6),
}


def standing(row: PromiseRow, now: datetime) -> Standing:
    """How a promise stands at ``now``."""
    if row.settled_at is None:
        return Standing.LATE if row.due_at <= now else Standing.OPEN
    if row.result == "broken" or row.settled_at > row.due_at:
        return Standing.BROKEN
    return Standing.KEPT if row.result == "done" else Standing.VOID


def reminded_at(kind: PromiseKind, made_at: datetime, due_at: datetime) -> datetime:
    """When staff are told that a promise is near: before it lapses, not before it was made."""
    return max(made_at, due_at - LEADS.get(kind, CALL))


def follow_case(
    unit: UnitOfWork,
    state: State,
    row: CaseRow,
    events: Sequence[Event],
    *,
    writer: str | None,
    now: datetime,
) -> None:
    """Note promises that the events of one decision made, and those that they settled.

    A promised answer is there when the shop acts and it is no longer its turn. A turn that ran out breaks the
    promise; whatever else ends the turn makes it void. A pause ends with its case.
    """
    for event in events:
        if isinstance(event.fact, HoldPromised):
            _note_hold(unit, state, row, event, writer)
    if not row.dispute.counters.holds and row.dispute.is_open:
        return
    is_over = any(event.new_turn for event in events) or row.dispute.status is not Status.AWAITING_SHOP
    if not is_over:
        return
    for promise in unit.promises.open_in(case_id=row.id):
        if promise.kind == PromiseKind.HOLD:
            _settle(unit, promise, _result(events), now=now, by=writer)
        elif promise.kind == PromiseKind.PAUSE and not row.dispute.is_open:
            _settle(unit, promise, "void", now=now)


def follow_enquiry(
    unit: UnitOfWork,
    state: State,
    row: EnquiryRow,
    deed: Deed,
    *,
    number: int,
    writer: str | None,
    due_at: datetime | None,
    now: datetime,
) -> None:
    """Note what a deed in a question promised or settled. The question's own clock reminds of it."""
    if deed in (Deed.HOLD, Deed.AGREE) and due_at is not None:
        kind = PromiseKind.ANSWER if deed is Deed.HOLD else PromiseKind.CALLBACK
        unit.promises.add(
            PromiseRow(
                id=new_id("prm", state.randomness),
                kind=kind.value,
                enquiry_id=row.id,
                sequence=number,
                made_at=now,
                made_by=writer,
                owner=writer,
                due_at=due_at,
            )
        )
    elif deed in (Deed.ANSWER, Deed.CLOSE, Deed.CLAIM):
        for promise in unit.promises.open_in(enquiry_id=row.id):
            result = "done" if deed is Deed.ANSWER else "void"
            _settle(unit, promise, result, now=now, by=writer)


def erase(
    unit: UnitOfWork, *, case_ids: Collection[str] = (), enquiry_ids: Collection[str] = (), now: datetime
) -> int:
    """Forget the words of what was promised there; what was open is void. Returns how many had words."""
    return unit.promises.erase_in(case_ids=case_ids, enquiry_ids=enquiry_ids, now=now)


def _forget(unit: UnitOfWork, case_ids: Sequence[str], person_ids: Sequence[str], now: datetime) -> int:
    """Forget what was promised in cases; who is not to be called stays so."""
    del person_ids
    return erase(unit, case_ids=case_ids, now=now)


def _note_hold(unit: UnitOfWork, state: State, row: CaseRow, event: Event, writer: str | None) -> None:
    if not isinstance(event.fact, HoldPromised):
        return
    until = event.fact.until
    unit.promises.add(
        PromiseRow(
            id=new_id("prm", state.randomness),
            kind=PromiseKind.HOLD.value,
            case_id=row.id,
            sequence=event.sequence,
            made_at=event.at,
            made_by=writer,
            owner=writer,
            due_at=until,
            consent="asked",
            next_at=reminded_at(PromiseKind.HOLD, event.at, until),
        )
    )


def _result(events: Sequence[Event]) -> str:
    if any(isinstance(event.fact, DeadlineMissed) and event.fact.party is Actor.SHOP for event in events):
        return "broken"
    return "done" if any(event.actor is Actor.SHOP for event in events) else "void"


def _settle(
    unit: UnitOfWork, promise: PromiseRow, result: str, *, now: datetime, by: str | None = None
) -> None:
    unit.promises.change(promise.id, settled_at=now, settled_by=by, result=result, next_at=None)


forgetting.ERASERS.append(_forget)
