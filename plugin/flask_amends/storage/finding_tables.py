"""The table of requests for a link to an order."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class FindingTables(Maker):
    """The table of these requests."""

    def order_requests(self) -> Table:
        return self.table(
            "order_requests",
            Column("id", Id, primary_key=True),
            Column("order_number", String(200)),
            Column("email", String(320)),
            Column("locale", String(20), nullable=False),
            Column("created_at", Moment, nullable=False),
            self.index("order_requests_created", "created_at"),
        )
