"""What staff keep beside a case: who has it, how urgent and grave it is, tags, notes, and what waits.

None of it is part of the dispute: no rule reads it, no shopper, marketplace or file of a case is told of it,
and it never moves a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes.events import Closed, Event, MessagePosted
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import forgetting
from flask_amends.state import State
from flask_amends.storage.desk_records import LONGEST_TAG, MOST_TAGS, CaseDesk, Note, Priority, Severity
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork

LONGEST_NOTE = 5000
#: How many can be acted on at once: a page of the inbox.
MOST_AT_ONCE = 100
#: How many are offered to choose from.
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the desk keeps beside a case, with the notes, the newest first, and who set the severity."""

    desk: CaseDesk
    notes: Sequence[Note]
    severity_by: str | None


def follow(
    unit: UnitOfWork, row: CaseRow, events: Sequence[Event], *, shopper: Person | None, new: bool
) -> None:
    """Bring the inbox up to date with the events of one decision, in their transaction."""
    answered, written_at = _waiting(events)
    if not new and unit.desk.move(row, answered=answered, written_at=written_at):
        return
    who = shopper or unit.persons.get(row.shopper_id)
    if who is None:
        raise NotFound("person", row.shopper_id)
    unit.desk.open(row, who, unanswered_at=written_at)


def _waiting(events: Sequence[Event]) -> tuple[bool, datetime | None]:
    """Whether these answer what was written before, and the first message that they leave waiting (T7)."""
    answered, written_at = False, None
    for event in events:
        if event.actor is Actor.SHOP or isinstance(event.fact, Closed):
            answered, written_at = True, None
        elif event.actor is Actor.SHOPPER and isinstance(event.fact, MessagePosted):
            written_at = written_at or event.at
    return answered, written_at


def kept(state: State, case_id: str) -> Kept:
    """What is kept beside a case. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        desk = unit.desk.of(case_id)
        if desk is None:
            raise NotFound("case", case_id)
        rater = unit.persons.get(desk.severity_by) if desk.severity_by else None
        return Kept(
            desk=desk,
            notes=unit.desk.notes_of(case_id),
            severity_by=rater.name if rater is not None else None,
        )


def staff(state: State) -> Mapping[str, str]:
    """The names of everybody of the staff who was ever at the desk, by their id at the shop."""
    with state.store.read() as unit:
        return unit.desk.staff(MOST_OFFERED)


def tags(state: State) -> Sequence[str]:
    """The tags in use."""
    with state.store.read() as unit:
        return unit.desk.tags(MOST_OFFERED)


def assign(state: State, case_ids: Collection[str], assignee_id: str | None, *, by: StaffMember) -> int:
    """Give cases to somebody, or to nobody; returns to how many it happened.

    ``assignee_id`` is the person's id at the shop: the one who acts, or somebody who was at the desk before.
    Raises :class:`InvalidInput` for anybody else.
    """

    def change(unit: UnitOfWork, person_id: str, now: datetime) -> int:
        del person_id
        name = unit.desk.staff(MOST_OFFERED).get(assignee_id) if assignee_id else None
        if assignee_id and name is None:
            raise InvalidInput.one("assignee", "not_a_choice")
        return unit.desk.set(case_ids, now=now, assignee_id=assignee_id or None, assignee_name=name)

    return _change(state, case_ids, by, change)


def prioritise(state: State, case_ids: Collection[str], priority: Priority, *, by: StaffMember) -> int:
    """Rank cases among others."""
    return _change(
        state, case_ids, by, lambda unit, _, now: unit.desk.set(case_ids, now=now, priority=priority.value)
    )


def rate(state: State, case_id: str, severity: Severity | None, *, by: StaffMember) -> int:
    """Note how far the shopper has gone or says to go, by whom it was noted and when (F1)."""

    def change(unit: UnitOfWork, person_id: str, now: datetime) -> int:
        set_by, set_at = (person_id, now) if severity else (None, None)
        value = severity.value if severity else None
        return unit.desk.set([case_id], now=now, severity=value, severity_by=set_by, severity_at=set_at)

    return _change(state, [case_id], by, change)


def tag(state: State, case_ids: Collection[str], text: str, *, by: StaffMember) -> str:
    """Put a tag on cases; returns it as it is kept: in small letters. Raises :class:`InvalidInput`."""
    name = tag_of(text)
    if not name:
        raise InvalidInput.one("tag", "required")

    def change(unit: UnitOfWork, person_id: str, now: datetime) -> int:
        there = unit.desk.tags_of(case_ids)
        if any(len({*tags, name}) > MOST_TAGS for tags in there.values()):
            raise InvalidInput.one("tag", "too_many", limit=MOST_TAGS)
        unit.desk.tag(case_ids, name, by=person_id, now=now)
        return unit.desk.set(case_ids, now=now)

    _change(state, case_ids, by, change)
    return name


def untag(state: State, case_ids: Collection[str], text: str, *, by: StaffMember) -> int:
    """Take a tag off cases."""

    def change(unit: UnitOfWork, person_id: str, now: datetime) -> int:
        del person_id
        unit.desk.untag(case_ids, tag_of(text))
        return unit.desk.set(case_ids, now=now)

    return _change(state, case_ids, by, change)


def tag_of(text: str) -> str:
    """A tag as it is kept."""
    return " ".join(text.lower().split())[:LONGEST_TAG].strip()


def note(state: State, case_id: str, text: str, *, by: StaffMember) -> Note:
    """Keep a note for colleagues; no shopper ever gets it. Raises :class:`InvalidInput`."""
    if not text.strip():
        raise InvalidInput.one("note", "required")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput.one("note", "too_long", limit=LONGEST_NOTE, length=len(text))
    written: list[Note] = []

    def change(unit: UnitOfWork, person_id: str, now: datetime) -> int:
        one = Note(
            id=new_id("not", state.randomness),
            case_id=case_id,
            author_id=person_id,
            author_name=by.name,
            at=now,
            text=text,
        )
        unit.desk.note(one)
        written.append(one)
        return unit.desk.set([case_id], now=now)

    _change(state, [case_id], by, change)
    return written[0]


def needs_no_answer(state: State, case_ids: Collection[str], *, by: StaffMember) -> int:
    """Take cases out of the queue of unanswered messages: what was written asks for nothing (T7)."""
    return _change(
        state, case_ids, by, lambda unit, _, now: unit.desk.set(case_ids, now=now, unanswered_at=None)
    )


def erase(unit: UnitOfWork, case_ids: Sequence[str], person_ids: Sequence[str], now: datetime) -> int:
    """Forget what the desk wrote about these cases, what they are found by, and these persons as assignees.

    Returns how many texts went.
    """
    unit.desk.erase_assignees(person_ids, now=now)
    return unit.desk.erase(case_ids)


def _change(
    state: State,
    case_ids: Collection[str],
    by: StaffMember,
    change: Callable[[UnitOfWork, str, datetime], int],
) -> int:
    """Make a change in the name of somebody of the staff. Raises :class:`NotFound` for unknown cases."""
    if len(case_ids) > MOST_AT_ONCE:
        raise InvalidInput.one("cases", "too_many", limit=MOST_AT_ONCE)
    now = state.clock.now()
    with state.store.begin() as unit:
        person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
        changed = change(unit, unit.persons.staff(person, now=now), now)
        if changed != len(set(case_ids)):
            raise NotFound("case", ", ".join(case_ids))
    return changed


forgetting.ERASERS.append(erase)
