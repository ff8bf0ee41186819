"""What staff do with a question: answer, ask for time, agree on a call, close, or make it a claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import claims, enquiries, replies
from flask_amends.service.claims import ClaimForm
from flask_amends.service.enquiry_states import By, Deed, after
from flask_amends.service.enquiry_writing import (
    CALL,
    SHOPPER,
    EnquiryMail,
    Entry,
    load,
    mails,
    staff_person,
    write,
)
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.storage.store import UnitOfWork


def answer(state: State, enquiry_id: str, text: str, *, by: StaffMember, seen: int) -> None:
    """Answer. ``seen`` is the last entry that ``by`` has read.

    Raises :class:`StaleVersion` if something was written since, :class:`NotFound`, :class:`NotAllowed`, and
    :class:`InvalidInput` for a text that is not ready to be sent; so does every act here. The same act of the
    same person sent twice is done once.
    """
    _do(state, enquiry_id, Deed.ANSWER, text, by=by, seen=seen, mail=EnquiryMail.ANSWERED)


def hold(state: State, enquiry_id: str, text: str, until: datetime, *, by: StaffMember, seen: int) -> None:
    """Say that the answer takes until a later moment, and why: both are told to the shopper (T8)."""
    if until <= state.clock.now():
        raise InvalidInput.one("until", "not_in_future")
    _do(state, enquiry_id, Deed.HOLD, text, by=by, seen=seen, mail=EnquiryMail.HOLDING, answer_by=until)


def agree(state: State, enquiry_id: str, slot: datetime, text: str, *, by: StaffMember, seen: int) -> None:
    """Agree on one of the slots the shopper wants to be called in (H5): from then on the call is owed.

    Raises :class:`InvalidInput` for a slot that was not wanted, or that has begun.
    """
    with state.store.read() as unit:
        row = unit.enquiries.get(enquiry_id)
    wanted = [datetime.fromisoformat(one) for one in row.wanted] if row is not None else []
    if row is not None and (slot not in wanted or slot <= state.clock.now()):
        raise InvalidInput.one("slot", "slot_gone")
    _do(
        state,
        enquiry_id,
        Deed.AGREE,
        text or None,
        by=by,
        seen=seen,
        mail=EnquiryMail.CALL_AGREED,
        answer_by=slot + CALL,
        slot_at=slot,
    )


def close(state: State, enquiry_id: str, reason: str, *, by: StaffMember, seen: int) -> None:
    """Close as needing no answer; the reason stays with it, for the shop alone."""
    _do(state, enquiry_id, Deed.CLOSE, reason, by=by, seen=seen)


def release(state: State, enquiry_id: str, *, by: StaffMember, seen: int) -> None:
    """Take a question that was held as a real one."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, enquiry_id)
        person_id = staff_person(unit, state, by, now)
        if _is_repeated(unit, row, (Deed.RELEASE.value, None, person_id), seen):
            return
        _expect(row, seen)
        let_in(unit, state, row, Entry(deed=Deed.RELEASE, by=By.STAFF, person_id=person_id), now=now)


def let_in(unit: UnitOfWork, state: State, row: EnquiryRow, entry: Entry, *, now: datetime) -> None:
    """Release what was held, by staff or by time, and acknowledge it."""
    number = write(unit, state, row, entry, now=now)
    person = unit.persons.get(row.person_id)
    enquiries.acknowledge(unit, state, row, person.email if person else None, number=number, now=now)


def make_claim(
    state: State, enquiry_id: str, *, reason: Reason, ask: Remedy, by: StaffMember, seen: int
) -> str:
    """Open a claim from a question, for its sender to confirm by mail; returns the case's id.

    Two transactions: the claim is known by the enquiry, so when the second one fails, the next try finds it.
    Raises :class:`flask_amends.errors.RefusedError` for what the life cycle does not take.
    """
    found = enquiries.get(state, enquiry_id)
    if after(found.row.state, Deed.CLAIM) is None:
        raise NotAllowed("The enquiry is closed.")
    _expect(found.row, seen)
    if not found.person.email:
        raise NotFound("person", enquiry_id)
    told = "\n\n".join(one.text for one in found.messages if one.by == By.SHOPPER and one.text)
    form = ClaimForm(
        email=found.person.email,
        name=found.person.name or "",
        phone=found.person.phone,
        reason=reason,
        ask=ask,
        description=told,
        order_number=found.row.order_number,
        locale=found.row.locale,
        time_zone=found.row.time_zone,
        idempotency_key=enquiry_id,
        flags={"enquiry": found.row.reference_number},
    )
    case_id = claims.submit(state, form).case_id
    _do(state, enquiry_id, Deed.CLAIM, None, by=by, seen=seen, case_id=case_id)
    return case_id


def _do(
    state: State,
    enquiry_id: str,
    deed: Deed,
    text: str | None,
    *,
    by: StaffMember,
    seen: int,
    mail: EnquiryMail | None = None,
    answer_by: datetime | None = None,
    slot_at: datetime | None = None,
    case_id: str | None = None,
) -> None:
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, enquiry_id)
        person_id = staff_person(unit, state, by, now)
        if _is_repeated(unit, row, (deed.value, text, person_id), seen):
            return
        _expect(row, seen)
        if mail is not None and text:
            replies.check_sendable(unit, state, text)
        entry = Entry(deed=deed, by=By.STAFF, person_id=person_id, text=text)
        number = write(
            unit, state, row, entry, now=now, answer_by=answer_by, slot_at=slot_at, case_id=case_id
        )
        if mail is not None:
            mails(unit, state, replace(row, slot_at=slot_at), [(mail, SHOPPER)], number=number)


def _expect(row: EnquiryRow, seen: int) -> None:
    if row.written != seen:
        raise StaleVersion(row.id, seen, row.written)


def _is_repeated(unit: UnitOfWork, row: EnquiryRow, act: tuple[str, str | None, str], seen: int) -> bool:
    """Whether this very act is the one thing that happened since: then it was sent twice."""
    if row.written != seen + 1:
        return False
    last = unit.enquiries.messages_of(row.id)[-1]
    return (last.kind, last.text, last.person_id) == act
