"""The tables of money: approvals, goodwill, incidents and the orders that they reach."""

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
    Text,
)

from flask_amends.storage.columns import Id, Moment
from flask_amends.storage.maker import Maker


class MoneyTables(Maker):
    """Makes what compensation costs."""

    def approvals(self) -> Table:
        return self.table(
            "approvals",
            Column("id", Id, primary_key=True),
            Column("case_id", Id, self.to("cases.id")),
            Column("incident_id", Id),
            Column("action", String(30), nullable=False),
            Column("command", JSON),
            Column("basis", String(64), nullable=False),
            Column("minor", BigInteger),
            Column("currency", String(3), nullable=False),
            Column("reason", Text),
            Column("asked_by", Id, self.to("persons.id"), nullable=False),
            Column("asked_at", Moment, nullable=False),
            Column("state", String(10), nullable=False),
            Column("decided_by", Id, self.to("persons.id")),
            Column("decided_at", Moment),
            Column("answer", Text),
            CheckConstraint("state IN ('waiting', 'approved', 'declined', 'dropped')", name="state"),
            self.index("approvals_waiting", "case_id", where="state = 'waiting'", unique=True),
            self.index("approvals_incident", "incident_id", where="incident_id IS NOT NULL"),
            self.index("approvals_asked", "state", "asked_at", "id"),
            self.index("approvals_case", "case_id", "asked_at"),
        )

    def goodwill(self) -> Table:
        return self.table(
            "goodwill",
            Column("id", String(80), primary_key=True),
            Column("case_id", Id, self.to("cases.id"), nullable=False),
            Column("cause", String(40), nullable=False),
            Column("kind", String(30), nullable=False),
            Column("state", String(10), nullable=False),
            Column("minor", BigInteger, nullable=False),
            Column("currency", String(3), nullable=False),
            Column("at", Moment, nullable=False),
            CheckConstraint("state IN ('offered', 'promised', 'given', 'dropped')", name="state"),
            self.index("goodwill_at", "at", "currency"),
            self.index("goodwill_case", "case_id"),
        )

    def incidents(self) -> Table:
        return self.table(
            "incidents",
            Column("id", Id, primary_key=True),
            Column("state", String(10), nullable=False),
            Column("title", String(200), nullable=False),
            Column("reason", String(40), nullable=False),
            Column("cause", JSON, nullable=False),
            Column("happened", Text, nullable=False),
            Column("notes", JSON, nullable=False),
            Column("is_public", Boolean, nullable=False),
            Column("terms", JSON),
            Column("words", Text, nullable=False),
            Column("cap_minor", BigInteger),
            Column("currency", String(3), nullable=False),
            Column("created_by", Id, self.to("persons.id"), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("next_at", Moment),
            Column("lease", String(40)),
            Column("closed_at", Moment),
            Column("report", Text),
            CheckConstraint(
                "state IN ('draft', 'waiting', 'sending', 'held', 'sent', 'closed')", name="state"
            ),
            self.index("incidents_due", "next_at", where="next_at IS NOT NULL"),
            self.index("incidents_created", "created_at", "id"),
        )

    def incident_orders(self) -> Table:
        return self.table(
            "incident_orders",
            Column("id", Id, nullable=False, unique=True),
            Column("incident_id", Id, self.to("incidents.id"), nullable=False),
            Column("key", String(200), nullable=False),
            Column("order_number", String(200)),
            Column("case_id", Id, self.to("cases.id")),
            Column("person_id", Id, self.to("persons.id")),
            Column("locale", String(20), nullable=False),
            Column("state", String(10), nullable=False),
            Column("why", String(40)),
            Column("minor", BigInteger, nullable=False),
            Column("version", Integer),
            Column("at", Moment, nullable=False),
            PrimaryKeyConstraint("incident_id", "key"),
            self.index("incident_orders_state", "incident_id", "state"),
            self.index("incident_orders_case", "case_id", where="case_id IS NOT NULL"),
            self.index("incident_orders_person", "person_id", where="person_id IS NOT NULL"),
        )
