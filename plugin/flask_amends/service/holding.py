"""Putting a case on hold: while it stands, neither time nor a wish to be erased takes anything of it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_amends.errors import NotFound
from flask_amends.ports import StaffMember
from flask_amends.state import State
from flask_amends.storage.arbiter_records import HoldRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import Person
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHolds:
    """The holds of a case, the newest first, and the names of who placed and lifted them."""

    reference: str
    rows: Sequence[HoldRow]
    names: Mapping[str, str]

    @property
    def standing(self) -> Sequence[HoldRow]:
        return [row for row in self.rows if row.lifted_at is None]


def place(state: State, case_id: str, *, staff: StaffMember, reason: str, owner: str) -> str:
    """Put a case on hold for a reason; ``owner`` answers for it. Returns the hold's id.

    A case can have several, each with its own reason: it is free when all are lifted. Raises
    :class:`NotFound`.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        if unit.cases.get(case_id, lock=True) is None:
            raise NotFound("case", case_id)
        hold = HoldRow(
            id=new_id("hld", state.randomness),
            case_id=case_id,
            reason=reason,
            owner=owner,
            placed_by=_row_of(unit, state, staff),
            placed_at=now,
        )
        unit.holds.add(hold)
    return hold.id


def lift(state: State, case_id: str, hold_id: str, *, staff: StaffMember, because: str) -> bool:
    """Lift a hold; ``False`` if somebody did before. Raises :class:`NotFound`."""
    with state.store.begin() as unit:
        if hold_id not in {hold.id for hold in unit.holds.of([case_id])}:
            raise NotFound("hold", hold_id)
        return unit.holds.lift(
            hold_id, by=_row_of(unit, state, staff), because=because, now=state.clock.now()
        )


def of_case(state: State, case_id: str) -> CaseHolds:
    """Every hold of a case. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        case = unit.cases.get(case_id)
        if case is None:
            raise NotFound("case", case_id)
        rows = list(reversed(unit.holds.of([case_id])))
        ids = {one for row in rows for one in (row.placed_by, row.lifted_by) if one}
        people = unit.persons.many(sorted(ids))
        names = {key: person.name for key, person in people.items() if person.name}
        return CaseHolds(reference=case.reference_number, rows=rows, names=names)


def _row_of(unit: UnitOfWork, state: State, staff: StaffMember) -> str:
    person = Person(id=new_id("per", state.randomness), kind="staff", external_id=staff.id, name=staff.name)
    return unit.persons.staff(person, now=state.clock.now())
