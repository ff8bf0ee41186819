"""The table of orders that can be paid only after the shop has confirmed them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, String, Table, Text

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class PaymentTables(Maker):
    """Makes what waits before a payment."""

    def payments(self) -> Table:
        return self.table(
            "payments",
            Column("id", Id, primary_key=True),
            Column("order_number", String(200), nullable=False, unique=True),
            Column("state", String(10), nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("reasons", JSON, nullable=False),
            Column("lines", JSON, nullable=False),
            Column("currency", String(3), nullable=False),
            Column("shown_minor", BigInteger, nullable=False),
            Column("right_minor", BigInteger),
            Column("goodwill_minor", BigInteger),
            Column("choices", JSON, nullable=False),
            Column("words", Text),
            Column("note", Text),
            Column("person_id", Id, self.to("persons.id")),
            Column("case_id", Id, self.to("cases.id")),
            Column("marketplace", String(100)),
            Column("locale", String(20), nullable=False),
            Column("held_at", Moment, nullable=False),
            Column("until", Moment, nullable=False),
            Column("next_at", Moment),
            Column("ended_at", Moment),
            Column("decided_by", Id, self.to("persons.id")),
            Column("goodwill_at", Moment),
            CheckConstraint(
                "state IN ('waiting', 'offered', 'confirmed', 'changed', 'cancelled', 'timed_out')",
                name="state",
            ),
            self.index("payments_open", "until", "id", where="ended_at IS NULL"),
            self.index("payments_next", "next_at", where="next_at IS NOT NULL"),
            self.index("payments_person", "person_id"),
            self.index("payments_goodwill", "goodwill_at", "currency", where="goodwill_at IS NOT NULL"),
        )
