"""Who acts: checked against the case before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes.commands import Command
from flask_amends.disputes.vocabulary import Actor, RouteName
from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import Randomness, StaffMember
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who acts. A shopper has a ``person_id``, staff and arbiters are ``staff``, a marketplace has its name.

    A shopper without a ``person_id`` is the one whose case it is, known by their link.
    """

    actor: Actor
    person_id: str | None = None
    staff: StaffMember | None = None
    marketplace: str | None = None


SYSTEM = Party(actor=Actor.SYSTEM)


def admit(unit: UnitOfWork, row: CaseRow, command: Command, by: Party) -> None:
    """Raise :class:`NotAllowed` or :class:`NotFound` unless ``by`` may act in this case at all."""
    if command.actor is not by.actor:
        raise NotAllowed(f"A {by.actor.value} cannot act as the {command.actor.value}.")
    if by.person_id is not None and by.person_id != row.shopper_id:
        raise NotFound("case", row.id)
    if by.marketplace is not None and by.marketplace != row.dispute.marketplace:
        raise NotFound("case", row.id)
    if by.actor is Actor.ARBITER and by.staff is not None and row.dispute.route is RouteName.SECOND_LOOK:
        _admit_second_look(unit, row, by.staff)


def _admit_second_look(unit: UnitOfWork, row: CaseRow, staff: StaffMember) -> None:
    """The second look is taken by someone who did not handle the case."""
    mine = unit.persons.find_staff(staff.id)
    if mine is None:
        return
    handled = (one.actor == Actor.SHOP and one.actor_id == mine for one in unit.history.of(row.id))
    if any(handled):
        raise NotAllowed(
            f"{staff.name} handled this case for the shop, so somebody else takes the second look."
        )


def writer_of(
    unit: UnitOfWork, row: CaseRow, by: Party, *, now: datetime, randomness: Randomness
) -> str | None:
    """The id of the person who writes; staff get theirs with their first act."""
    if by.actor is Actor.SHOPPER:
        return row.shopper_id
    if by.staff is None:
        return None
    person = Person(id=new_id("per", randomness), kind="staff", external_id=by.staff.id, name=by.staff.name)
    return unit.persons.staff(person, now=now)
