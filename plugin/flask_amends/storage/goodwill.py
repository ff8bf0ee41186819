"""Goodwill by case: what was offered, promised and given, summed by month and cause (C6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, delete, func, literal, select, update

from flask_amends.disputes.vocabulary import Reason
from flask_amends.storage.money_records import GoodwillRow
from flask_amends.storage.payment_records import CHANGED, OFFERED
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
        """What counts against the budget between two moments, in minor units, but for one case or payment."""
        goodwill = self.tables.goodwill
        query = select(func.sum(goodwill.c.minor)).where(
            goodwill.c.currency == currency,
            goodwill.c.at >= since,
            goodwill.c.at < until,
            goodwill.c.state.in_(COUNTED),
            goodwill.c.case_id != but,
        )
        payments = self.tables.payments
        before = self._before_payment(since, until, func.sum(payments.c.goodwill_minor)).where(
            payments.c.currency == currency, payments.c.id != but
        )
        return int(self.connection.scalar(query) or 0) + int(self.connection.scalar(before) or 0)

    def sums(self, since: datetime, until: datetime) -> Sequence[tuple[str, str, str, int, int]]:
        """``(currency, cause, state, count, minor)`` between two moments."""
        goodwill = self.tables.goodwill
        by = (goodwill.c.currency, goodwill.c.cause, goodwill.c.state)
        query = select(*by, func.count(), func.sum(goodwill.c.minor)).where(
            goodwill.c.at >= since, goodwill.c.at < until, goodwill.c.state.in_(COUNTED)
        )
        rows = [*self.connection.execute(query.group_by(*by).order_by(*by)), *self._taken_off(since, until)]
        return [(one[0], one[1], one[2], int(one[3]), int(one[4] or 0)) for one in rows]

    def _taken_off(self, since: datetime, until: datetime) -> Sequence[Row[Any]]:
        """What is taken off orders that wait for their payment: offered, or agreed to and so given."""
        payments = self.tables.payments
        state = case((payments.c.state == CHANGED, "given"), else_="offered").label("state")
        sums = (func.count(), func.sum(payments.c.goodwill_minor))
        cause = literal(Reason.PRICE_ERROR.value)
        query = self._before_payment(since, until, payments.c.currency, cause, state, *sums)
        return self.connection.execute(query.group_by(payments.c.currency, state)).all()

    def _before_payment(self, since: datetime, until: datetime, *columns: Any) -> Select[Any]:
        payments = self.tables.payments
        return select(*columns).where(
            payments.c.goodwill_at >= since,
            payments.c.goodwill_at < until,
            payments.c.state.in_((OFFERED, CHANGED)),
        )

    def first_at(self) -> datetime | None:
        """When the first goodwill of the shop was counted."""
        goodwill, payments = self.tables.goodwill, self.tables.payments
        firsts = (
            self.connection.scalar(select(goodwill.c.at).order_by(goodwill.c.at).limit(1)),
            self.connection.scalar(select(func.min(payments.c.goodwill_at))),
        )
        return min((at for at in firsts if at is not None), default=None)
