"""What the desk keeps beside a case: its line in the inbox, who has it, how grave it is, tags and notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Update, bindparam, case, delete, func, insert, select, update

from flask_amends.disputes.deadlines import next_due
from flask_amends.storage.desk_filling import found_by
from flask_amends.storage.desk_records import CaseDesk, Note, Priority, Severity
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.repository import Repository, insert_unless_there
from flask_amends.storage.tables import Tables

_KEPT = (
    "case_id", "assignee_id", "assignee_name", "priority", "severity", "severity_by", "severity_at",
    "unanswered_at", "changed_at",
)  # fmt: skip


class Desk(Repository):
    """What the desk keeps beside the cases of this shop."""

    def open(self, row: CaseRow, shopper: Person, *, unanswered_at: datetime | None) -> None:
        """The line of a new case, and what it is found by."""
        fixed = {
            "case_id": row.id,
            "reason": row.dispute.reason.value,
            "marketplace": row.dispute.marketplace,
            "opened_at": row.opened_at,
            "unanswered_at": unanswered_at,
            "priority": Priority.NORMAL.value,
        }
        self.connection.execute(insert(self.tables.case_desk), {**fixed, **_moving(row)})
        self._find_by(row, shopper)

    def move(self, row: CaseRow, *, answered: bool, written_at: datetime | None) -> bool:
        """The line after new events; ``False`` if the case has none yet.

        ``answered`` says that nothing the shopper wrote before waits any more, ``written_at`` that a message
        came (after that).
        """
        values = {"of_case": row.id, "answered": answered, "written": written_at, **_moving(row)}
        return self.connection.execute(_move(self.tables), values).rowcount == 1

    def of(self, case_id: str) -> CaseDesk | None:
        """What is kept beside one case."""
        desk = self.tables.case_desk
        found = self.connection.execute(
            select(*(desk.c[name] for name in _KEPT)).where(desk.c.case_id == case_id)
        ).mappings()
        row = found.one_or_none()
        if row is None:
            return None
        severity = Severity(row["severity"]) if row["severity"] else None
        kept = {**row, "priority": Priority(row["priority"]), "severity": severity}
        return CaseDesk(**kept, tags=self.tags_of([case_id]).get(case_id, ()))

    def set(self, case_ids: Collection[str], *, now: datetime, **values: Any) -> int:
        """Change what is kept beside these cases; returns of how many."""
        desk = self.tables.case_desk
        theirs = update(desk).where(desk.c.case_id.in_(case_ids))
        return self.connection.execute(theirs.values(**values, changed_at=now)).rowcount

    def staff(self, limit: int) -> Mapping[str, str]:
        """Everybody of the staff who was ever here, by their id at the shop, in the order of their names."""
        persons = self.tables.persons
        known = (
            select(persons.c.external_id, persons.c.name)
            .where(persons.c.kind == "staff", persons.c.external_id.is_not(None))
            .order_by(persons.c.name, persons.c.id)
            .limit(limit)
        )
        return {row.external_id: row.name or row.external_id for row in self.connection.execute(known)}

    def tags_of(self, case_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The tags of these cases, in the order of the alphabet."""
        tags = self.tables.case_tags
        mine = select(tags.c.case_id, tags.c.tag).where(tags.c.case_id.in_(case_ids))
        found: dict[str, tuple[str, ...]] = {}
        for case_id, tag in self.connection.execute(mine.order_by(tags.c.tag)):
            found[case_id] = (*found.get(case_id, ()), tag)
        return found

    def tags(self, limit: int) -> Sequence[str]:
        """The tags that are in use, in the order of the alphabet."""
        tags = self.tables.case_tags
        used = select(tags.c.tag).group_by(tags.c.tag).order_by(tags.c.tag).limit(limit)
        return self.connection.scalars(used).all()

    def tag(self, case_ids: Iterable[str], tag: str, *, by: str | None, now: datetime) -> None:
        """Put a tag on cases; on those that have it already nothing changes."""
        adding = insert_unless_there(self.tables.case_tags, self.connection.dialect.name)
        rows = [{"case_id": one, "tag": tag, "added_by": by, "added_at": now} for one in case_ids]
        if rows:
            self.connection.execute(adding, rows)

    def untag(self, case_ids: Collection[str], tag: str) -> int:
        """Take a tag off cases."""
        tags = self.tables.case_tags
        gone = delete(tags).where(tags.c.case_id.in_(case_ids), tags.c.tag == tag)
        return self.connection.execute(gone).rowcount

    def note(self, note: Note) -> None:
        """Keep a note; who wrote it is a row of the persons."""
        names = ("id", "case_id", "author_id", "at", "text")
        self.connection.execute(insert(self.tables.case_notes), {name: getattr(note, name) for name in names})

    def notes_of(self, case_id: str) -> Sequence[Note]:
        """The notes of a case, the newest first."""
        notes, persons = self.tables.case_notes, self.tables.persons
        mine = (
            select(notes, persons.c.name.label("author_name"))
            .outerjoin(persons, persons.c.id == notes.c.author_id)
            .where(notes.c.case_id == case_id)
            .order_by(notes.c.at.desc(), notes.c.id)
        )
        return [Note(**row) for row in self.connection.execute(mine).mappings()]

    def erase(self, case_ids: Collection[str]) -> int:
        """Forget the notes and tags of these cases, and what of their shoppers they are found by."""
        tables = self.tables
        terms, notes, tags = tables.case_terms, tables.case_notes, tables.case_tags
        self.connection.execute(delete(terms).where(terms.c.case_id.in_(case_ids), terms.c.personal))
        gone = self.connection.execute(delete(tags).where(tags.c.case_id.in_(case_ids))).rowcount
        written = update(notes).where(notes.c.case_id.in_(case_ids), notes.c.text.is_not(None))
        return gone + self.connection.execute(written.values(text=None)).rowcount

    def erase_assignees(self, person_ids: Collection[str], *, now: datetime) -> None:
        """Take cases from persons of the staff who are to be forgotten."""
        desk, persons = self.tables.case_desk, self.tables.persons
        them = select(persons.c.external_id).where(
            persons.c.id.in_(person_ids), persons.c.kind == "staff", persons.c.external_id.is_not(None)
        )
        theirs = update(desk).where(desk.c.assignee_id.in_(them))
        self.connection.execute(theirs.values(assignee_id=None, assignee_name=None, changed_at=now))

    def _find_by(self, row: CaseRow, shopper: Person) -> None:
        about = (row.reference_number, row.dispute.order_number, shopper.name, shopper.email)
        rows = [
            {"term": term, "case_id": row.id, "personal": personal} for term, personal in found_by(*about)
        ]
        self.connection.execute(
            insert_unless_there(self.tables.case_terms, self.connection.dialect.name), rows
        )


def _moving(row: CaseRow) -> dict[str, Any]:
    dispute = row.dispute
    return {
        "status": dispute.status.value,
        "awaiting": dispute.turn.value if dispute.turn else None,
        "due_at": next_due(dispute.status, dispute.clocks),
        "closed_at": dispute.closed_at,
        "changed_at": row.updated_at,
    }


@cache
def _move(tables: Tables) -> Update:
    desk = tables.case_desk
    moved = ("status", "awaiting", "due_at", "closed_at", "changed_at")
    waiting: ColumnElement[Any] = case(
        (bindparam("answered", type_=Boolean), None), else_=desk.c.unanswered_at
    )
    return (
        update(desk)
        .where(desk.c.case_id == bindparam("of_case"))
        .values(
            **{name: bindparam(name) for name in moved},
            unanswered_at=func.coalesce(waiting, bindparam("written", type_=desk.c.unanswered_at.type)),
        )
    )
