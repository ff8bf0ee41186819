"""The tables of the price ledger: every price as it was set, and what was decided about held ones."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, String, Table, Text

from flask_amends.storage.appendonly import guard_ledger
from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class PriceTables(Maker):
    """Makes the ledger of prices."""

    def price_points(self) -> Table:
        points = self.table(
            "price_points",
            Column("id", Id, primary_key=True),
            Column("sku", String(200), nullable=False),
            Column("amount", BigInteger, nullable=False),
            Column("currency", String(3), nullable=False),
            Column("kind", String(10), nullable=False),
            Column("tax_included", Boolean, nullable=False),
            Column("tax_rate", String(12)),
            Column("at", Moment, nullable=False),
            Column("ends_at", Moment),
            Column("source", String(20), nullable=False),
            Column("actor", String(200)),
            Column("batch", String(40)),
            Column("held", Boolean, nullable=False),
            Column("level", String(5), nullable=False),
            Column("verdict", JSON, nullable=False),
            Column("exposure", BigInteger, nullable=False),
            Column("follows", Id, self.to("price_points.id")),
            Column("was", BigInteger),
            self.index("price_points_sku", "sku", "currency", "at", "id", where="NOT held"),
            self.index("price_points_actor", "actor", "at", "sku", where="was IS NOT NULL"),
            self.index("price_points_batch", "batch", "id", where="held"),
            self.index("price_points_held", "exposure", "id", where="held"),
            self.index("price_points_warned", "at", "id", where="level = 'warn' AND NOT held"),
        )
        guard_ledger(points)
        return points

    def price_decisions(self) -> Table:
        return self.table(
            "price_decisions",
            Column("point_id", Id, self.to("price_points.id"), primary_key=True),
            Column("answer", String(10), nullable=False),
            Column("at", Moment, nullable=False),
            Column("decided_by", Id, self.to("persons.id")),
            Column("note", Text),
        )
