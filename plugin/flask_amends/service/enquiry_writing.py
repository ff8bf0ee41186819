"""One deed in an enquiry, written whole: its entry, the new state, the clock, and the mails it causes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service.enquiry_states import OWING, By, Deed, EnquiryState, after
from flask_amends.service.letters import LINK_LIFE, post
from flask_amends.service.promise_book import erase as erase_promises
from flask_amends.service.promise_book import follow_enquiry
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryMessage, EnquiryRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import LinkRow, Person
from flask_amends.storage.store import UnitOfWork

TOPIC = "enquiry"
#: How long a call may take, and how long before it somebody is reminded.
CALL = timedelta(hours=1)
CALL_REMINDER = timedelta(hours=1)
SHOPPER, STAFF = "shopper", "staff"


class EnquiryMail(StrEnum):
    """What a mail about an enquiry says; each is a template of the same name."""

    RECEIVED = "received"
    ANSWERED = "answered"
    HOLDING = "holding"
    CALL_AGREED = "call_agreed"
    NEW = "new"
    NEAR = "near"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deed to write down. ``staff`` did it, or else the shopper, or else nobody (``by``)."""

    deed: Deed
    by: By
    person_id: str | None = None
    text: str | None = None


def load(unit: UnitOfWork, enquiry_id: str) -> EnquiryRow:
    """The enquiry, locked for the transaction. Raises :class:`NotFound`."""
    row = unit.enquiries.get(enquiry_id, lock=True)
    if row is None:
        raise NotFound("enquiry", enquiry_id)
    return row


def staff_person(unit: UnitOfWork, state: State, staff: StaffMember, now: datetime) -> str:
    """The row of a member of staff."""
    person = Person(id=new_id("per", state.randomness), kind="staff", external_id=staff.id, name=staff.name)
    return unit.persons.staff(person, now=now)


def write(
    unit: UnitOfWork,
    state: State,
    row: EnquiryRow,
    entry: Entry,
    *,
    now: datetime,
    answer_by: datetime | None = None,
    slot_at: datetime | None = None,
    case_id: str | None = None,
) -> int:
    """Do a deed: the entry, and what it changes; returns its number. Raises :class:`NotAllowed`.

    ``answer_by`` is the new promise where the shop owes something afterwards; without one the old one stands.
    """
    state_after = after(row.state, entry.deed)
    if state_after is None:
        raise NotAllowed(f"An enquiry that is {row.state} does not allow {entry.deed}.")
    number = row.written + 1
    unit.enquiries.say(
        EnquiryMessage(
            enquiry_id=row.id,
            number=number,
            kind=entry.deed.value,
            by=entry.by.value,
            person_id=entry.person_id,
            at=now,
            text=entry.text,
        )
    )
    owed = (answer_by or row.answer_by) if state_after in OWING else None
    slot = (
        slot_at if slot_at is not None else row.slot_at if state_after is not EnquiryState.ANSWERED else None
    )
    unit.enquiries.change(
        row.id,
        state=state_after.value,
        written=number,
        updated_at=now,
        answer_by=owed,
        slot_at=slot,
        case_id=case_id or row.case_id,
        sweep_at=next_sweep(state, state_after, owed, slot, now=now, held_since=row.created_at),
        closed_at=now if state_after is EnquiryState.CLOSED else None,
    )
    follow_enquiry(
        unit, state, row, entry.deed, number=number, writer=entry.person_id, due_at=answer_by, now=now
    )
    return number


def next_sweep(
    state: State,
    state_after: EnquiryState,
    answer_by: datetime | None,
    slot_at: datetime | None,
    *,
    now: datetime,
    held_since: datetime,
) -> datetime | None:
    """When time has something to do: release what is held, remind, tell of what was missed."""
    if state_after is EnquiryState.HELD:
        return state.settings.policy.quarantine.after(held_since)
    if answer_by is None:
        return None
    early = (
        slot_at - CALL_REMINDER if slot_at is not None else state.settings.contact.hours.opening_of(answer_by)
    )
    return early if early > now else answer_by


def open_link(state: State, enquiry_id: str) -> str:
    """The ``jti`` of a new link to the page of an enquiry, for a shop that sends no mails."""
    now, jti = state.clock.now(), new_id("lnk", state.randomness)
    with state.store.begin() as unit:
        row = load(unit, enquiry_id)
        unit.links.add(
            LinkRow(
                jti=jti,
                purpose=Purpose.ENQUIRY.value,
                about=enquiry_id,
                person_id=row.person_id,
                created_at=now,
                expires_at=now + LINK_LIFE,
            )
        )
    return jti


def erase(unit: UnitOfWork, person_ids: Collection[str], *, now: datetime) -> int:
    """Forget what these persons asked, and what they were answered; nothing waits for the shop any more.

    Returns how many texts went.
    """
    rows = unit.enquiries.of_persons(person_ids)
    for row in rows:
        unit.links.revoke_about(row.id, now=now)
        closed_at = row.closed_at or now
        unit.enquiries.change(
            row.id, state=EnquiryState.CLOSED.value, answer_by=None, sweep_at=None, closed_at=closed_at
        )
    promised = erase_promises(unit, enquiry_ids=[row.id for row in rows], now=now)
    return promised + unit.enquiries.erase([row.id for row in rows])


def mails(
    unit: UnitOfWork, state: State, row: EnquiryRow, wanted: Iterable[tuple[EnquiryMail, str]], *, number: int
) -> None:
    """Put ``(kind, recipient)`` into the post with their cause; ``number`` tells the mails apart."""
    if not state.can_mail:
        return
    rows = [
        post(
            state,
            row.id,
            kind.value,
            topic=TOPIC,
            person_id=row.person_id,
            recipient=recipient,
            sequence=number,
            locale=row.locale,
        )
        for kind, recipient in wanted
    ]
    unit.mails.add(rows)
    if rows:
        unit.after_commit(state.wake)
