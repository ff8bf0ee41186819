"""The price ledger: points are added and never changed; the newest that is not held is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Select, and_, func, insert, select, tuple_

from flask_amends.disputes.money import Money
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow
from flask_amends.storage.repository import Repository


class Prices(Repository):
    """Prices of items."""

    def add(self, point: PriceRow) -> None:
        """A price that was set."""
        values = {name: getattr(point, name) for name in PriceRow.__slots__ if name != "price"}
        values |= {"amount": point.price.minor, "currency": point.price.currency}
        values["verdict"] = [dict(one) for one in point.verdict]
        self.connection.execute(insert(self.tables.price_points), values)

    def get(self, point_id: str) -> PriceRow | None:
        """One point."""
        points = self.tables.price_points
        found = (
            self.connection.execute(select(points).where(points.c.id == point_id)).mappings().one_or_none()
        )
        return None if found is None else _row(found)

    def newest(self, sku: str, currency: str, limit: int = 1) -> Sequence[PriceRow]:
        """The prices in one currency that are and were in force, the newest first; never a held one."""
        return [
            _row(row) for row in self.connection.execute(self._shown(sku, currency).limit(limit)).mappings()
        ]

    def in_window(self, sku: str, currency: str, *, since: datetime, until: datetime) -> Sequence[PriceRow]:
        """Every price in force at some time of ``[since, until)``, the one from before included."""
        points = self.tables.price_points
        within = self._shown(sku, currency).where(points.c.at > since, points.c.at < until)
        before = self._shown(sku, currency).where(points.c.at <= since, points.c.at < until).limit(1)
        rows = [*self.connection.execute(within).mappings(), *self.connection.execute(before).mappings()]
        return [_row(row) for row in rows]

    def held_between(
        self, sku: str, currency: str, *, since: datetime, until: datetime
    ) -> Sequence[PriceRow]:
        """The prices that were held back in ``[since, until)``, whatever was decided about them."""
        points = self.tables.price_points
        mine = select(points).where(points.c.sku == sku, points.c.currency == currency, points.c.held)
        found = self.connection.execute(mine.where(points.c.at >= since, points.c.at < until)).mappings()
        return [_row(row) for row in found]

    def _shown(self, sku: str, currency: str) -> Select[tuple[object, ...]]:
        points = self.tables.price_points
        mine = select(points).where(points.c.sku == sku, points.c.currency == currency, ~points.c.held)
        return mine.order_by(points.c.at.desc(), points.c.id.desc())

    def waiting(self, *, after: tuple[int, str] | None = None, limit: int = 50) -> Sequence[PriceRow]:
        """Held prices that nobody decided about, by what they could cost, the dearest first."""
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = (
            select(points)
            .outerjoin(decisions, decisions.c.point_id == points.c.id)
            .where(and_(points.c.held, decisions.c.point_id.is_(None)))
            .order_by(points.c.exposure.desc(), points.c.id.desc())
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(points.c.exposure, points.c.id) < after)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def count_waiting(self) -> int:
        """How many held prices wait for a decision."""
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = (
            select(func.count())
            .select_from(points)
            .outerjoin(decisions, decisions.c.point_id == points.c.id)
            .where(and_(points.c.held, decisions.c.point_id.is_(None)))
        )
        return self.connection.scalar(query) or 0

    def held_of(self, sku: str, currency: str) -> PriceRow | None:
        """The newest price of an item that still waits; ``None`` when a later one is in force."""
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = (
            select(points)
            .outerjoin(decisions, decisions.c.point_id == points.c.id)
            .where(points.c.sku == sku, points.c.currency == currency)
            .where(points.c.held, decisions.c.point_id.is_(None))
            .order_by(points.c.at.desc(), points.c.id.desc())
            .limit(1)
        )
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else _row(found)

    def decide(self, decision: PriceDecisionRow) -> bool:
        """Write a decision down; ``False`` if there is one already."""
        values = {name: getattr(decision, name) for name in PriceDecisionRow.__slots__}
        return self.insert_once(self.tables.price_decisions, values)

    def answers(self) -> dict[str, int]:
        """How many held prices were accepted, corrected and rejected: the shop's own precision."""
        decisions = self.tables.price_decisions
        query = select(decisions.c.answer, func.count()).group_by(decisions.c.answer)
        return {str(row[0]): int(row[1]) for row in self.connection.execute(query)}


def _row(row: RowMapping) -> PriceRow:
    values = dict(row)
    price = Money.from_minor(values.pop("amount"), values.pop("currency"))
    return PriceRow(**values, price=price)
