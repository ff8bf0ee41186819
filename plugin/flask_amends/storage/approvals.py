"""Acts that wait for a second person, and those that waited."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update

from flask_amends.storage.money_records import ApprovalRow
from flask_amends.storage.repository import Repository


class Approvals(Repository):
    """The approvals of a shop. At most one waits in a case."""

    def add(self, row: ApprovalRow) -> bool:
        """Ask for an approval; ``False`` if one waits in this case already."""
        return self.insert_once(
            self.tables.approvals, {name: getattr(row, name) for name in ApprovalRow.__slots__}
        )

    def get(self, approval_id: str, *, lock: bool = False) -> ApprovalRow | None:
        """One approval."""
        query = select(self.tables.approvals).where(self.tables.approvals.c.id == approval_id)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else ApprovalRow(**found)

    def of_case(self, case_id: str) -> Sequence[ApprovalRow]:
        """Those of a case, the newest first."""
        approvals = self.tables.approvals
        query = select(approvals).where(approvals.c.case_id == case_id)
        query = query.order_by(approvals.c.asked_at.desc(), approvals.c.id.desc())
        return [ApprovalRow(**row) for row in self.connection.execute(query).mappings()]

    def waiting_in(self, case_id: str) -> ApprovalRow | None:
        """The one that waits in a case."""
        approvals = self.tables.approvals
        query = select(approvals).where(approvals.c.case_id == case_id, approvals.c.state == "waiting")
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else ApprovalRow(**found)

    def of_incident(self, incident_id: str) -> ApprovalRow | None:
        """The newest about an incident."""
        approvals = self.tables.approvals
        query = select(approvals).where(approvals.c.incident_id == incident_id)
        query = query.order_by(approvals.c.asked_at.desc(), approvals.c.id.desc()).limit(1)
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else ApprovalRow(**found)

    def page(
        self, states: Collection[str], *, after: tuple[datetime, str] | None = None, limit: int
    ) -> Sequence[ApprovalRow]:
        """A page of those in ``states``, the newest first."""
        approvals = self.tables.approvals
        query = select(approvals).where(approvals.c.state.in_(states))
        if after is not None:
            at, last = after
            older = (approvals.c.asked_at < at) | ((approvals.c.asked_at == at) & (approvals.c.id < last))
            query = query.where(older)
        query = query.order_by(approvals.c.asked_at.desc(), approvals.c.id.desc()).limit(limit)
        return [ApprovalRow(**row) for row in self.connection.execute(query).mappings()]

    def count_waiting(self) -> int:
        """How many wait."""
        approvals = self.tables.approvals
        return self.connection.scalar(select(func.count()).where(approvals.c.state == "waiting")) or 0

    def change(self, approval_id: str, **values: Any) -> bool:
        """Write what came of one that waits; ``False`` if it does not wait any more."""
        approvals = self.tables.approvals
        mine = update(approvals).where(approvals.c.id == approval_id, approvals.c.state == "waiting")
        return self.connection.execute(mine.values(**values)).rowcount == 1

    def reopen(self, approval_id: str) -> None:
        """Take back what was written about one in this same transaction."""
        approvals = self.tables.approvals
        self.connection.execute(
            update(approvals).where(approvals.c.id == approval_id).values(state="waiting")
        )

    def took_part(self, case_id: str, person_id: str) -> bool:
        """Whether this person agreed to an act of the shop in the case."""
        approvals = self.tables.approvals
        query = select(func.count()).where(
            approvals.c.case_id == case_id, approvals.c.decided_by == person_id
        )
        return bool(self.connection.scalar(query))

    def erase_in(self, case_ids: Collection[str]) -> int:
        """Forget the words of these cases' approvals; that there was one, and who agreed, stays."""
        approvals = self.tables.approvals
        mine = update(approvals).where(approvals.c.case_id.in_(case_ids))
        none: dict[Any, Any] = {approvals.c.command: None, approvals.c.reason: None, approvals.c.answer: None}
        return self.connection.execute(mine.values(none)).rowcount

    def lock(self, name: str) -> None:
        """Let whoever locks the same name wait until this transaction ends; on SQLite writers wait anyway."""
        if self.locks_rows:
            self.connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
            )
