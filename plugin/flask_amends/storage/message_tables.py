"""The tables of messages: to marketplaces, from them, and mails."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from flask_amends.storage.columns import Id, Moment, Serial
from flask_amends.storage.maker import Maker


class MessageTables(Maker):
    """Makes what travels."""

    def endpoints(self) -> Table:
        return self.table(
            "endpoints",
            Column("id", Id, primary_key=True),
            Column("url", Text, nullable=False),
            Column("description", Text, nullable=False, default=""),
            Column("owner", String(100), nullable=False),
            Column("events", JSON, nullable=False),
            Column("profile", String(20), nullable=False, default="full"),
            Column("secrets", LargeBinary, nullable=False),
            Column("old_secrets_until", Moment),
            Column("headers", JSON, nullable=False),
            Column("allow_networks", JSON, nullable=False),
            Column("in_flight", Integer, nullable=False, default=4),
            Column("rate", Integer, nullable=False, default=10),
            Column("state", String(10), nullable=False, default="active"),
            Column("breaker", JSON, nullable=False),
            Column("resume_at", Moment),
            Column("created_at", Moment, nullable=False),
            CheckConstraint("state IN ('active', 'paused', 'disabled')", name="state"),
        )

    def marketplaces(self) -> Table:
        return self.table(
            "marketplaces",
            Column("name", String(100), primary_key=True),
            Column("title", Text, nullable=False),
            Column("inbound_keys", LargeBinary, nullable=False),
            Column("takes_payment", Boolean, nullable=False),
            Column("created_at", Moment, nullable=False),
        )

    def messages(self) -> Table:
        return self.table(
            "messages",
            Column("id", String(64), primary_key=True),
            Column("case_id", Id, self.to("cases.id")),
            Column("about", Id),
            Column("sequence", Integer, nullable=False),
            Column("type", String(60), nullable=False),
            Column("profile", String(20), nullable=False),
            Column("body", LargeBinary, nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("expires_at", Moment),
            UniqueConstraint("case_id", "sequence", "type", "profile"),
            self.index(
                "messages_about",
                "about",
                "sequence",
                "type",
                "profile",
                where="about IS NOT NULL",
                unique=True,
            ),
        )

    def deliveries(self) -> Table:
        return self.table(
            "deliveries",
            Column("id", Serial, primary_key=True, autoincrement=True),
            Column("message_id", String(64), self.to("messages.id"), nullable=False),
            Column("endpoint_id", Id, self.to("endpoints.id"), nullable=False),
            Column("case_id", Id, nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("state", String(10), nullable=False, default="pending"),
            Column("attempts", Integer, nullable=False, default=0),
            Column("next_at", Moment, nullable=False),
            Column("lease", String(40)),
            Column("held_since", Moment),
            Column("finished_at", Moment),
            Column("reason", String(40)),
            UniqueConstraint("message_id", "endpoint_id"),
            CheckConstraint(
                "state IN ('pending', 'delivered', 'failed', 'expired', 'cancelled')", name="state"
            ),
            self.index("deliveries_due", "endpoint_id", "next_at", "id", where="state = 'pending'"),
            self.index("deliveries_order", "endpoint_id", "case_id", "sequence", where="state = 'pending'"),
            self.index("deliveries_case", "case_id", "sequence"),
        )

    def attempts(self) -> Table:
        return self.table(
            "attempts",
            Column("delivery_id", Serial, self.to("deliveries.id"), nullable=False, autoincrement=False),
            Column("number", Integer, nullable=False),
            Column("at", Moment, nullable=False),
            Column("duration_ms", Integer, nullable=False),
            Column("status", Integer),
            Column("error", String(60)),
            Column("address", String(60)),
            Column("headers", JSON, nullable=False),
            Column("excerpt", Text, nullable=False, default=""),
            PrimaryKeyConstraint("delivery_id", "number"),
        )

    def mails(self) -> Table:
        return self.table(
            "mails",
            Column("id", Id, primary_key=True),
            Column("topic", String(12), nullable=False, default="case"),
            Column("topic_id", Id, nullable=False),
            Column("person_id", Id, self.to("persons.id")),
            Column("recipient", String(10), nullable=False),
            Column("kind", String(40), nullable=False),
            Column("event_sequence", Integer, nullable=False),
            Column("locale", String(20), nullable=False),
            Column("created_at", Moment, nullable=False),
            Column("state", String(10), nullable=False, default="pending"),
            Column("attempts", Integer, nullable=False, default=0),
            Column("next_at", Moment, nullable=False),
            Column("lease", String(40)),
            Column("sent_at", Moment),
            Column("last_error", Text),
            UniqueConstraint("topic", "topic_id", "event_sequence", "kind", "recipient"),
            CheckConstraint("state IN ('pending', 'sent', 'failed', 'cancelled')", name="state"),
            self.index("mails_due", "next_at", "id", where="state = 'pending'"),
        )

    def inbound(self) -> Table:
        return self.table(
            "inbound",
            Column("id", Serial, primary_key=True, autoincrement=True),
            Column("marketplace", String(100), nullable=False),
            Column("webhook_id", String(128), nullable=False),
            Column("type", String(60)),
            Column("body", LargeBinary, nullable=False),
            Column("sha256", String(64), nullable=False),
            Column("received_at", Moment, nullable=False),
            Column("state", String(10), nullable=False, default="received"),
            Column("reason", String(60)),
            Column("case_id", Id),
            Column("sequence", Integer),
            Column("applied_at", Moment),
            UniqueConstraint("marketplace", "webhook_id"),
            CheckConstraint("state IN ('received', 'applied', 'ignored', 'parked', 'failed')", name="state"),
            self.index("inbound_waiting", "received_at", where="state IN ('received', 'parked')"),
            self.index("inbound_case", "case_id", where="case_id IS NOT NULL"),
        )
