"""Compensations that an adapter of the shop is to perform, each under an id that names it for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from flask_amends.storage.records import CompensationRow
from flask_amends.storage.repository import Repository


class Compensations(Repository):
    """The queue of the shop's adapters."""

    def request(self, row: CompensationRow) -> bool:
        """Ask for a compensation; ``False`` if it was asked for before."""
        values = {name: getattr(row, name) for name in CompensationRow.__slots__}
        return self.insert_once(self.tables.compensations, values)

    def get(self, compensation_id: str) -> CompensationRow | None:
        """One compensation."""
        compensations = self.tables.compensations
        query = select(compensations).where(compensations.c.id == compensation_id)
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else CompensationRow(**found)

    def claim(
        self, *, now: datetime, until: datetime, lease: str, limit: int = 10
    ) -> Sequence[CompensationRow]:
        """Take due ones under a lease; they are due again at ``until`` if nothing is recorded by then."""
        compensations = self.tables.compensations
        due = select(compensations.c.id).where(
            compensations.c.state == "pending", compensations.c.next_at <= now
        )
        due = due.order_by(compensations.c.next_at).limit(limit)
        if self.locks_rows:
            due = due.with_for_update(skip_locked=True)
        ids = self.connection.scalars(due).all()
        if not ids:
            return []
        taken = update(compensations).where(compensations.c.id.in_(ids))
        changed = {"lease": lease, "next_at": until, "attempts": compensations.c.attempts + 1}
        found = self.connection.execute(taken.values(changed).returning(compensations)).mappings()
        return [CompensationRow(**row) for row in found]

    def record(self, compensation_id: str, *, lease: str | None, **values: Any) -> bool:
        """Write what came of it; ``False`` if another worker holds it now, or has finished it.

        Without a ``lease`` it is written whoever holds it.
        """
        compensations = self.tables.compensations
        mine = update(compensations).where(compensations.c.id == compensation_id)
        if lease is not None:
            mine = mine.where(compensations.c.lease == lease, compensations.c.state == "pending")
        return self.connection.execute(mine.values(lease=None, **values)).rowcount == 1
