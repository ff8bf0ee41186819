"""Orders that wait for the shop's confirmation, and what the ledger knows of the prices in an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from flask_amends.disputes.money import Money
from flask_amends.storage.payment_records import CANCELLED, TIMED_OUT, PaymentRow, Standing
from flask_amends.storage.repository import Repository

#: A price by its SKU, with when it was set.
_Newest = dict[str, tuple[Money, datetime]]


class Payments(Repository):
    """Payments that wait."""

    def add(self, row: PaymentRow) -> bool:
        """A new one; ``False`` if the order has one already."""
        return self.insert_once(self.tables.payments, _values(row))

    def get(self, payment_id: str, *, lock: bool = False) -> PaymentRow | None:
        """One of them."""
        return self._one(self.tables.payments.c.id == payment_id, lock=lock)

    def of_order(self, order_number: str, *, lock: bool = False) -> PaymentRow | None:
        """That of an order."""
        return self._one(self.tables.payments.c.order_number == order_number, lock=lock)

    def _one(self, which: Any, *, lock: bool) -> PaymentRow | None:
        query = select(self.tables.payments).where(which)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else PaymentRow(**found)

    def change(self, payment_id: str, *, sequence: int, among: Collection[str], **values: Any) -> bool:
        """Move one on to ``sequence``; ``False`` if it stands elsewhere by now, and nothing is written."""
        payments = self.tables.payments
        mine = update(payments).where(
            payments.c.id == payment_id,
            payments.c.sequence == sequence - 1,
            payments.c.state.in_(among),
        )
        return self.connection.execute(mine.values(sequence=sequence, **values)).rowcount == 1

    def note(self, payment_id: str, **values: Any) -> None:
        """Write down what moves nothing."""
        payments = self.tables.payments
        self.connection.execute(update(payments).where(payments.c.id == payment_id).values(**values))

    def paid(self, order_number: str, now: datetime) -> None:
        """The order was paid: one that was cancelled is looked at now, so that the money goes back."""
        payments = self.tables.payments
        over = payments.c.state.in_((CANCELLED, TIMED_OUT)) & payments.c.case_id.is_(None)
        cancelled = update(payments).where(payments.c.order_number == order_number, over)
        self.connection.execute(cancelled.values(next_at=now))

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """The ids of those that are to be looked at again."""
        payments = self.tables.payments
        query = select(payments.c.id).where(payments.c.next_at <= now)
        return self.connection.scalars(query.order_by(payments.c.next_at).limit(limit)).all()

    def listed(
        self, *, done: bool, after: tuple[datetime, str] | None = None, limit: int = 50
    ) -> Sequence[PaymentRow]:
        """The open ones, the most urgent first; or the ended ones, the newest first."""
        payments = self.tables.payments
        at = payments.c.ended_at if done else payments.c.until
        query = select(payments).where(payments.c.ended_at.is_not(None) if done else _open(payments))
        if after is not None:
            moment, key = after
            later = or_(at < moment, (at == moment) & (payments.c.id < key))
            query = query.where(later if done else or_(at > moment, (at == moment) & (payments.c.id > key)))
        order = (at.desc(), payments.c.id.desc()) if done else (at, payments.c.id)
        found = self.connection.execute(query.order_by(*order).limit(limit)).mappings()
        return [PaymentRow(**row) for row in found]

    def count_waiting(self) -> int:
        """How many wait for the shop."""
        payments = self.tables.payments
        query = select(func.count()).where(_open(payments), payments.c.state == "waiting")
        return self.connection.scalar(query) or 0

    def erase(self, person_ids: Collection[str]) -> int:
        """Forget what was written to these persons, or about them; returns how many texts went."""
        payments = self.tables.payments
        theirs = update(payments).where(payments.c.person_id.in_(person_ids))
        written = theirs.where(or_(payments.c.words.is_not(None), payments.c.note.is_not(None)))
        return self.connection.execute(written.values(words=None, note=None)).rowcount

    # -- prices ----------------------------------------------------------------------------------------------

    def standings(self, skus: Collection[str], currency: str, since: datetime) -> Mapping[str, Standing]:
        """What the ledger knows of these items, in two statements whatever their number.

        ``since`` is from when on a held price counts as held lately, whatever was decided about it.
        """
        in_force, members = self._in_force(skus, currency)
        points, decisions = self.tables.price_points, self.tables.price_decisions
        query = (
            select(points.c.sku, points.c.at, points.c.amount, decisions.c.answer)
            .outerjoin(decisions, decisions.c.point_id == points.c.id)
            .where(points.c.sku.in_(skus), points.c.currency == currency, points.c.held)
            .where(or_(decisions.c.point_id.is_(None), points.c.at >= since), points.c.kind != "member")
            .order_by(points.c.at, points.c.id)
        )
        found = {
            sku: Standing(
                in_force=in_force[sku][0] if sku in in_force else None,
                for_members=members[sku][0] if sku in members else None,
            )
            for sku in in_force | members
        }
        for sku, at, minor, answer in self.connection.execute(query):
            before = found.get(sku, Standing())
            superseded = sku in in_force and in_force[sku][1] > at
            waits = answer is None and not superseded
            found[sku] = replace(
                before,
                waiting=Money.from_minor(minor, currency) if waits else before.waiting,
                held_lately=before.held_lately or waits or at >= since,
            )
        return found

    def _in_force(self, skus: Collection[str], currency: str) -> tuple[_Newest, _Newest]:
        """The prices in force for everybody, and those for members, in one statement."""
        points = self.tables.price_points
        member = points.c.kind == "member"
        place = func.row_number().over(
            partition_by=(points.c.sku, member), order_by=(points.c.at.desc(), points.c.id.desc())
        )
        ranked = (
            select(points.c.sku, points.c.at, points.c.amount, points.c.kind, place.label("place"))
            .where(points.c.sku.in_(skus), points.c.currency == currency, ~points.c.held)
            .subquery()
        )
        newest = select(ranked.c.sku, ranked.c.at, ranked.c.amount, ranked.c.kind).where(ranked.c.place == 1)
        everybody: _Newest = {}
        members: _Newest = {}
        for sku, at, minor, kind in self.connection.execute(newest):
            found = members if kind == "member" else everybody
            found[sku] = Money.from_minor(minor, currency), at
        return everybody, members


def _open(payments: Any) -> Any:
    return payments.c.ended_at.is_(None)


def _values(row: PaymentRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in PaymentRow.__slots__}
    return values | {
        "reasons": list(row.reasons),
        "lines": [dict(one) for one in row.lines],
        "choices": list(row.choices),
    }
