"""Statements of withdrawal: received once, kept as they were, and marked when somebody saw to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, func, insert, select, tuple_, update

from flask_amends.storage.after_records import WithdrawalRow
from flask_amends.storage.repository import Repository


class Withdrawals(Repository):
    """Withdrawals from the contract."""

    def add(self, withdrawal: WithdrawalRow) -> None:
        """A statement that was received."""
        values = {name: getattr(withdrawal, name) for name in WithdrawalRow.__slots__}
        values["items"] = [dict(item) for item in withdrawal.items]
        self.connection.execute(insert(self.tables.withdrawals), values)

    def get(self, withdrawal_id: str, *, lock: bool = False) -> WithdrawalRow | None:
        """One statement."""
        withdrawals = self.tables.withdrawals
        query = select(withdrawals).where(withdrawals.c.id == withdrawal_id)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else _row(found)

    def page(
        self,
        *,
        handled: bool | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> Sequence[WithdrawalRow]:
        """Statements, the newest first; with ``handled`` only those seen to, or only the others."""
        withdrawals = self.tables.withdrawals
        query = select(withdrawals)
        if handled is not None:
            seen = withdrawals.c.handled_at
            query = query.where(seen.is_not(None) if handled else seen.is_(None))
        if after is not None:
            query = query.where(tuple_(withdrawals.c.received_at, withdrawals.c.id) < after)
        query = query.order_by(withdrawals.c.received_at.desc(), withdrawals.c.id.desc()).limit(limit)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def count_open(self) -> int:
        """How many nobody has seen to."""
        withdrawals = self.tables.withdrawals
        return self.connection.scalar(select(func.count()).where(withdrawals.c.handled_at.is_(None))) or 0

    def change(self, withdrawal_id: str, **values: Any) -> None:
        """Set columns of what was done about it; the statement itself never changes."""
        withdrawals = self.tables.withdrawals
        self.connection.execute(update(withdrawals).where(withdrawals.c.id == withdrawal_id).values(values))

    def of_persons(self, person_ids: Collection[str]) -> Sequence[WithdrawalRow]:
        """The statements of these persons."""
        withdrawals = self.tables.withdrawals
        mine = select(withdrawals).where(withdrawals.c.person_id.in_(person_ids))
        return [_row(row) for row in self.connection.execute(mine).mappings()]

    def erase_by(self, person_ids: Collection[str]) -> None:
        """Forget what these persons declared, but that and when they did."""
        withdrawals = self.tables.withdrawals
        theirs = and_(withdrawals.c.person_id.in_(person_ids))
        nothing = {"statement": None, "salt": None, "note": None}
        self.connection.execute(update(withdrawals).where(theirs).values(nothing))


def _row(row: RowMapping) -> WithdrawalRow:
    return WithdrawalRow(**{**row, "items": tuple(row["items"])})
