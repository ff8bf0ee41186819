"""How one person can be reached, for the desk: what the gate says, and the number once it says yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_amends.errors import NotFound
from flask_amends.guards.contact import CHOOSABLE, Answer, Channel, Decision, Purpose
from flask_amends.ports import StaffMember
from flask_amends.service import gate, wishes
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.service.gate import Asking
from flask_amends.service.reach import Reached, country_of, of
from flask_amends.service.wish_values import Known
from flask_amends.state import State
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork
from flask_amends.storage.wish_records import ContactRow

LONGEST_LOG = 50
#: What staff call and write about, and what the customer can allow or not.
ASKED = (Purpose.CLAIM, *CHOOSABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaching:
    """One person: each way with what the gate says now, the wishes behind it, and what was decided before.

    ``zones`` are those they may be in; ``names`` are of the staff in the log.
    """

    person: Person
    known: Known
    answers: tuple[tuple[Channel, Purpose, Decision], ...]
    log: tuple[ContactRow, ...]
    names: Mapping[str, str]
    has_number: bool


def about(state: State, person_id: str) -> Reaching:
    """What the gate says about a person; nothing is written down. Raises :class:`NotFound`."""
    now = state.clock.now()
    with state.store.read() as unit:
        person = _person(unit, person_id)
        found = wishes.known(unit, state, _who(unit, person), now=now)
        answers = tuple(
            (
                channel,
                purpose,
                gate.look(unit, state, found, Asking(channel=channel, purpose=purpose), now=now),
            )
            for channel in state.settings.manners.channels
            for purpose in ASKED
        )
        log = unit.wishes.about_persons([person_id, *found.person_ids], LONGEST_LOG)
        names = _names(unit, log)
    return Reaching(
        person=person,
        known=found,
        answers=answers,
        log=tuple(log),
        names=names,
        has_number=bool(person.phone),
    )


def number(
    state: State, person_id: str, *, by: StaffMember, despite: str = ""
) -> tuple[Decision, str | None]:
    """The number to call a person about what they claimed or asked, if they may be called now.

    It is kept who got it, or was refused it. ``despite`` is why it is needed all the same, which is kept too.
    Raises :class:`NotFound`, and :class:`flask_amends.errors.InvalidInput` for too short a reason.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        person = _person(unit, person_id)
        asking = Asking(
            channel=Channel.CALL,
            purpose=Purpose.CLAIM,
            by=staff_person(unit, state, by, now),
            despite=despite,
        )
        decision = gate.ask(unit, state, _who(unit, person), asking)
    return decision, person.phone if decision.allows else None


def note_wish(state: State, person_id: str, what: str) -> None:
    """Note what a person said by telephone or in a letter: ``no_calls``, or ``no_mails``."""
    now = state.clock.now()
    with state.store.begin() as unit:
        who = _who(unit, _person(unit, person_id))
        row = wishes.ensure(unit, state, who)
        if what == "no_calls":
            wishes.forbid_calls(unit, state, who, now=now)
    if what == "no_mails":
        wishes.stop(state, row.id)


def who_of_case(unit: UnitOfWork, row: CaseRow) -> Reached:
    """Whom a case is about, with what it knows of where they are."""
    person = unit.persons.get(row.shopper_id)
    known = of(person) if person is not None else Reached(person_id=row.shopper_id)
    region = row.order.region if row.order is not None else None
    return replace(known, zone=row.time_zone, country=country_of(region), locale=row.locale)


def call_at(
    unit: UnitOfWork, state: State, row: CaseRow, moments: Sequence[datetime]
) -> tuple[Decision, ...]:
    """What the gate would say to a call about a case at each of these moments."""
    found = wishes.known(unit, state, who_of_case(unit, row), now=state.clock.now())
    asking = Asking(channel=Channel.CALL, purpose=Purpose.CLAIM)
    return gate.look_ahead(unit, state, found, asking, moments)


def may_call(unit: UnitOfWork, state: State, row: CaseRow) -> bool:
    """Whether the shopper of a case may be called about it now."""
    [decision] = call_at(unit, state, row, (state.clock.now(),))
    return decision.allows


def latest(
    state: State, limit: int, *, before: tuple[datetime, str] | None = None, denied: bool = False
) -> tuple[Sequence[ContactRow], Mapping[str, str]]:
    """The latest decisions about everybody, with the names of whom they were about and who asked."""
    answers = (Answer.LATER.value, Answer.DENY.value) if denied else ()
    with state.store.read() as unit:
        rows = unit.wishes.latest(limit, before=before, answers=answers)
        return rows, _names(unit, rows)


def _person(unit: UnitOfWork, person_id: str) -> Person:
    person = unit.persons.get(person_id)
    if person is None or person.kind != "shopper":
        raise NotFound("person", person_id)
    return person


def _who(unit: UnitOfWork, person: Person) -> Reached:
    """A person with what their last case or question knows of where they are."""
    same = [one.id for one in unit.persons.with_email(person.email)] if person.email else [person.id]
    cases = sorted(unit.cases.of_persons(same), key=lambda one: one.opened_at)
    if cases:
        known = who_of_case(unit, cases[-1])
        return replace(of(person), zone=known.zone, country=known.country, locale=known.locale)
    asked = sorted(unit.enquiries.of_persons(same), key=lambda one: one.created_at)
    return replace(of(person), zone=asked[-1].time_zone, locale=asked[-1].locale) if asked else of(person)


def _names(unit: UnitOfWork, rows: Sequence[ContactRow]) -> dict[str, str]:
    ids = {key for one in rows for key in (one.by, one.person_id) if key}
    return {key: one.name or one.email or "" for key, one in unit.persons.many(sorted(ids)).items()}
