"""Which guard would have prevented a case: run when it closes, kept, and confirmed by staff (X19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.errors import NotAllowed, NotFound
from flask_amends.guards.prevention import GUARDS
from flask_amends.ports import StaffMember
from flask_amends.service.reports.recorded import recorded
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.report_records import PreventionRow
from flask_amends.storage.store import UnitOfWork

CONFIRMED, REJECTED = "confirmed", "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one guard says of a case, and who of the staff agreed or not."""

    row: PreventionRow
    judge: str | None = None


def examine(unit: UnitOfWork, row: CaseRow, *, now: datetime) -> None:
    """Run every guard on what is recorded about a closed case, and keep what they say."""
    known = recorded(unit, row)
    for guard in GUARDS:
        found = guard.look(known)
        unit.reports.put_prevention(
            PreventionRow(
                case_id=row.id,
                guard=guard.name,
                version=guard.version,
                verdict=found.verdict,
                code=found.code,
                evidence=dict(found.facts),
                checked_at=now,
            )
        )


def examine_some(state: State, limit: int = 200) -> int:
    """Look at closed cases that no guard has seen; returns how many. Cut off anywhere, it goes on later."""
    with state.store.read() as unit:
        waiting = unit.reports.unexamined(limit)
    for case_id in waiting:
        with state.store.begin() as unit:
            row = unit.cases.get(case_id, lock=True)
            if row is not None and not row.dispute.is_open:
                examine(unit, row, now=state.clock.now())
    return len(waiting)


def of_case(state: State, case_id: str) -> Sequence[Finding]:
    """What each guard says of a case, in the order of the guards."""
    order: Mapping[str, int] = {guard.name: place for place, guard in enumerate(GUARDS)}
    with state.store.read() as unit:
        rows = [one for one in unit.reports.preventions_of(case_id) if one.guard in order]
        people = unit.persons.many(sorted({one.opinion_by for one in rows if one.opinion_by}))
    rows.sort(key=lambda one: order[one.guard])
    return [Finding(row=one, judge=_name(people.get(one.opinion_by or ""))) for one in rows]


def judge(state: State, case_id: str, guard: str, opinion: str, *, by: StaffMember) -> None:
    """Keep what a member of staff thinks of a finding; they can change their mind.

    Raises :class:`NotFound`, and :class:`NotAllowed` for a finding that says that it cannot say.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.cases.get(case_id, lock=True)
        found = next((one for one in unit.reports.preventions_of(case_id) if one.guard == guard), None)
        if row is None or found is None:
            raise NotFound("finding", guard)
        if opinion not in {CONFIRMED, REJECTED} or found.verdict != "prevented":
            raise NotAllowed("Only what a guard found can be confirmed or rejected.")
        person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
        who = unit.persons.staff(person, now=now)
        unit.reports.judge(case_id, guard, opinion=opinion, by=who, at=now)


def _name(person: Person | None) -> str | None:
    return None if person is None else person.name
