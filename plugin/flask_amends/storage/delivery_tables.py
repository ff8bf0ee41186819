"""The table of who looked at which terms of delivery, and when."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class DeliveryTables(Maker):
    """Makes it."""

    def delivery_reviews(self) -> Table:
        return self.table(
            "delivery_reviews",
            Column("id", Id, primary_key=True),
            Column("digest", String(64), nullable=False),
            Column("reviewed_at", Moment, nullable=False),
            Column("reviewed_by", Id, self.to("persons.id")),
            self.index("delivery_reviews_digest", "digest", "reviewed_at"),
        )
