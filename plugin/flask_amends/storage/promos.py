"""Promotions: versions are added and published; no condition of one ever changes in place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, and_, case, delete, func, select, update

from flask_amends.disputes import codec
from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms
from flask_amends.storage.promo_records import PromoRow, PromoUseRow, PromoUses
from flask_amends.storage.repository import Repository


class Promos(Repository):
    """The versions of promotions, and their uses."""

    def add(self, row: PromoRow) -> bool:
        """A new version; ``False`` if somebody else has written that one in between."""
        values = {name: getattr(row, name) for name in PromoRow.__slots__}
        values |= {"terms": codec.dump(row.terms), "banner": dict(row.banner)}
        return self.insert_once(self.tables.promo_versions, values)

    def versions(self, promo_id: str) -> Sequence[PromoRow]:
        """Every version of one, the first one first."""
        versions = self.tables.promo_versions
        mine = select(versions).where(versions.c.promo_id == promo_id).order_by(versions.c.number)
        return [_row(row) for row in self.connection.execute(mine).mappings()]

    def latest(self) -> Sequence[PromoRow]:
        """The last version of each, published or not, by name."""
        versions = self.tables.promo_versions
        last = (
            select(versions.c.promo_id, func.max(versions.c.number).label("number"))
            .group_by(versions.c.promo_id)
            .subquery()
        )
        same = and_(versions.c.promo_id == last.c.promo_id, versions.c.number == last.c.number)
        found = select(versions).join(last, same).order_by(versions.c.name, versions.c.promo_id)
        return [_row(row) for row in self.connection.execute(found).mappings()]

    def published(self) -> Sequence[PromoRow]:
        """Every version that was ever published, the newest of each first."""
        versions = self.tables.promo_versions
        found = select(versions).where(versions.c.published_at.is_not(None))
        order = found.order_by(versions.c.promo_id, versions.c.number.desc())
        return [_row(row) for row in self.connection.execute(order).mappings()]

    def of_code(self, code_key: str) -> Sequence[PromoRow]:
        """The published versions that a code stands for, the newest first."""
        versions = self.tables.promo_versions
        mine = select(versions).where(versions.c.code_key == code_key, versions.c.published_at.is_not(None))
        found = mine.order_by(versions.c.published_at.desc(), versions.c.number.desc())
        return [_row(row) for row in self.connection.execute(found).mappings()]

    def are_prices_known(self) -> bool:
        """Whether the ledger has prices, so that the lowest of 30 days is told beside a reduced one."""
        return bool(self.connection.scalar(select(select(self.tables.price_points.c.sku).exists())))

    def publish(self, promo_id: str, number: int, *, at: datetime, by: str | None) -> bool:
        """Put a version in force; ``False`` if it is already."""
        versions = self.tables.promo_versions
        one = and_(
            versions.c.promo_id == promo_id, versions.c.number == number, versions.c.published_at.is_(None)
        )
        done = self.connection.execute(
            update(versions).where(one).values(published_at=at, published_by=by),
            execution_options={"preserve_rowcount": True},
        )
        return done.rowcount == 1

    def end(self, promo_id: str, *, at: datetime, by: str | None) -> bool:
        """End every published version that has not ended; ``False`` if there is none."""
        versions = self.tables.promo_versions
        open_ones = and_(
            versions.c.promo_id == promo_id,
            versions.c.published_at.is_not(None),
            versions.c.ended_at.is_(None),
        )
        done = self.connection.execute(
            update(versions).where(open_ones).values(ended_at=at, ended_by=by),
            execution_options={"preserve_rowcount": True},
        )
        return done.rowcount > 0

    def use(self, row: PromoUseRow) -> bool:
        """That an order used it; ``False`` if that is known already."""
        values = {name: getattr(row, name) for name in PromoUseRow.__slots__ if name != "discount"}
        values |= {"amount": row.discount.minor, "currency": row.discount.currency}
        return self.insert_once(self.tables.promo_uses, values)

    def undo(self, promo_id: str, used_in: str) -> bool:
        """Drop a use, as if the order had never been; ``False`` if there is none."""
        uses = self.tables.promo_uses
        done = self.connection.execute(
            delete(uses).where(uses.c.promo_id == promo_id, uses.c.used_in == used_in),
            execution_options={"preserve_rowcount": True},
        )
        return done.rowcount > 0

    def uses_by(self, promo_id: str, used_by: str, currency: str) -> tuple[int, Money]:
        """In how many orders one customer used it, and what they got in a currency."""
        uses = self.tables.promo_uses
        amount = case((uses.c.currency == currency, uses.c.amount), else_=0)
        mine = select(func.count(), func.sum(amount)).where(
            uses.c.promo_id == promo_id, uses.c.used_by == used_by
        )
        times, given = self.connection.execute(mine).one()
        return times, Money.from_minor(int(given or 0), currency)

    def uses(self, promo_id: str) -> Sequence[PromoUses]:
        """How each version was used, the first one first."""
        uses = self.tables.promo_uses
        columns = (
            uses.c.promo_id,
            uses.c.number,
            uses.c.currency,
            func.count().label("times"),
            func.sum(uses.c.amount).label("given"),
            func.min(uses.c.at).label("first"),
            func.max(uses.c.at).label("last"),
        )
        found = (
            select(*columns).where(uses.c.promo_id == promo_id).group_by(*columns[:3]).order_by(uses.c.number)
        )
        return [_uses(row) for row in self.connection.execute(found).mappings()]


def _row(row: RowMapping) -> PromoRow:
    return PromoRow(**{**row, "terms": codec.load(PromoTerms, row["terms"])})


def _uses(row: RowMapping) -> PromoUses:
    values = dict(row)
    given = Money.from_minor(int(values.pop("given")), values.pop("currency"))
    return PromoUses(**values, given=given)
