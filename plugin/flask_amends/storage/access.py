"""Keys of the API, and the log of who read and did what: rows are added to it, and old ones dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import RowMapping, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from flask_amends.storage.access_records import ApiKeyRow, AuditRow
from flask_amends.storage.repository import Repository
from flask_amends.storage.tables import Tables

_COLUMNS = tuple(name for name in AuditRow.__slots__ if name != "id")


class ApiKeys(Repository):
    """Keys of the API."""

    def add(self, key: ApiKeyRow) -> None:
        """A new key."""
        values = {name: getattr(key, name) for name in ApiKeyRow.__slots__}
        self.connection.execute(insert(self.tables.api_keys), {**values, "scopes": list(key.scopes)})

    def get(self, key_id: str, *, lock: bool = False) -> ApiKeyRow | None:
        """One key, live or not."""
        keys = self.tables.api_keys
        query = select(keys).where(keys.c.id == key_id)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else _key(found)

    def all(self) -> Sequence[ApiKeyRow]:
        """Every key, the newest first."""
        keys = self.tables.api_keys
        found = self.connection.execute(select(keys).order_by(keys.c.created_at.desc(), keys.c.id))
        return [_key(one) for one in found.mappings()]

    def change(self, key_id: str, **values: Any) -> bool:
        """Set columns of a key; ``False`` if there is no such key."""
        keys = self.tables.api_keys
        changed = update(keys).where(keys.c.id == key_id).values(values)
        return self.connection.execute(changed).rowcount == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilters:
    """Which lines of the log; ``None`` means all. ``since`` and ``before`` are moments."""

    kind: str | None = None
    actor_id: str | None = None
    about: str | None = None
    since: datetime | None = None
    before: datetime | None = None


class Audit(Repository):
    """The log. A trigger refuses every change to it, and to drop a line before its time."""

    def add(self, row: AuditRow) -> int:
        """Append a line; returns its number."""
        values = {name: getattr(row, name) for name in _COLUMNS}
        number = self.connection.scalar(_adding(self.tables), {**values, "details": dict(row.details)})
        return int(number or 0)

    def page(self, wanted: AuditFilters, after: int | None, limit: int) -> Sequence[AuditRow]:
        """Lines, the newest first; ``after`` is the number of the last line of the page before."""
        audit = self.tables.audit
        outcome = audit.alias("outcome")
        status = func.coalesce(outcome.c.status, audit.c.status).label("ended")
        query = select(audit, status).outerjoin(outcome, outcome.c.follows == audit.c.id)
        query = query.where(audit.c.follows.is_(None), *_conditions(audit, wanted))
        if after is not None:
            query = query.where(audit.c.id < after)
        found = self.connection.execute(query.order_by(audit.c.id.desc()).limit(limit))
        return [_row(one) for one in found.mappings()]

    def actors(self, limit: int = 200) -> Sequence[tuple[str, str]]:
        """``(id, name)`` of those who stand in the log, by name."""
        audit = self.tables.audit
        query = (
            select(audit.c.actor_id, func.max(audit.c.actor_name).label("name"))
            .where(audit.c.actor_id.is_not(None))
            .group_by(audit.c.actor_id)
            .order_by("name")
            .limit(limit)
        )
        return [(row.actor_id, row.name or row.actor_id) for row in self.connection.execute(query)]

    def forget(self, now: datetime, limit: int = 1000) -> int:
        """Drop lines whose time is over, the oldest first."""
        audit = self.tables.audit
        over = select(audit.c.id).where(audit.c.kept_until < now).order_by(audit.c.id).limit(limit)
        return self.connection.execute(delete(audit).where(audit.c.id.in_(over.scalar_subquery()))).rowcount


def _conditions(audit: Any, wanted: AuditFilters) -> list[Any]:
    said = {"kind": wanted.kind, "actor_id": wanted.actor_id, "about": wanted.about}
    conditions = [audit.c[name] == value for name, value in said.items() if value]
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.before is not None:
        conditions.append(audit.c.at < wanted.before)
    return conditions


def _key(found: RowMapping) -> ApiKeyRow:
    return ApiKeyRow(**{**found, "scopes": tuple(found["scopes"])})


def _row(found: RowMapping) -> AuditRow:
    values = {name: found[name] for name in _COLUMNS}
    return AuditRow(**{**values, "id": found["id"], "status": found["ended"]})


@cache
def _adding(tables: Tables) -> ReturningInsert[Any]:
    return insert(tables.audit).returning(tables.audit.c.id)


class Feed(Repository):
    """Cases and events in the order in which a program reads them, page by page."""

    def cases(
        self,
        *,
        marketplace: str | None,
        wanted: dict[str, Any],
        is_open: bool | None,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> Sequence[str]:
        """Ids of cases, the newest first. ``wanted`` are values of columns; a list means any of them."""
        cases = self.tables.cases
        query = select(cases.c.id).order_by(cases.c.opened_at.desc(), cases.c.id.desc()).limit(limit)
        if marketplace is not None:
            query = query.where(cases.c.marketplace == marketplace)
        for name, value in wanted.items():
            column = cases.c[name]
            query = query.where(column.in_(value) if isinstance(value, list) else column == value)
        if is_open is not None:
            query = query.where(cases.c.closed_at.is_(None) if is_open else cases.c.closed_at.is_not(None))
        if after is not None:
            at, case_id = after
            key = cases.c.opened_at
            # The first condition follows from the second, and is what an index can begin at.
            query = query.where(key <= at, or_(key < at, and_(key == at, cases.c.id < case_id)))
        return self.connection.scalars(query).all()

    def references(self, case_ids: Collection[str]) -> Mapping[str, str]:
        """The numbers that people say, by the ids of their cases."""
        if not case_ids:
            return {}
        cases = self.tables.cases
        query = select(cases.c.id, cases.c.reference_number).where(cases.c.id.in_(case_ids))
        return {row.id: row.reference_number for row in self.connection.execute(query)}

    def events(
        self,
        *,
        marketplace: str | None,
        after: tuple[datetime, str, int] | None,
        before: datetime,
        limit: int,
    ) -> Sequence[tuple[str, int, datetime]]:
        """``(case, sequence, at)`` of events of all cases in the order of their time, up to ``before``."""
        events, cases = self.tables.events, self.tables.cases
        query: Select[Any] = select(events.c.case_id, events.c.sequence, events.c.at)
        if marketplace is not None:
            query = query.join(cases, cases.c.id == events.c.case_id).where(
                cases.c.marketplace == marketplace
            )
        query = query.where(events.c.at < before)
        if after is not None:
            at, case_id, sequence = after
            same_case = and_(events.c.case_id == case_id, events.c.sequence > sequence)
            same_time = and_(events.c.at == at, or_(events.c.case_id > case_id, same_case))
            query = query.where(events.c.at >= at, or_(events.c.at > at, same_time))
        ordered = query.order_by(events.c.at, events.c.case_id, events.c.sequence).limit(limit)
        return [(row.case_id, row.sequence, row.at) for row in self.connection.execute(ordered)]
