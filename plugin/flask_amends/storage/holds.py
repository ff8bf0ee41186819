"""Legal holds that staff put on cases: while one stands, nothing of the case is forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from flask_amends.storage.arbiter_records import HoldRow
from flask_amends.storage.repository import Repository


class Holds(Repository):
    """Holds of cases."""

    def add(self, hold: HoldRow) -> None:
        """A new hold."""
        values = {name: getattr(hold, name) for name in HoldRow.__slots__}
        self.connection.execute(insert(self.tables.case_holds), values)

    def of(self, case_ids: Collection[str]) -> Sequence[HoldRow]:
        """Every hold of these cases, lifted ones included, the oldest first."""
        holds = self.tables.case_holds
        mine = select(holds).where(holds.c.case_id.in_(case_ids)).order_by(holds.c.placed_at, holds.c.id)
        return [HoldRow(**row) for row in self.connection.execute(mine).mappings()]

    def standing(self, case_ids: Collection[str]) -> Sequence[HoldRow]:
        """The holds of these cases that were not lifted."""
        return [hold for hold in self.of(case_ids) if hold.lifted_at is None]

    def lift(self, hold_id: str, *, by: str, because: str, now: datetime) -> bool:
        """Lift a hold; ``False`` if it was lifted before."""
        holds = self.tables.case_holds
        mine = update(holds).where(holds.c.id == hold_id, holds.c.lifted_at.is_(None))
        changed = mine.values(lifted_by=by, lifted_at=now, lift_reason=because)
        return self.connection.execute(changed).rowcount == 1

    def erase(self, case_ids: Collection[str]) -> int:
        """Forget what was written about these cases' holds; that there were some stays."""
        holds = self.tables.case_holds
        theirs = update(holds).where(holds.c.case_id.in_(case_ids))
        return self.connection.execute(theirs.values(reason=None, owner=None, lift_reason=None)).rowcount
