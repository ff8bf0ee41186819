"""The tables of what follows a purchase: reviews with their versions, and withdrawals from the contract."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Integer, PrimaryKeyConstraint, String, Table, Text

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class AfterTables(Maker):
    """Makes what follows a purchase."""

    def reviews(self) -> Table:
        return self.table(
            "reviews",
            Column("id", Id, primary_key=True),
            Column("case_id", Id, self.to("cases.id"), unique=True),
            Column("order_number", String(200)),
            Column("person_id", Id, self.to("persons.id")),
            Column("invited_at", Moment, nullable=False),
            Column("shop", Integer),
            Column("delivery", Integer),
            Column("goods", Integer),
            Column("comment", Text),
            Column("submitted_at", Moment),
            Column("changed_at", Moment),
            Column("order_key", String(200)),
            Column("marketplace", String(100)),
            Column("locale", String(20)),
            Column("time_zone", String(64)),
            Column("reinvited_at", Moment),
            self.index("reviews_order", "order_key", where="order_key IS NOT NULL", unique=True),
            self.index("reviews_submitted", "submitted_at", "id", where="submitted_at IS NOT NULL"),
            self.index("reviews_person", "person_id"),
        )

    def review_versions(self) -> Table:
        return self.table(
            "review_versions",
            Column("review_id", Id, self.to("reviews.id"), nullable=False),
            Column("number", Integer, nullable=False),
            Column("at", Moment, nullable=False),
            Column("shop", Integer),
            Column("delivery", Integer),
            Column("goods", Integer),
            Column("comment", Text),
            PrimaryKeyConstraint("review_id", "number"),
        )

    def withdrawals(self) -> Table:
        return self.table(
            "withdrawals",
            Column("id", Id, primary_key=True),
            Column("reference_number", String(20), nullable=False, unique=True),
            Column("received_at", Moment, nullable=False),
            Column("person_id", Id, self.to("persons.id")),
            Column("order_number", String(200)),
            Column("marketplace", String(100)),
            Column("proven", Boolean, nullable=False),
            Column("address_matches", Boolean),
            Column("whole", Boolean, nullable=False),
            Column("items", JSON, nullable=False),
            Column("statement", Text),
            Column("salt", String(32)),
            Column("sha256", String(64), nullable=False),
            Column("locale", String(20), nullable=False),
            Column("time_zone", String(64), nullable=False),
            Column("period_ends_at", Moment),
            Column("flagged", Boolean, nullable=False),
            Column("receipt", String(10), nullable=False),
            Column("told_at", Moment),
            Column("handled_at", Moment),
            Column("handled_by", Id, self.to("persons.id")),
            Column("note", Text),
            self.index("withdrawals_received", "received_at", "id"),
            self.index("withdrawals_open", "received_at", where="handled_at IS NULL"),
            self.index("withdrawals_person", "person_id"),
        )
