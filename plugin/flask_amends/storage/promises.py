"""Promises and tasks: what is owed to whom by when, and who is not to be called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from flask_amends.storage.reply_records import PromiseRow
from flask_amends.storage.repository import Repository


class Promises(Repository):
    """The ledger of promises."""

    def add(self, row: PromiseRow) -> bool:
        """A new one; ``False`` if that id, or that event's promise, is there already."""
        return self.insert_once(
            self.tables.promises, {name: getattr(row, name) for name in PromiseRow.__slots__}
        )

    def get(self, promise_id: str, *, lock: bool = False) -> PromiseRow | None:
        """One; with ``lock`` nobody else changes it before the transaction ends."""
        promises = self.tables.promises
        mine = select(promises).where(promises.c.id == promise_id)
        if lock and self.locks_rows:
            mine = mine.with_for_update()
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else PromiseRow(**found)

    def change(self, promise_id: str, **values: Any) -> None:
        """Write some columns."""
        promises = self.tables.promises
        self.connection.execute(update(promises).where(promises.c.id == promise_id).values(values))

    def of_case(self, case_id: str) -> Sequence[PromiseRow]:
        """All of a case, in their order."""
        return self._those(self.tables.promises.c.case_id == case_id)

    def open_in(self, *, case_id: str | None = None, enquiry_id: str | None = None) -> Sequence[PromiseRow]:
        """The open ones of a case or a question."""
        promises = self.tables.promises
        place = promises.c.case_id == case_id if case_id else promises.c.enquiry_id == enquiry_id
        return self._those(and_(place, promises.c.settled_at.is_(None)))

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Those that time has something to do with."""
        promises = self.tables.promises
        mine = select(promises.c.id).where(promises.c.next_at <= now)
        return self.connection.scalars(mine.order_by(promises.c.next_at).limit(limit)).all()

    def page(
        self, *, is_open: bool, after: tuple[datetime, str] | None = None, limit: int = 50
    ) -> Sequence[PromiseRow]:
        """Open ones by date, or settled ones with the latest date first; ``after`` is the last one seen."""
        promises = self.tables.promises
        if is_open:
            mine = select(promises).where(promises.c.settled_at.is_(None))
            if after is not None:
                same = and_(promises.c.due_at == after[0], promises.c.id > after[1])
                mine = mine.where(or_(promises.c.due_at > after[0], same))
            mine = mine.order_by(promises.c.due_at, promises.c.id)
        else:
            mine = select(promises).where(promises.c.settled_at.is_not(None))
            if after is not None:
                same = and_(promises.c.due_at == after[0], promises.c.id < after[1])
                mine = mine.where(or_(promises.c.due_at < after[0], same))
            mine = mine.order_by(promises.c.due_at.desc(), promises.c.id.desc())
        return [PromiseRow(**row) for row in self.connection.execute(mine.limit(limit)).mappings()]

    def count_open(self, *, before: datetime | None = None) -> int:
        """How many are open; with ``before``, whose time is over by then."""
        promises = self.tables.promises
        mine = select(func.count()).where(promises.c.settled_at.is_(None))
        if before is not None:
            mine = mine.where(promises.c.due_at <= before)
        return self.connection.scalar(mine) or 0

    def due_between(self, since: datetime, until: datetime) -> Sequence[PromiseRow]:
        """Those whose date lies in ``[since, until)``."""
        due_at = self.tables.promises.c.due_at
        return self._those(and_(due_at >= since, due_at < until))

    def erase_in(self, *, case_ids: Collection[str], enquiry_ids: Collection[str], now: datetime) -> int:
        """Forget the words of these cases and questions; what was open is void. Returns how many had any."""
        promises = self.tables.promises
        theirs = or_(promises.c.case_id.in_(case_ids), promises.c.enquiry_id.in_(enquiry_ids))
        worded = or_(promises.c.text.is_not(None), promises.c.draft.is_not(None))
        gone = self.connection.execute(
            update(promises).where(theirs, worded).values(text=None, draft=None)
        ).rowcount
        still_open = update(promises).where(theirs, promises.c.settled_at.is_(None))
        self.connection.execute(still_open.values(settled_at=now, result="void", next_at=None))
        return gone

    def forbid_calls(self, person_id: str, *, since: datetime, by: str | None) -> bool:
        """Note that a person is not to be called; ``False`` if that was known."""
        return self.insert_once(self.tables.no_calls, {"person_id": person_id, "since": since, "by": by})

    def no_calls_since(self, person_ids: Collection[str]) -> datetime | None:
        """Since when one of these persons is not to be called; ``None`` if they may be."""
        no_calls = self.tables.no_calls
        found: datetime | None = self.connection.scalar(
            select(func.min(no_calls.c.since)).where(no_calls.c.person_id.in_(person_ids))
        )
        return found

    def _those(self, condition: ColumnElement[bool]) -> Sequence[PromiseRow]:
        promises = self.tables.promises
        mine = select(promises).where(condition).order_by(promises.c.due_at, promises.c.id)
        return [PromiseRow(**row) for row in self.connection.execute(mine).mappings()]
