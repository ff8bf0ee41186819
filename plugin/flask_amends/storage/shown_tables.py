"""The table of what buyers were shown."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table

from flask_amends.storage.columns import Moment
from flask_amends.storage.maker import Maker


class ShownTables(Maker):
    """Makes the table of shown notices."""

    def shown_notices(self) -> Table:
        return self.table(
            "shown_notices",
            Column("order_number", String(200), primary_key=True),
            Column("digest", String(64), primary_key=True),
            Column("source", String(10), nullable=False),
            Column("kind", String(30), nullable=False),
            Column("slot", String(30), nullable=False),
            Column("about", String(200), nullable=False),
            Column("shown_at", Moment, nullable=False),
            Column("taken_at", Moment, nullable=False),
            Column("place", Integer, nullable=False),
            Column("content", JSON, nullable=False),
            self.index("shown_notices_taken_at", "taken_at"),
        )
