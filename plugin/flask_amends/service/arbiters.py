"""Deciding from outside the desk: somebody named by staff decides one case behind a mailed link (point 7).

For a marketplace that has no interface of its own, and for a neutral person or body that does not work at the
desk. The link is good for the one assignment it was made for: when its time ends, when somebody has decided,
or when staff take it back, it opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_amends.disputes.vocabulary import Actor, RouteName
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import acts
from flask_amends.service.letters import Letter, new_link, post
from flask_amends.service.parties import Party, seat_stands
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.state import State
from flask_amends.storage.arbiter_records import SeatRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, LinkRow, MailRow, Person
from flask_amends.storage.store import UnitOfWork

TOPIC, KIND = "arbiter", "asked"
FOLDER = "amends/mail/arbiter"
#: How much longer than the turn a link can live: evidence that is asked for stops the turn's clock. That the
#: assignment still stands is asked on every use besides.
GRACE = timedelta(days=30)


class Standing(StrEnum):
    """Whether a seat is open, and else why not."""

    OPEN = "open"
    DECIDED = "decided"
    LEFT = "left"
    ENDED = "ended"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody who was asked to decide: who, for whom, whether they still may, and how often they came.

    ``by`` is the name of who of the staff asked them.
    """

    row: SeatRow
    person: Person
    standing: Standing
    reference: str
    by: str | None = None
    uses: int = 0
    last_use_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.OPEN


def invite(state: State, case_id: str, *, staff: StaffMember, name: str, email: str, locale: str) -> str:
    """Ask somebody from outside to decide; every earlier link to this case ends. Returns the seat's id.

    The link is mailed; where the shop sends no mails, staff pass it on (:func:`link_of`). Raises
    :class:`NotFound`, :class:`NotAllowed` when nobody is asked to decide now, and :class:`InvalidInput` for
    an address of one of the sides: neither judges its own case.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = acts.load(unit, case_id)
        assignment = row.dispute.assignment_id
        if assignment is None or not row.dispute.is_open:
            raise NotAllowed("Nobody is asked to decide this case now.")
        _refuse_sides(unit, state, row, email)
        for earlier in unit.arbiters.of([case_id]):
            _end(unit, earlier, now)
        person = Person(id=new_id("per", state.randomness), kind="arbiter", email=email, name=name)
        unit.persons.add(person, now=now)
        seat = SeatRow(
            id=new_id("arb", state.randomness),
            case_id=case_id,
            assignment_id=assignment,
            person_id=person.id,
            locale=locale,
            created_by=_staff_row(unit, state, staff, now),
            created_at=now,
        )
        unit.arbiters.add(seat)
        if state.can_mail and state.settings.base_url is not None:
            unit.mails.add([_mail(state, seat)])
            unit.after_commit(state.wake)
        else:
            _add_link(unit, state, seat, row, now)
    return seat.id


def _refuse_sides(unit: UnitOfWork, state: State, row: CaseRow, email: str) -> None:
    shopper = unit.persons.get(row.shopper_id)
    settings = state.settings
    sides = {shopper.email if shopper else None, settings.staff_email, settings.contact.complaints.email}
    if email.lower() in {one.lower() for one in sides if one}:
        raise InvalidInput.one("email", "address_of_a_side")


def _staff_row(unit: UnitOfWork, state: State, staff: StaffMember, now: datetime) -> str:
    person = Person(id=new_id("per", state.randomness), kind="staff", external_id=staff.id, name=staff.name)
    return unit.persons.staff(person, now=now)


def _end(unit: UnitOfWork, seat: SeatRow, now: datetime) -> None:
    unit.links.revoke_about(seat.id, now=now)
    unit.arbiters.end(seat.id, now=now)


def end(state: State, case_id: str, seat_id: str) -> None:
    """Take a link back: it and every visit it opened end at once. Raises :class:`NotFound`."""
    with state.store.begin() as unit:
        seat = unit.arbiters.get(seat_id)
        if seat is None or seat.case_id != case_id:
            raise NotFound("seat", seat_id)
        _end(unit, seat, state.clock.now())


def get(state: State, seat_id: str) -> Seat:
    """One seat. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.arbiters.get(seat_id)
        if row is None:
            raise NotFound("seat", seat_id)
        return _seat(unit, state, row)


