"""Who acts: checked against the case before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes.commands import Command
from flask_amends.disputes.vocabulary import Actor, RouteName, Status
from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import Randomness, StaffMember
from flask_amends.storage.arbiter_records import SeatRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who acts. A shopper has a ``person_id``, staff and arbiters are ``staff``, a marketplace has its name.

    A shopper without a ``person_id`` is the one whose case it is, known by their link. Who decides from
    outside has a ``seat``, also where they decide for a marketplace that has no interface of its own.
    """

    actor: Actor
    person_id: str | None = None
    staff: StaffMember | None = None
    marketplace: str | None = None
    seat: str | None = None


SYSTEM = Party(actor=Actor.SYSTEM)


def admit(unit: UnitOfWork, row: CaseRow, command: Command, by: Party, *, now: datetime) -> None:
    """Raise :class:`NotAllowed` or :class:`NotFound` unless ``by`` may act in this case at all."""
    if command.actor is not by.actor:
        raise NotAllowed(f"A {by.actor.value} cannot act as the {command.actor.value}.")
    if by.person_id is not None and by.person_id != row.shopper_id:
        raise NotFound("case", row.id)
    if by.marketplace is not None and by.marketplace != row.dispute.marketplace:
        raise NotFound("case", row.id)
    if by.seat is not None:
        _admit_seat(unit, row, by.seat, now)
    if by.actor is Actor.ARBITER and by.staff is not None and row.dispute.route is RouteName.SECOND_LOOK:
        _admit_second_look(unit, row, by.staff)


def seat_stands(seat: SeatRow, row: CaseRow, now: datetime) -> bool:
    """Whether who was asked from outside still decides: their assignment is the case's, and in time."""
    dispute, due = row.dispute, row.dispute.clocks.turn_due_at
    late = dispute.status is Status.UNDER_REVIEW and due is not None and due <= now
    return seat.ended_at is None and dispute.assignment_id == seat.assignment_id and not late


def _admit_seat(unit: UnitOfWork, row: CaseRow, seat_id: str, now: datetime) -> None:
    seat = unit.arbiters.get(seat_id)
    if seat is None or seat.case_id != row.id:
        raise NotFound("case", row.id)
    if not seat_stands(seat, row, now):
        raise NotAllowed("This person is not asked to decide this case any more.")


def _admit_second_look(unit: UnitOfWork, row: CaseRow, staff: StaffMember) -> None:
    """The second look is taken by someone who did not handle the case."""
    mine = unit.persons.find_staff(staff.id)
    if mine is None:
        return
    handled = (one.actor == Actor.SHOP and one.actor_id == mine for one in unit.history.of(row.id))
    if any(handled) or unit.approvals.took_part(row.id, mine):
        raise NotAllowed(
            f"{staff.name} handled this case for the shop, so somebody else takes the second look."
        )


def writer_of(
    unit: UnitOfWork, row: CaseRow, by: Party, *, now: datetime, randomness: Randomness
) -> str | None:
    """The id of the person who writes; staff get theirs with their first act."""
    if by.actor is Actor.SHOPPER:
        return row.shopper_id
    if by.seat is not None and (seat := unit.arbiters.get(by.seat)) is not None:
        return seat.person_id
    if by.staff is None:
        return None
    person = Person(id=new_id("per", randomness), kind="staff", external_id=by.staff.id, name=by.staff.name)
    return unit.persons.staff(person, now=now)
