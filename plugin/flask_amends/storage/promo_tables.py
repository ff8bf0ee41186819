"""The tables of promotions: every version of their terms, and in which orders they were used."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Integer, PrimaryKeyConstraint, String, Table

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class PromoTables(Maker):
    """Makes what promotions are kept in."""

    def promo_versions(self) -> Table:
        return self.table(
            "promo_versions",
            Column("promo_id", Id, nullable=False),
            Column("number", Integer, nullable=False),
            Column("name", String(200), nullable=False),
            Column("code", String(60)),
            Column("code_key", String(60)),
            Column("terms", JSON, nullable=False),
            Column("banner", JSON, nullable=False),
            Column("written_at", Moment, nullable=False),
            Column("written_by", Id, self.to("persons.id")),
            Column("published_at", Moment),
            Column("published_by", Id, self.to("persons.id")),
            Column("ended_at", Moment),
            Column("ended_by", Id),
            PrimaryKeyConstraint("promo_id", "number"),
            self.index("promo_versions_code", "code_key", "number", where="published_at IS NOT NULL"),
        )

    def promo_uses(self) -> Table:
        return self.table(
            "promo_uses",
            Column("promo_id", Id, nullable=False),
            Column("used_in", String(64), nullable=False),
            Column("number", Integer, nullable=False),
            Column("at", Moment, nullable=False),
            Column("amount", BigInteger, nullable=False),
            Column("currency", String(3), nullable=False),
            Column("used_by", String(64)),
            PrimaryKeyConstraint("promo_id", "used_in"),
            self.index("promo_uses_customer", "promo_id", "used_by", where="used_by IS NOT NULL"),
        )
