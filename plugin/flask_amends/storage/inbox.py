"""The inbox: pages of cases by deadline, and how many stand in each view, from narrow rows and indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_

from flask_amends.disputes.vocabulary import Actor
from flask_amends.storage.desk import Desk
from flask_amends.storage.desk_records import SEVERE, InboxLine, Place, Queues, Sought
from flask_amends.storage.repository import Repository

#: Behind every letter, so that a term and this is the end of all that begins with it.
LAST = "\U0010ffff"
_OF_DESK = (
    "status", "awaiting", "reason", "marketplace", "due_at", "opened_at", "closed_at", "unanswered_at",
    "assignee_id", "assignee_name", "priority", "severity",
)  # fmt: skip


class Inbox(Repository):
    """Cases as staff look for them."""

    def page(self, sought: Sought, *, place: Place | None, limit: int) -> Sequence[InboxLine]:
        """A page: open cases by deadline, closed ones by when they were closed, the latest first.

        Lines come in the order of the list, also when the page stands before ``place``.
        """
        key = self._key(sought)
        rising = sought.is_open is not (place is not None and place.backwards)
        line = tuple_(key, self._desk.c.case_id)
        ids = select(self._desk.c.case_id, key.label("at")).where(*self._wanted(sought))
        if place is not None:
            there = tuple_(literal(place.at, key.type), literal(place.case_id))
            ids = ids.where(line > there if rising else line < there)
        order = (key, self._desk.c.case_id) if rising else (key.desc(), self._desk.c.case_id.desc())
        lines = self._read(ids.order_by(*order).limit(limit), rising=rising)
        return lines if place is None or not place.backwards else lines[::-1]

    def count(self, sought: Sought, *, limit: int) -> int:
        """How many cases are found, at most ``limit``."""
        found = select(self._desk.c.case_id).where(*self._wanted(sought)).limit(limit).subquery()
        return self.connection.scalar(select(func.count()).select_from(found)) or 0

    def by_status(self) -> Mapping[str, int]:
        """How many open cases stand in each state."""
        desk = self._desk
        query = select(desk.c.status, func.count()).where(desk.c.due_at.is_not(None)).group_by(desk.c.status)
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def queues(self, *, assignee: str, now: datetime, end_of_day: datetime) -> Queues:
        """How many open cases stand in each quick view."""
        views = {
            "mine": Sought(assignee=assignee),
            "unassigned": Sought(assignee=""),
            "overdue": Sought(due_before=now),
            "today": Sought(due_before=end_of_day, awaiting=(Actor.SHOP.value,)),
            "unanswered": Sought(is_unanswered=True),
            "severe": Sought(severity=tuple(one.value for one in SEVERE)),
        }
        counts = [
            select(func.count())
            .select_from(self._desk)
            .where(*self._wanted(one))
            .scalar_subquery()
            .label(name)
            for name, one in views.items()
        ]
        return Queues(**self.connection.execute(select(*counts)).mappings().one())

    def changed_at(self) -> datetime | None:
        """When any line of the inbox changed last."""
        found: datetime | None = self.connection.scalar(select(func.max(self._desk.c.changed_at)))
        return found

    def changed_since(self, moment: datetime, *, limit: int) -> int:
        """How many cases changed after a moment, at most ``limit``."""
        later = select(self._desk.c.case_id).where(self._desk.c.changed_at > moment).limit(limit).subquery()
        return self.connection.scalar(select(func.count()).select_from(later)) or 0

    def marketplaces(self) -> Sequence[str]:
        """The marketplaces that cases can come from."""
        markets = self.tables.marketplaces
        return self.connection.scalars(select(markets.c.name).order_by(markets.c.name)).all()

    @property
    def _desk(self) -> Any:
        return self.tables.case_desk

    def _key(self, sought: Sought) -> ColumnElement[Any]:
        column: ColumnElement[Any] = self._desk.c.due_at if sought.is_open else self._desk.c.closed_at
        return column

    def _wanted(self, sought: Sought) -> list[ColumnElement[bool]]:
        desk = self._desk.c
        wanted: list[ColumnElement[bool]] = [self._key(sought).is_not(None)]
        plain = {
            desk.reason: sought.reason,
            desk.marketplace: sought.marketplace,
            desk.priority: sought.priority,
        }
        wanted += [column == value for column, value in plain.items() if value]
        several = {
            desk.status: sought.statuses,
            desk.awaiting: sought.awaiting,
            desk.severity: sought.severity,
        }
        wanted += [_one_of(column, values) for column, values in several.items() if values]
        if sought.severity:
            wanted.append(desk.severity.is_not(None))
        if sought.assignee is not None:
            wanted.append(
                desk.assignee_id == sought.assignee if sought.assignee else desk.assignee_id.is_(None)
            )
        if sought.is_unanswered:
            wanted.append(desk.unanswered_at.is_not(None))
        if sought.due_before is not None:
            wanted.append(desk.due_at <= sought.due_before)
        if sought.tag:
            tags = self.tables.case_tags.c
            wanted.append(desk.case_id.in_(select(tags.case_id).where(tags.tag == sought.tag)))
        return wanted + [desk.case_id.in_(self._named(term)) for term in sought.terms]

    def _named(self, term: str) -> Select[Any]:
        """The cases with a word that begins so; a single letter is the whole word."""
        terms = self.tables.case_terms.c
        if len(term) == 1:
            return select(terms.case_id).where(terms.term == term)
        return select(terms.case_id).where(and_(terms.term >= term, terms.term < f"{term}{LAST}"))

    def _read(self, ids: Select[Any], *, rising: bool) -> list[InboxLine]:
        found, desk = ids.subquery(), self._desk
        cases, persons = self.tables.cases, self.tables.persons
        order = (found.c.at, found.c.case_id)
        query = (
            select(
                desk.c.case_id.label("id"),
                *(desk.c[name] for name in _OF_DESK),
                *(cases.c[name] for name in ("reference_number", "version", "outcome", "order_number")),
                persons.c.name.label("shopper_name"),
                persons.c.email.label("shopper_email"),
            )
            .select_from(found)
            .join(desk, desk.c.case_id == found.c.case_id)
            .join(cases, cases.c.id == found.c.case_id)
            .join(persons, persons.c.id == cases.c.shopper_id)
            .order_by(*(order if rising else (one.desc() for one in order)))
        )
        rows = self.connection.execute(query).mappings().all()
        tags = Desk(self.connection, self.tables).tags_of([row["id"] for row in rows])
        return [InboxLine(**row, tags=tags.get(row["id"], ())) for row in rows]


def _one_of(column: ColumnElement[Any], values: tuple[str, ...]) -> ColumnElement[bool]:
    return column == values[0] if len(values) == 1 else column.in_(values)
