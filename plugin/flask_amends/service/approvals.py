"""The second person: who asked for what, at which cost; agreeing to it, declining it (security 42)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes import codec
from flask_amends.disputes.commands import COMMANDS, Command
from flask_amends.disputes.vocabulary import Action, Actor
from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import dual_control, views
from flask_amends.service.acts import carry_out, load
from flask_amends.service.following import request_compensation
from flask_amends.service.forgetting import ERASERS
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.money_records import ApprovalRow, IncidentRow
from flask_amends.storage.records import CaseRow, CaseView, Person
from flask_amends.storage.store import UnitOfWork

PAGE = 50
SAME_PERSON = "The same person cannot agree to what they asked for."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request with everything that the second person has to know."""

    row: ApprovalRow
    asked_by: Person | None
    decided_by: Person | None
    view: CaseView | None
    incident: IncidentRow | None
    command: Command | None


def get(state: State, approval_id: str) -> Asked:
    """One request. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.approvals.get(approval_id)
        if row is None:
            raise NotFound("approval", approval_id)
        return _asked(unit, state, row)


def listed(
    state: State, states: Collection[str], *, after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> Sequence[Asked]:
    """A page of requests, the newest first."""
    with state.store.read() as unit:
        rows = unit.approvals.page(states, after=after, limit=limit)
        return [_asked(unit, state, row) for row in rows]


def of_case(state: State, case_id: str) -> Asked | None:
    """The newest request of a case, with whoever asked."""
    with state.store.read() as unit:
        found = unit.approvals.of_case(case_id)
        return _asked(unit, state, found[0]) if found else None


def count_waiting(state: State) -> int:
    """How many wait for a second person."""
    with state.store.read() as unit:
        return unit.approvals.count_waiting()


def _asked(unit: UnitOfWork, state: State, row: ApprovalRow) -> Asked:
    persons = unit.persons.many([one for one in (row.asked_by, row.decided_by) if one])
    case = unit.cases.get(row.case_id) if row.case_id else None
    view = views.load(unit, case, Actor.SHOP, state.clock.now()) if case is not None else None
    return Asked(
        row=row,
        asked_by=persons.get(row.asked_by),
        decided_by=persons.get(row.decided_by or ""),
        view=view,
        incident=unit.incidents.get(row.incident_id) if row.incident_id else None,
        command=command_of(row),
    )


def command_of(row: ApprovalRow) -> Command | None:
    """The act that was asked for; ``None`` for one that is no act of a case, or whose words were erased."""
    if row.command is None or row.action not in {one.value for one in Action}:
        return None
    command: Command = codec.load(COMMANDS[Action(row.action)], row.command)
    return command


def is_same_person(asked: Asked, staff: StaffMember) -> bool:
    """Whether this is who asked, by the shop's own id."""
    return asked.asked_by is not None and asked.asked_by.external_id == staff.id


def approve(state: State, approval_id: str, *, by: StaffMember) -> str:
    """Agree: the act is carried out in the same transaction, in the name of whoever asked for it.

    Returns what became of the request: ``approved``, or ``dropped`` if the case has moved on, or the order or
    the budget have no room any more. Raises :class:`NotFound`, and :class:`NotAllowed` for the person who
    asked (security 42) and for a request that does not wait any more.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        asked, case, person = _open(unit, state, approval_id, by, now)
        done = {"state": "approved", "decided_by": person, "decided_at": now}
        if asked.incident_id is not None:
            unit.incidents.change(asked.incident_id, state="sending", next_at=now)
            unit.approvals.change(asked.id, **done)
            unit.after_commit(state.wake)
            return "approved"
        if case is None or asked.basis != dual_control.basis(case):
            return _drop(unit, asked, now)
        unit.approvals.change(asked.id, **done)
        if not _carry_out(unit, state, asked, case, now):
            return _drop(unit, asked, now, again=True)
    return "approved"


def decline(state: State, approval_id: str, *, by: StaffMember, answer: str) -> None:
    """Say no, with the reason for whoever asked. Raises as :func:`approve` does."""
    now = state.clock.now()
    with state.store.begin() as unit:
        asked, _, person = _open(unit, state, approval_id, by, now)
        unit.approvals.change(asked.id, state="declined", decided_by=person, decided_at=now, answer=answer)
        if asked.incident_id is not None:
            unit.incidents.change(asked.incident_id, state="draft")


def take_back(state: State, approval_id: str, *, by: StaffMember) -> None:
    """Whoever asked does not want it any more. Raises :class:`NotFound` and :class:`NotAllowed`."""
    with state.store.begin() as unit:
        asked = unit.approvals.get(approval_id, lock=True)
        if asked is None:
            raise NotFound("approval", approval_id)
        if unit.persons.find_staff(by.id) != asked.asked_by:
            raise NotAllowed("Only who asked for it takes it back.")
        unit.approvals.change(approval_id, state="dropped", decided_at=state.clock.now())
        if asked.incident_id is not None:
            unit.incidents.change(asked.incident_id, state="draft")


def _open(
    unit: UnitOfWork, state: State, approval_id: str, by: StaffMember, now: datetime
) -> tuple[ApprovalRow, CaseRow | None, str]:
    """The request, its case, locked first as every act does, and the second person's id."""
    found = unit.approvals.get(approval_id)
    if found is None:
        raise NotFound("approval", approval_id)
    case = load(unit, found.case_id) if found.case_id else None
    asked = unit.approvals.get(approval_id, lock=True) or found
    if asked.state != "waiting":
        raise NotAllowed("This request does not wait any more.")
    second = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
    person = unit.persons.staff(second, now=now)
    if person == asked.asked_by:
        raise NotAllowed(SAME_PERSON)
    return asked, case, person


def _carry_out(unit: UnitOfWork, state: State, asked: ApprovalRow, case: CaseRow, now: datetime) -> bool:
    if asked.action == dual_control.RUN:
        unit.after_commit(state.wake)
        request_compensation(unit, case, requested_by=asked.asked_by, now=now)
        return True
    first = unit.persons.get(asked.asked_by)
    command = command_of(asked)
    if first is None or command is None:
        return False
    staff = StaffMember(id=first.external_id or first.id, name=first.name or "")
    _, refusal = carry_out(unit, state, case, command, by=Party(actor=Actor.SHOP, staff=staff), now=now)
    return refusal is None


def _drop(unit: UnitOfWork, asked: ApprovalRow, now: datetime, *, again: bool = False) -> str:
    if again:
        unit.approvals.reopen(asked.id)
    unit.approvals.change(asked.id, state="dropped", decided_at=now, decided_by=None)
    return "dropped"


def erase(unit: UnitOfWork, case_ids: Sequence[str], _person_ids: Sequence[str], _now: datetime) -> int:
    """Forget what was written in the requests of these cases; returns how many there were."""
    return unit.approvals.erase_in(case_ids) if case_ids else 0


ERASERS.append(erase)
