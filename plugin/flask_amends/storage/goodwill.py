"""Goodwill by case: what was offered, promised and given, summed by month and cause (C6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from flask_amends.storage.money_records import GoodwillRow
from flask_amends.storage.repository import Repository

COUNTED = ("offered", "promised", "given")


class Goodwill(Repository):
    """The goodwill of a shop."""

    def put(self, row: GoodwillRow) -> None:
        """Write a row, or change the one with its id; it keeps its moment, and so its month."""
        goodwill = self.tables.goodwill
        values = {name: getattr(row, name) for name in GoodwillRow.__slots__}
        if not self.insert_once(goodwill, values):
            del values["at"]
            self.connection.execute(update(goodwill).where(goodwill.c.id == row.id).values(**values))

    def drop(self, goodwill_id: str) -> None:
        """Forget what was only offered."""
        goodwill = self.tables.goodwill
        self.connection.execute(delete(goodwill).where(goodwill.c.id == goodwill_id))

    def of_case(self, case_id: str) -> Sequence[GoodwillRow]:
        """The rows of a case."""
        query = select(self.tables.goodwill).where(self.tables.goodwill.c.case_id == case_id)
        return [GoodwillRow(**row) for row in self.connection.execute(query).mappings()]

    def total(self, currency: str, since: datetime, until: datetime, *, but: str = "") -> int:
        """What counts against the budget between two moments, in minor units, the case ``but`` left out."""
        goodwill = self.tables.goodwill
        query = select(func.sum(goodwill.c.minor)).where(
            goodwill.c.currency == currency,
            goodwill.c.at >= since,
            goodwill.c.at < until,
            goodwill.c.state.in_(COUNTED),
            goodwill.c.case_id != but,
        )
        return int(self.connection.scalar(query) or 0)

    def sums(self, since: datetime, until: datetime) -> Sequence[tuple[str, str, str, int, int]]:
        """``(currency, cause, state, count, minor)`` between two moments."""
        goodwill = self.tables.goodwill
        by = (goodwill.c.currency, goodwill.c.cause, goodwill.c.state)
        query = select(*by, func.count(), func.sum(goodwill.c.minor)).where(
            goodwill.c.at >= since, goodwill.c.at < until, goodwill.c.state.in_(COUNTED)
        )
        rows = self.connection.execute(query.group_by(*by).order_by(*by))
        return [(one[0], one[1], one[2], int(one[3]), int(one[4] or 0)) for one in rows]

    def first_at(self) -> datetime | None:
        """When the first goodwill of the shop was counted."""
        query = select(self.tables.goodwill.c.at).order_by(self.tables.goodwill.c.at).limit(1)
        return self.connection.scalar(query)
