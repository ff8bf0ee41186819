"""What buyers were shown: rows are added once and never changed, and go as a whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, delete, exists, func, or_, select, tuple_

from flask_amends.storage.repository import Repository
from flask_amends.storage.shown_records import ShownRow


class ShownNotices(Repository):
    """The notices of orders."""

    def add(self, row: ShownRow) -> bool:
        """Keep one; ``False`` if this order has it already."""
        values = {name: getattr(row, name) for name in ShownRow.__slots__}
        return self.insert_once(self.tables.shown_notices, {**values, "content": dict(row.content)})

    def count(self, order_number: str) -> int:
        """How many an order has."""
        shown = self.tables.shown_notices
        mine = select(func.count()).where(shown.c.order_number == order_number)
        return self.connection.scalar(mine) or 0

    def of_order(self, order_number: str, *, until: datetime | None = None) -> Sequence[ShownRow]:
        """What the buyer of an order was shown, in the order of the pages; only what was told ``until``."""
        shown = self.tables.shown_notices
        mine = select(shown).where(shown.c.order_number == order_number)
        if until is not None:
            mine = mine.where(shown.c.taken_at <= until)
        found = self.connection.execute(
            mine.order_by(shown.c.shown_at, shown.c.place, shown.c.digest)
        ).mappings()
        return [_row(one) for one in found]

    def erase(self, order_numbers: Collection[str]) -> int:
        """Forget what these orders were shown."""
        shown = self.tables.shown_notices
        return self.connection.execute(delete(shown).where(shown.c.order_number.in_(order_numbers))).rowcount

    def drop(self, before: datetime, limit: int) -> int:
        """Forget what was taken before then, but for orders of cases in which something is left."""
        shown, cases = self.tables.shown_notices, self.tables.cases
        needed = exists().where(
            cases.c.order_number == shown.c.order_number,
            or_(cases.c.closed_at.is_(None), cases.c.forgotten_at.is_(None)),
        )
        key = tuple_(shown.c.order_number, shown.c.digest)
        old = select(shown.c.order_number, shown.c.digest).where(shown.c.taken_at < before, ~needed)
        return self.connection.execute(delete(shown).where(key.in_(old.limit(limit)))).rowcount


def _row(row: RowMapping) -> ShownRow:
    return ShownRow(**row)
