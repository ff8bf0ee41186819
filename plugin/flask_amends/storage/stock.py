"""Stock: one row of facts for each item, and the points of its history, which are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, Text, cast, func, insert, select, tuple_, update

from flask_amends.guards.stock import Restock, StockFact
from flask_amends.storage.repository import Repository
from flask_amends.storage.stock_records import StockPoint, StockRow

_DAY_COLUMNS = ("day", "until", "source", "confirmed_at", "confirmed_on", "moves")
_SAME = (
    "sku",
    "on_hand",
    "reserved",
    "safety_stock",
    "source",
    "checked_at",
    "changed_at",
    "backorder",
    "made_to_order",
    "discontinued",
    "release_on",
    "lead_days",
    "sales_per_hour",
)


class Stock(Repository):
    """What is known about items."""

    def get(self, sku: str, *, lock: bool = False) -> StockRow | None:
        """One item; with ``lock`` nobody else changes it until the end of the transaction."""
        facts = self.tables.stock_facts
        query = select(facts).where(facts.c.sku == sku)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else _row(found)

    def many(self, skus: Collection[str]) -> dict[str, StockRow]:
        """Several items by SKU; those that are not known are left out."""
        facts = self.tables.stock_facts
        found = self.connection.execute(select(facts).where(facts.c.sku.in_(skus))).mappings()
        return {row["sku"]: _row(row) for row in found}

    def put(self, row: StockRow) -> None:
        """Write down what is known now."""
        facts = self.tables.stock_facts
        values = _values(row)
        changed = self.connection.execute(
            update(facts).where(facts.c.sku == row.sku).values(values),
            execution_options={"preserve_rowcount": True},
        )
        if changed.rowcount == 0 and not self.insert_once(facts, values):
            self.connection.execute(update(facts).where(facts.c.sku == row.sku).values(values))

    def mark(self, sku: str, **values: Any) -> None:
        """Note an alarm that was given (``alarm_at``), what was done about a day (``watched``), and so on."""
        facts = self.tables.stock_facts
        self.connection.execute(update(facts).where(facts.c.sku == sku).values(values))

    def add_point(self, point: StockPoint) -> None:
        """One more point of the history."""
        values = {name: getattr(point, name) for name in StockPoint.__slots__}
        self.connection.execute(insert(self.tables.stock_points), values)

    def points(self, sku: str, *, until: datetime | None = None, limit: int = 50) -> Sequence[StockPoint]:
        """What was said about an item, the newest first; by ``until``, where that is given."""
        points = self.tables.stock_points
        mine = select(points).where(points.c.sku == sku)
        if until is not None:
            mine = mine.where(points.c.at <= until)
        found = mine.order_by(points.c.at.desc(), points.c.id.desc()).limit(limit)
        return [StockPoint(**row) for row in self.connection.execute(found).mappings()]

    # -- what those who wait are told ------------------------------------------------------------------------

    def begin_telling(self, sku: str, kind: str) -> None:
        """There is news for those who wait for an item; what they were being told before is old."""
        facts = self.tables.stock_facts
        self.connection.execute(
            update(facts).where(facts.c.sku == sku).values(news=facts.c.news + 1, telling=kind)
        )

    def telling(self, limit: int) -> Sequence[str]:
        """Items that not everybody who waits was told the news of."""
        facts = self.tables.stock_facts
        query = select(facts.c.sku).where(facts.c.telling.is_not(None)).order_by(facts.c.sku)
        return self.connection.scalars(query.limit(limit)).all()

    # -- what has to be seen to ------------------------------------------------------------------------------

    def stale(
        self, now: datetime, *, after: tuple[datetime, str] | None = None, limit: int = 50
    ) -> Sequence[StockRow]:
        """Items whose check is too old, the oldest first."""
        facts = self.tables.stock_facts
        query = select(facts).where(*_unchecked(facts, now))
        if after is not None:
            query = query.where(tuple_(facts.c.stale_at, facts.c.sku) > after)
        query = query.order_by(facts.c.stale_at, facts.c.sku).limit(limit)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def count_stale(self, now: datetime) -> int:
        """How many there are."""
        facts = self.tables.stock_facts
        query = select(func.count()).where(*_unchecked(facts, now))
        return self.connection.scalar(query) or 0

    def to_alarm(self, now: datetime, limit: int) -> Sequence[StockRow]:
        """Items whose check has failed for so long that the owner is told, and was not yet."""
        facts = self.tables.stock_facts
        query = select(facts).where(facts.c.alarm_at < now).order_by(facts.c.alarm_at, facts.c.sku)
        return [_row(row) for row in self.connection.execute(query.limit(limit)).mappings()]

    def with_day(
        self,
        *,
        by: date | None = None,
        after: tuple[date, str] | None = None,
        without: str | None = None,
        limit: int = 200,
    ) -> Sequence[StockRow]:
        """Items with a day on which they come back, the earliest first; at latest ``by``.

        ``without`` leaves out those about which this was done already; ``after`` goes on behind a last day
        and a SKU.
        """
        facts = self.tables.stock_facts
        last = func.coalesce(facts.c.restock_until, facts.c.restock_day)
        query = select(facts).where(facts.c.restock_day.is_not(None))
        if by is not None:
            query = query.where(last <= by)
        if after is not None:
            query = query.where(tuple_(last, facts.c.sku) > after)
        if without is not None:
            query = query.where(facts.c.watched.is_distinct_from(without))
        query = query.order_by(last, facts.c.sku).limit(limit)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def doubted(self, limit: int = 200) -> Sequence[StockRow]:
        """Items whose count is strange (V8)."""
        facts = self.tables.stock_facts
        query = select(facts).where(func.length(cast(facts.c.doubts, Text)) > 2).order_by(facts.c.sku)
        return [_row(row) for row in self.connection.execute(query.limit(limit)).mappings()]


def _unchecked(facts: Table, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whose check is too old: what is made to order, or no longer sold, is promised without one."""
    return facts.c.stale_at < now, ~facts.c.discontinued, ~facts.c.made_to_order


def _row(row: RowMapping) -> StockRow:
    restock = None
    if row["restock_day"] is not None:
        restock = Restock(**{name: row[f"restock_{name}"] for name in _DAY_COLUMNS})
    every = row["sync_every"]
    fact = StockFact(
        **{name: row[name] for name in _SAME},
        ttl=timedelta(seconds=row["ttl"]),
        sync_every=None if every is None else timedelta(seconds=every),
        restock=restock,
    )
    return StockRow(
        fact=fact,
        title=row["title"],
        url=row["url"],
        doubts=tuple(row["doubts"]),
        alarm_at=row["alarm_at"],
        watched=row["watched"],
        moves=row["restock_moves"],
        news=row["news"],
        telling=row["telling"],
    )


def _values(row: StockRow) -> dict[str, Any]:
    fact, restock = row.fact, row.fact.restock
    days = dict.fromkeys((f"restock_{name}" for name in _DAY_COLUMNS), None) | {"restock_moves": row.moves}
    if restock is not None:
        days = {f"restock_{name}": getattr(restock, name) for name in _DAY_COLUMNS}
    every = fact.sync_every
    return {
        **{name: getattr(fact, name) for name in _SAME},
        **days,
        "ttl": int(fact.ttl.total_seconds()),
        "sync_every": None if every is None else int(every.total_seconds()),
        "title": row.title,
        "url": row.url,
        "doubts": list(row.doubts),
        "stale_at": fact.checked_at + fact.ttl,
        "alarm_at": row.alarm_at,
        "watched": row.watched,
    }
