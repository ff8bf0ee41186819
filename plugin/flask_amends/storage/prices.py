"""The price ledger: points are added and never changed; the newest that is not held is in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Table, and_, case, func, insert, select, tuple_

from flask_amends.disputes.money import Money
from flask_amends.storage.price_records import PriceDecisionRow, PriceRow, RunRow
from flask_amends.storage.repository import Repository

#: Prices for members only are a series of their own.
_MEMBER = "member"


class Prices(Repository):
    """Prices of items."""

    def add(self, *points: PriceRow) -> None:
        """Prices that were set."""
        self.connection.execute(insert(self.tables.price_points), [_values(one) for one in points])

    def get(self, point_id: str) -> PriceRow | None:
        """One point."""
        points = self.tables.price_points
        found = (
            self.connection.execute(select(points).where(points.c.id == point_id)).mappings().one_or_none()
        )
        return None if found is None else _row(found)

    def newest(self, sku: str, currency: str, limit: int = 1, *, member: bool = False) -> Sequence[PriceRow]:
        """The prices in one currency that are and were in force, the newest first; never a held one.

        Those for everybody, or those for members only.
        """
        query = self._shown(sku, currency).where(_is_for(self.tables.price_points, member=member))
        return [_row(row) for row in self.connection.execute(query.limit(limit)).mappings()]

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

    def histories(
        self, skus: Collection[str], currency: str, limit: int, *, member: bool = False
    ) -> Mapping[str, Sequence[PriceRow]]:
        """The newest prices that are and were in force, for many items in one statement."""
        points = self.tables.price_points
        place = func.row_number().over(
            partition_by=points.c.sku, order_by=(points.c.at.desc(), points.c.id.desc())
        )
        mine = and_(
            points.c.sku.in_(skus),
            points.c.currency == currency,
            ~points.c.held,
            _is_for(points, member=member),
        )
        ranked = select(points, place.label("place")).where(mine).subquery()
        columns = [ranked.c[column.name] for column in points.c]
        query = select(*columns).where(ranked.c.place <= limit).order_by(ranked.c.place)
        found: dict[str, list[PriceRow]] = {}
        for row in self.connection.execute(query).mappings():
            found.setdefault(row["sku"], []).append(_row(row))
        return found

    def waiting(self, *, after: tuple[int, str] | None = None, limit: int = 50) -> Sequence[PriceRow]:
        """Held prices that nobody decided about, by what they could cost, the dearest first.

        One that somebody has replaced by another price since does not wait any more.
        """
        points = self.tables.price_points
        query = self._undecided(select(points)).order_by(points.c.exposure.desc(), points.c.id.desc())
        if after is not None:
            query = query.where(tuple_(points.c.exposure, points.c.id) < after)
        return [_row(row) for row in self.connection.execute(query.limit(limit)).mappings()]

    def waiting_of(self, batch: str, *, after: str = "", limit: int) -> Sequence[PriceRow]:
        """Held prices of a batch that nobody decided about, by their ids."""
        points = self.tables.price_points
        query = self._undecided(select(points)).where(points.c.batch == batch, points.c.id > after)
        query = query.order_by(points.c.id).limit(limit)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def count_waiting_of(self, batch: str) -> int:
        """How many of a batch wait for a decision."""
        points = self.tables.price_points
        query = self._undecided(select(func.count()).select_from(points)).where(points.c.batch == batch)
        return self.connection.scalar(query) or 0

    def still_waits(self, point_id: str) -> bool:
        """Whether a held price waits: neither decided about nor replaced by another price since."""
        points = self.tables.price_points
        query = self._undecided(select(points.c.id)).where(points.c.id == point_id)
        return self.connection.scalar(query) is not None

    def overdue(self, since: datetime, until: datetime, limit: int) -> Sequence[PriceRow]:
        """Held prices set in ``[since, until)`` that still wait, the oldest first."""
        points = self.tables.price_points
        query = self._undecided(select(points)).where(points.c.at >= since, points.c.at < until)
        query = query.order_by(points.c.at, points.c.id).limit(limit)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def warned(self, *, after: tuple[datetime, str] | None = None, limit: int = 50) -> Sequence[PriceRow]:
        """Prices that are or were in force although the guard warned of them, the newest first."""
        points = self.tables.price_points
        query = select(points).where(points.c.level == "warn", ~points.c.held, points.c.follows.is_(None))
        if after is not None:
            query = query.where(tuple_(points.c.at, points.c.id) < after)
        query = query.order_by(points.c.at.desc(), points.c.id.desc()).limit(limit)
        return [_row(row) for row in self.connection.execute(query).mappings()]

    def count_waiting(self) -> int:
        """How many held prices wait for a decision."""
        query = self._undecided(select(func.count()).select_from(self.tables.price_points))
        return self.connection.scalar(query) or 0

    def _undecided(self, query: Select[Any]) -> Select[Any]:
        points, decisions = self.tables.price_points, self.tables.price_decisions
        later = points.alias("later")
        replaced = (
            select(later.c.id)
            .where(later.c.sku == points.c.sku, later.c.currency == points.c.currency, ~later.c.held)
            .where(later.c.at > points.c.at, later.c.follows.is_(None))
            .where((later.c.kind == _MEMBER) == (points.c.kind == _MEMBER))
        )
        decided = select(decisions.c.point_id).where(decisions.c.point_id == points.c.id)
        return query.where(points.c.held, ~decided.exists(), ~replaced.exists())

    def decision_of(self, point_id: str) -> PriceDecisionRow | None:
        """What was decided about a held price."""
        decisions = self.tables.price_decisions
        query = select(decisions).where(decisions.c.point_id == point_id)
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else PriceDecisionRow(**found)

    def decided(self, *, limit: int = 50) -> Sequence[tuple[PriceRow, PriceDecisionRow]]:
        """Held prices that were decided about, the newest decision first."""
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = select(decisions).order_by(decisions.c.at.desc(), decisions.c.point_id).limit(limit)
        made = [PriceDecisionRow(**row) for row in self.connection.execute(query).mappings()]
        rows = select(points).where(points.c.id.in_([one.point_id for one in made]))
        found = {row["id"]: _row(row) for row in self.connection.execute(rows).mappings()}
        return [(found[one.point_id], one) for one in made]

    def verdicts(self, limit: int) -> Sequence[tuple[Sequence[Mapping[str, Any]], str]]:
        """The findings of held prices with what was decided, the newest decision first."""
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = select(points.c.verdict, decisions.c.answer).join(
            decisions, decisions.c.point_id == points.c.id
        )
        query = query.order_by(decisions.c.at.desc(), points.c.id).limit(limit)
        return [(row[0], str(row[1])) for row in self.connection.execute(query)]

    def run_of(self, actor: str, since: datetime, *, beside: Collection[str], mark: str) -> RunRow:
        """What one actor changed after a moment ``beside`` some items, and the newest of its batches whose id
        begins with ``mark``.

        Those held by themselves count as held, and of them not what was accepted: it was meant.
        """
        points, decisions = self.tables.price_points, self.tables.price_decisions
        mine = and_(points.c.actor == actor, points.c.at > since, points.c.was.is_not(None))
        accepted = select(decisions.c.point_id).where(
            decisions.c.point_id == points.c.id, decisions.c.answer == "accept"
        )
        alone = and_(points.c.held, points.c.level == "hold", ~accepted.exists())
        counts = select(
            func.count(points.c.sku.distinct()), func.count(case((alone, points.c.sku)).distinct())
        ).where(mine, points.c.sku.not_in(beside))
        touched, held = self.connection.execute(counts).one()
        batches = select(points.c.batch).where(mine, points.c.held, points.c.batch.startswith(mark))
        batch = self.connection.scalar(batches.order_by(points.c.at.desc(), points.c.id.desc()).limit(1))
        return RunRow(touched=touched, held=held, batch=batch)

    def released_at(self, actor: str, since: datetime, mark: str) -> datetime | None:
        """When somebody last accepted a price out of a batch of an actor's whose id begins with ``mark``."""
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = (
            select(func.max(decisions.c.at))
            .join(points, points.c.id == decisions.c.point_id)
            .where(points.c.actor == actor, points.c.at > since, points.c.was.is_not(None))
            .where(points.c.batch.startswith(mark), decisions.c.answer == "accept")
        )
        at: datetime | None = self.connection.scalar(query)
        return at

    def count_items(self) -> int:
        """How many items the ledger knows."""
        return self.connection.scalar(select(func.count(self.tables.price_points.c.sku.distinct()))) or 0

    def held_of(
        self, skus: Collection[str], currency: str, *, member: bool = False
    ) -> Mapping[str, Sequence[PriceRow]]:
        """The prices of each item that nobody decided about, the newest first, in one statement.

        Those that a later price replaced are among them: compare with the one in force.
        """
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = (
            select(points)
            .outerjoin(decisions, decisions.c.point_id == points.c.id)
            .where(points.c.sku.in_(skus), points.c.currency == currency)
            .where(points.c.held, decisions.c.point_id.is_(None), _is_for(points, member=member))
            .order_by(points.c.at.desc(), points.c.id.desc())
        )
        found: dict[str, list[PriceRow]] = {}
        for row in self.connection.execute(query).mappings():
            found.setdefault(row["sku"], []).append(_row(row))
        return found

    def decide(self, decision: PriceDecisionRow) -> bool:
        """Write a decision down; ``False`` if there is one already."""
        values = {name: getattr(decision, name) for name in PriceDecisionRow.__slots__}
        return self.insert_once(self.tables.price_decisions, values)

    def answers(self) -> dict[str, int]:
        """How many held prices were accepted, corrected and rejected: the shop's own precision."""
        decisions = self.tables.price_decisions
        query = select(decisions.c.answer, func.count()).group_by(decisions.c.answer)
        return {str(row[0]): int(row[1]) for row in self.connection.execute(query)}


def _is_for(points: Table, *, member: bool) -> ColumnElement[bool]:
    return points.c.kind == _MEMBER if member else points.c.kind != _MEMBER


def _values(point: PriceRow) -> dict[str, Any]:
    values = {name: getattr(point, name) for name in PriceRow.__slots__ if name != "price"}
    values |= {"amount": point.price.minor, "currency": point.price.currency}
    values["verdict"] = [dict(one) for one in point.verdict]
    return values


def _row(row: RowMapping) -> PriceRow:
    values = dict(row)
    price = Money.from_minor(values.pop("amount"), values.pop("currency"))
    return PriceRow(**values, price=price)
