"""The tables that reports are counted from: one narrow row per case, and what would have prevented it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class ReportTables(Maker):
    """Makes what reports are counted from. No row names a person; so they may outlive their case."""

    def case_figures(self) -> Table:
        return self.table(
            "case_figures",
            Column("case_id", Id, primary_key=True),
            Column("version", Integer, nullable=False),
            Column("week", String(10), nullable=False),
            Column("opened_at", Moment, nullable=False),
            Column("began_at", Moment, nullable=False),
            Column("reason", String(40), nullable=False),
            Column("sku", String(200)),
            Column("currency", String(3)),
            Column("asked", String(40), nullable=False),
            Column("asked_minor", BigInteger),
            Column("answered_at", Moment),
            Column("answer_seconds", Integer),
            Column("answer_work_seconds", Integer),
            Column("reviewed", Boolean, nullable=False),
            Column("given", String(40)),
            Column("given_minor", BigInteger),
            Column("given_by", String(20)),
            Column("closed_at", Moment),
            Column("outcome", String(40)),
            self.index("case_figures_opened", "opened_at"),
            self.index("case_figures_closed", "closed_at", where="closed_at IS NOT NULL"),
        )

    def case_silences(self) -> Table:
        return self.table(
            "case_silences",
            Column("case_id", Id, nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("at", Moment, nullable=False),
            Column("rule", String(30), nullable=False),
            PrimaryKeyConstraint("case_id", "sequence"),
            self.index("case_silences_at", "at"),
        )

    def seen_prices(self) -> Table:
        return self.table(
            "seen_prices",
            Column("case_id", Id, nullable=False),
            Column("sku", String(200), nullable=False),
            Column("currency", String(3), nullable=False),
            Column("minor", BigInteger, nullable=False),
            Column("at", Moment, nullable=False),
            PrimaryKeyConstraint("case_id", "sku"),
            self.index("seen_prices_sku", "sku", "at"),
        )

    def preventions(self) -> Table:
        return self.table(
            "preventions",
            Column("case_id", Id, nullable=False),
            Column("guard", String(40), nullable=False),
            Column("version", String(20), nullable=False),
            Column("verdict", String(20), nullable=False),
            Column("code", String(40)),
            Column("evidence", JSON, nullable=False),
            Column("checked_at", Moment, nullable=False),
            Column("opinion", String(10)),
            Column("opinion_by", Id, self.to("persons.id")),
            Column("opinion_at", Moment),
            PrimaryKeyConstraint("case_id", "guard"),
            CheckConstraint("verdict IN ('prevented', 'not_prevented', 'not_enough')", name="verdict"),
            CheckConstraint("opinion IN ('confirmed', 'rejected')", name="opinion"),
            self.index("preventions_checked", "checked_at"),
            self.index("preventions_opinion_by", "opinion_by"),
        )
