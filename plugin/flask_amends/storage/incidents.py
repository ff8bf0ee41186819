"""Incidents, and the orders that each of them reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update

from flask_amends.storage.money_records import IncidentOrder, IncidentRow, SeenCase
from flask_amends.storage.repository import Repository


class Incidents(Repository):
    """The incidents of a shop."""

    def add(self, row: IncidentRow) -> None:
        """Write a new one."""
        values = {name: getattr(row, name) for name in IncidentRow.__slots__}
        self.connection.execute(self.tables.incidents.insert().values(**values))

    def get(self, incident_id: str, *, lock: bool = False) -> IncidentRow | None:
        """One incident."""
        query = select(self.tables.incidents).where(self.tables.incidents.c.id == incident_id)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else IncidentRow(**found)

    def listed(self, limit: int = 100) -> Sequence[IncidentRow]:
        """The newest first."""
        incidents = self.tables.incidents
        query = select(incidents).order_by(incidents.c.created_at.desc(), incidents.c.id.desc()).limit(limit)
        return [IncidentRow(**row) for row in self.connection.execute(query).mappings()]

    def change(self, incident_id: str, **values: Any) -> None:
        """Change one."""
        incidents = self.tables.incidents
        self.connection.execute(update(incidents).where(incidents.c.id == incident_id).values(**values))

    def claim(self, *, now: datetime, until: datetime, lease: str) -> IncidentRow | None:
        """Take one that is being sent, under a lease; it is due again at ``until`` whatever happens."""
        incidents = self.tables.incidents
        due = select(incidents.c.id).where(incidents.c.next_at <= now, incidents.c.state == "sending")
        due = due.order_by(incidents.c.next_at).limit(1)
        if self.locks_rows:
            due = due.with_for_update(skip_locked=True)
        found = self.connection.scalar(due)
        if found is None:
            return None
        taken = update(incidents).where(incidents.c.id == found).values(next_at=until, lease=lease)
        row = self.connection.execute(taken.returning(incidents)).mappings().one()
        return IncidentRow(**row)

    def is_due(self, now: datetime) -> bool:
        """Whether anything is to be sent."""
        incidents = self.tables.incidents
        query = select(func.count()).where(incidents.c.next_at <= now, incidents.c.state == "sending")
        return bool(self.connection.scalar(query))

    def recent_cases(self, since: datetime, limit: int, *, reason: str | None = None) -> Sequence[SeenCase]:
        """The newest cases opened since then: what a cause is seen by."""
        cases, lines = self.tables.cases, self.tables.case_desk
        query = select(
            cases.c.id,
            lines.c.reason,
            cases.c.order_number,
            cases.c.locale,
            cases.c.opened_at,
            cases.c.closed_at,
            cases.c.state["items"].label("items"),
        ).join(lines, lines.c.case_id == cases.c.id)
        query = query.where(cases.c.opened_at >= since)
        if reason is not None:
            query = query.where(lines.c.reason == reason)
        query = query.order_by(cases.c.opened_at.desc(), cases.c.id.desc()).limit(limit)
        return [_seen(row) for row in self.connection.execute(query).mappings()]

    # -- orders ----------------------------------------------------------------------------------------------

    def add_orders(self, rows: Iterable[IncidentOrder]) -> int:
        """Add orders; one that is there already stays as it is. Returns how many are new."""
        table = self.tables.incident_orders
        added = 0
        for row in rows:
            added += self.insert_once(table, {name: getattr(row, name) for name in IncidentOrder.__slots__})
        return added

    def orders(
        self, incident_id: str, *, states: Collection[str] = (), limit: int | None = None
    ) -> Sequence[IncidentOrder]:
        """The orders of an incident."""
        orders = self.tables.incident_orders
        query = select(orders).where(orders.c.incident_id == incident_id)
        if states:
            query = query.where(orders.c.state.in_(states))
        query = query.order_by(orders.c.key).limit(limit)
        return [IncidentOrder(**row) for row in self.connection.execute(query).mappings()]

    def order(self, order_id: str, *, lock: bool = False) -> IncidentOrder | None:
        """One order of an incident, by its row's id."""
        orders = self.tables.incident_orders
        query = select(orders).where(orders.c.id == order_id)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else IncidentOrder(**found)

    def of_case(self, case_id: str) -> Sequence[IncidentOrder]:
        """What incidents know of a case."""
        orders = self.tables.incident_orders
        query = select(orders).where(orders.c.case_id == case_id)
        return [IncidentOrder(**row) for row in self.connection.execute(query).mappings()]

    def set_order(self, order_id: str, *, among: Collection[str], **values: Any) -> bool:
        """Move an order on; ``False`` if it is in none of the states ``among`` any more."""
        orders = self.tables.incident_orders
        mine = update(orders).where(orders.c.id == order_id, orders.c.state.in_(among))
        return self.connection.execute(mine.values(**values)).rowcount == 1

    def sums(self, incident_id: str) -> Mapping[str, tuple[int, int]]:
        """State -> ``(orders, minor units)``."""
        orders = self.tables.incident_orders
        query = select(orders.c.state, func.count(), func.sum(orders.c.minor))
        query = query.where(orders.c.incident_id == incident_id).group_by(orders.c.state)
        return {one[0]: (int(one[1]), int(one[2] or 0)) for one in self.connection.execute(query)}

    def of_persons(self, person_ids: Collection[str]) -> Sequence[IncidentOrder]:
        """The orders of persons whom an incident reached by mail."""
        orders = self.tables.incident_orders
        query = select(orders).where(orders.c.person_id.in_(person_ids))
        return [IncidentOrder(**row) for row in self.connection.execute(query).mappings()]


def _seen(row: RowMapping) -> SeenCase:
    return SeenCase(
        id=row["id"],
        reason=row["reason"],
        order_number=row["order_number"],
        locale=row["locale"],
        opened_at=row["opened_at"],
        is_open=row["closed_at"] is None,
        items={one["sku"]: one["title"] for one in row["items"] or ()},
    )
