"""Questions to the shop: taken, acknowledged at once with a name and a date, and written on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_amends.errors import IdempotencyMismatch, NotFound
from flask_amends.service import limits
from flask_amends.service.enquiry_states import By, Deed, EnquiryState
from flask_amends.service.enquiry_writing import (
    SHOPPER,
    STAFF,
    EnquiryMail,
    Entry,
    load,
    mails,
    next_sweep,
    write,
)
from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.contact_records import EnquiryMessage, EnquiryRow
from flask_amends.storage.ids import new_id, new_reference_number
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork

SCOPE = "enquiry"
ENQUIRIES_PER_NETWORK = limits.Limit(name="enquiries_per_network", count=20, window=timedelta(hours=1))
ENQUIRIES_PER_ADDRESS = limits.Limit(name="enquiries_per_address", count=10, window=timedelta(days=1))
REPLIES_PER_ENQUIRY = limits.Limit(name="replies_per_enquiry", count=20, window=timedelta(days=1))
#: Fields of a question that no person filled in.
_NOT_SAID = frozenset({"idempotency_key", "network", "suspicious", "acknowledged"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question whose fields are well-formed. With ``wanted`` slots it is a wish to be called (H5).

    ``network`` is the prefix of the sender's address; ``suspicious`` lets it wait for a look, unseen by
    nobody and refused to no one. Staff read one that is not ``acknowledged``, but no mail thanks for it.
    """

    topic: str
    email: str
    text: str = ""
    name: str = ""
    phone: str | None = None
    order_number: str | None = None
    wanted: tuple[datetime, ...] = ()
    locale: str = "en"
    time_zone: str | None = None
    idempotency_key: str | None = None
    network: str | None = None
    suspicious: bool = False
    acknowledged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """An enquiry with what was written in it, and the names of who wrote."""

    row: EnquiryRow
    person: Person
    messages: tuple[EnquiryMessage, ...]
    names: dict[str, str]
    cases: tuple[CaseRow, ...] = ()


def promised_by(state: State, at: datetime) -> datetime:
    """When a question that arrives at ``at`` is answered at the latest, by the shop's calendar (T6)."""
    contact = state.settings.contact
    return contact.hours.answer_by(at, contact.answer_within)


def ask(state: State, question: Question) -> str:
    """Take a question; returns the enquiry's id, and the same one for the same idempotency key.

    Raises :class:`flask_amends.errors.LimitReached`, and
    :class:`flask_amends.errors.IdempotencyMismatch` for the same key with another text.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        if question.idempotency_key is not None:
            said = _body_hash(question)
            known = unit.idempotency.claim(SCOPE, question.idempotency_key, said, now=now)
            if known is not None and known.body_hash != said:
                raise IdempotencyMismatch
            if known is not None:
                return str(known.response["id"])
        if question.network is not None:
            limits.spend(unit, state, ENQUIRIES_PER_NETWORK, question.network, now=now)
        limits.spend(unit, state, ENQUIRIES_PER_ADDRESS, question.email, now=now)
        row = _take(unit, state, question, now)
        if question.idempotency_key is not None:
            unit.idempotency.answer(SCOPE, question.idempotency_key, status=201, response={"id": row.id})
    return row.id


def reply(state: State, enquiry_id: str, text: str) -> None:
    """The shopper writes again: the shop owes an answer anew. A promise that stands is not moved by it.

    Raises :class:`NotFound` and :class:`flask_amends.errors.LimitReached`.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, enquiry_id)
        limits.spend(unit, state, REPLIES_PER_ENQUIRY, enquiry_id, now=now)
        entry = Entry(deed=Deed.REPLY, by=By.SHOPPER, person_id=row.person_id, text=text)
        number = write(unit, state, row, entry, now=now, answer_by=row.answer_by or promised_by(state, now))
        if row.state != EnquiryState.HELD:
            person = unit.persons.get(row.person_id)
            acknowledge(unit, state, row, person.email if person else None, number=number, now=now)


def get(state: State, enquiry_id: str) -> Enquiry:
    """An enquiry, whole. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.enquiries.get(enquiry_id)
        if row is None:
            raise NotFound("enquiry", enquiry_id)
        return view(unit, row)


def view(unit: UnitOfWork, row: EnquiryRow) -> Enquiry:
    """An enquiry with its words, its people, and the cases of the same person (K7)."""
    messages = tuple(unit.enquiries.messages_of(row.id))
    wrote = {one.person_id for one in messages if one.person_id} | {row.person_id}
    people = unit.persons.many(sorted(wrote))
    person = people[row.person_id]
    namesakes = [one.id for one in unit.persons.with_email(person.email)] if person.email else []
    names = {key: one.name for key, one in people.items() if one.name}
    cases = tuple(unit.cases.of_persons(namesakes)) if namesakes else ()
    return Enquiry(row=row, person=person, messages=messages, names=names, cases=cases)


def count_waiting(state: State) -> int:
    """How many questions wait for the shop (T7)."""
    with state.store.read() as unit:
        return unit.enquiries.count_waiting()


def acknowledge(
    unit: UnitOfWork, state: State, row: EnquiryRow, email: str | None, *, number: int, now: datetime
) -> None:
    """Tell staff, and tell the sender who answers and by when; an unproven address gets few mails."""
    wanted = [(EnquiryMail.NEW, STAFF)]
    if email and limits.may_mail(unit, state, email, now=now):
        wanted.append((EnquiryMail.RECEIVED, SHOPPER))
    mails(unit, state, row, wanted, number=number)


def _take(unit: UnitOfWork, state: State, question: Question, now: datetime) -> EnquiryRow:
    person = Person(
        id=new_id("per", state.randomness),
        kind="shopper",
        email=question.email,
        name=question.name or None,
        phone=question.phone,
    )
    unit.persons.add(person, now=now)
    answer_by = promised_by(state, now)
    begins = EnquiryState.HELD if question.suspicious else EnquiryState.OPEN
    row = EnquiryRow(
        id=new_id("enq", state.randomness),
        reference_number=new_reference_number(state.randomness),
        topic=question.topic,
        state=begins.value,
        person_id=person.id,
        order_number=question.order_number,
        locale=question.locale,
        time_zone=question.time_zone,
        wanted=tuple(one.astimezone(UTC).isoformat() for one in question.wanted),
        written=1,
        created_at=now,
        updated_at=now,
        answer_by=answer_by,
        sweep_at=next_sweep(state, begins, answer_by, None, now=now, held_since=now),
    )
    unit.enquiries.add(row)
    unit.enquiries.say(
        EnquiryMessage(
            enquiry_id=row.id,
            number=1,
            kind=Deed.ASK.value,
            by=By.SHOPPER.value,
            person_id=person.id,
            at=now,
            text=question.text or None,
        )
    )
    if begins is EnquiryState.OPEN:
        told = question.email if question.acknowledged else None
        acknowledge(unit, state, row, told, number=1, now=now)
    return row


def _body_hash(question: Question) -> str:
    """What makes two questions the same: everything a person filled in."""
    said: dict[str, Any] = {
        one.name: getattr(question, one.name) for one in fields(question) if one.name not in _NOT_SAID
    }
    said["wanted"] = [one.isoformat() for one in question.wanted]
    return hashlib.sha256(canonical(said)).hexdigest()