def of_case(state: State, case_id: str) -> Sequence[Seat]:
    """Everybody from outside who was asked to decide a case, the newest first."""
    with state.store.read() as unit:
        return [_seat(unit, state, row) for row in unit.arbiters.of([case_id])]


def party(seat: Seat, row_route: RouteName | None) -> Party:
    """As whom a seat acts: for the marketplace where that decides, else as the arbiter."""
    actor = Actor.MARKETPLACE if row_route is RouteName.MARKETPLACE else Actor.ARBITER
    return Party(actor=actor, seat=seat.row.id)


def _seat(unit: UnitOfWork, state: State, row: SeatRow) -> Seat:
    people = unit.persons.many([row.person_id, row.created_by])
    case = unit.cases.get(row.case_id)
    if case is None or row.person_id not in people:
        raise NotFound("seat", row.id)
    links = unit.links.about(row.id)
    used = [link.last_use_at for link in links if link.last_use_at is not None]
    by = people.get(row.created_by)
    return Seat(
        row=row,
        person=people[row.person_id],
        standing=_standing(unit, row, case, state.clock.now()),
        reference=case.reference_number,
        by=by.name if by else None,
        uses=sum(link.uses for link in links),
        last_use_at=max(used, default=None),
    )


def _standing(unit: UnitOfWork, row: SeatRow, case: CaseRow, now: datetime) -> Standing:
    if seat_stands(row, case, now):
        return Standing.OPEN
    done = {one.type for one in unit.history.of(row.case_id) if one.actor_id == row.person_id}
    if "dispute.decided" in done:
        return Standing.DECIDED
    if "dispute.recused" in done:
        return Standing.LEFT
    return Standing.PASSED if row.ended_at is None else Standing.ENDED


# -- the letter ----------------------------------------------------------------------------------------------


def _mail(state: State, seat: SeatRow) -> MailRow:
    return post(
        state,
        seat.id,
        KIND,
        topic=TOPIC,
        person_id=seat.person_id,
        recipient="arbiter",
        locale=seat.locale,
    )


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter with the link; ``None`` if this person is not asked any more."""
    seat = unit.arbiters.get(mail.topic_id)
    case = unit.cases.get(seat.case_id) if seat is not None else None
    person = unit.persons.get(seat.person_id) if seat is not None else None
    if seat is None or case is None or person is None or person.email is None:
        return None
    if not seat_stands(seat, case, now):
        return None
    link = new_link(
        unit, state, mail, Purpose.ARBITER, now=now, about=seat.id, expires_at=_last_moment(case, now)
    )
    return Letter(
        mail=mail,
        to=person.email,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        reply_to=state.settings.staff_email,
        facts={
            "link": link,
            "reference": case.reference_number,
            "due_at": case.dispute.clocks.turn_due_at,
            "marketplace": case.dispute.marketplace if case.dispute.route is RouteName.MARKETPLACE else None,
        },
    )


def _last_moment(case: CaseRow, now: datetime) -> datetime:
    return (case.dispute.clocks.turn_due_at or now) + GRACE


def _add_link(unit: UnitOfWork, state: State, seat: SeatRow, case: CaseRow, now: datetime) -> None:
    unit.links.add(
        LinkRow(
            jti=new_id("lnk", state.randomness),
            purpose=Purpose.ARBITER.value,
            about=seat.id,
            person_id=seat.person_id,
            created_at=now,
            expires_at=_last_moment(case, now),
        )
    )


def link_of(state: State, seat_id: str) -> str | None:
    """The ``jti`` of the newest link of a seat, for a shop that sends no mails."""
    with state.store.read() as unit:
        return next((one.jti for one in unit.links.about(seat_id) if one.revoked_at is None), None)


def path_of(state: State, jti: str) -> str:
    """Where a link leads, in a shop that does not know its own address."""
    return f"{state.settings.url_prefix}/arbiter/{link_token(state, Purpose.ARBITER, jti)}"
