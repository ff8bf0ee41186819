"""The tables of messages: to marketplaces, from them, and mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment, Serial

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    p = context.config.attributes["prefix"]
    for create in CREATORS:
        create(p)


def downgrade() -> None:
    """Drop everything."""
    p = context.config.attributes["prefix"]
    for name in reversed(NAMES):
        op.drop_table(f"{p}{name}")


def _index(
    p: str, name: str, table: str, columns: list[str], *, where: str = "", unique: bool = False
) -> None:
    part = sa.text(where) if where else None
    full = f"{p}ix_{name}"
    op.create_index(full, f"{p}{table}", columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _endpoints(p: str) -> None:
    op.create_table(
        f"{p}endpoints",
        Column("id", sa.String(length=40), nullable=False),
        Column("url", sa.Text(), nullable=False),
        Column("description", sa.Text(), nullable=False),
        Column("owner", sa.String(length=100), nullable=False),
        Column("events", sa.JSON(), nullable=False),
        Column("profile", sa.String(length=20), nullable=False),
        Column("secrets", sa.LargeBinary(), nullable=False),
        Column("headers", sa.JSON(), nullable=False),
        Column("allow_networks", sa.JSON(), nullable=False),
        Column("in_flight", sa.Integer(), nullable=False),
        Column("rate", sa.Integer(), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("breaker", sa.JSON(), nullable=False),
        Column("resume_at", Moment, nullable=True),
        Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'disabled')", name=f"ck_{p}endpoints_state"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}endpoints"),
    )


def _inbound(p: str) -> None:
    op.create_table(
        f"{p}inbound",
        Column("id", Serial, autoincrement=True, nullable=False),
        Column("marketplace", sa.String(length=100), nullable=False),
        Column("webhook_id", sa.String(length=128), nullable=False),
        Column("type", sa.String(length=60), nullable=True),
        Column("body", sa.LargeBinary(), nullable=False),
        Column("sha256", sa.String(length=64), nullable=False),
        Column("received_at", Moment, nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("reason", sa.String(length=60), nullable=True),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("sequence", sa.Integer(), nullable=True),
        Column("applied_at", Moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('received', 'applied', 'ignored', 'parked', 'failed')", name=f"ck_{p}inbound_state"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}inbound"),
        sa.UniqueConstraint("marketplace", "webhook_id", name=f"uq_{p}inbound_marketplace"),
    )
    _index(p, "inbound_case", "inbound", ["case_id"], where="case_id IS NOT NULL")
    _index(p, "inbound_waiting", "inbound", ["received_at"], where="state IN ('received', 'parked')")


def _marketplaces(p: str) -> None:
    op.create_table(
        f"{p}marketplaces",
        Column("name", sa.String(length=100), nullable=False),
        Column("title", sa.Text(), nullable=False),
        Column("inbound_keys", sa.LargeBinary(), nullable=False),
        Column("takes_payment", sa.Boolean(), nullable=False),
        Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=f"pk_{p}marketplaces"),
    )


def _mails(p: str) -> None:
    op.create_table(
        f"{p}mails",
        Column("id", sa.String(length=40), nullable=False),
        Column("topic", sa.String(length=12), nullable=False),
        Column("topic_id", sa.String(length=40), nullable=False),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("recipient", sa.String(length=10), nullable=False),
        Column("kind", sa.String(length=40), nullable=False),
        Column("event_sequence", sa.Integer(), nullable=False),
        Column("locale", sa.String(length=20), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("attempts", sa.Integer(), nullable=False),
        Column("next_at", Moment, nullable=False),
        Column("lease", sa.String(length=40), nullable=True),
        Column("sent_at", Moment, nullable=True),
        Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'sent', 'failed', 'cancelled')", name=f"ck_{p}mails_state"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}mails_person_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}mails"),
        sa.UniqueConstraint(
            "topic", "topic_id", "event_sequence", "kind", "recipient", name=f"uq_{p}mails_topic"
        ),
    )
    _index(p, "mails_due", "mails", ["next_at", "id"], where="state = 'pending'")


def _messages(p: str) -> None:
    op.create_table(
        f"{p}messages",
        Column("id", sa.String(length=64), nullable=False),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("about", sa.String(length=40), nullable=True),
        Column("sequence", sa.Integer(), nullable=False),
        Column("type", sa.String(length=60), nullable=False),
        Column("profile", sa.String(length=20), nullable=False),
        Column("body", sa.LargeBinary(), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("expires_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}messages_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}messages"),
        sa.UniqueConstraint("case_id", "sequence", "type", "profile", name=f"uq_{p}messages_case_id"),
    )
    about = ["about", "sequence", "type", "profile"]
    _index(p, "messages_about", "messages", about, where="about IS NOT NULL", unique=True)


def _deliveries(p: str) -> None:
    op.create_table(
        f"{p}deliveries",
        Column("id", Serial, autoincrement=True, nullable=False),
        Column("message_id", sa.String(length=64), nullable=False),
        Column("endpoint_id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("attempts", sa.Integer(), nullable=False),
        Column("next_at", Moment, nullable=False),
        Column("lease", sa.String(length=40), nullable=True),
        Column("held_since", Moment, nullable=True),
        Column("finished_at", Moment, nullable=True),
        Column("reason", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'delivered', 'failed', 'expired', 'cancelled')",
            name=f"ck_{p}deliveries_state",
        ),
        sa.ForeignKeyConstraint(["endpoint_id"], [f"{p}endpoints.id"], name=f"fk_{p}deliveries_endpoint_id"),
        sa.ForeignKeyConstraint(["message_id"], [f"{p}messages.id"], name=f"fk_{p}deliveries_message_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}deliveries"),
        sa.UniqueConstraint("message_id", "endpoint_id", name=f"uq_{p}deliveries_message_id"),
    )
    _index(p, "deliveries_case", "deliveries", ["case_id", "sequence"])
    _index(p, "deliveries_due", "deliveries", ["endpoint_id", "next_at", "id"], where="state = 'pending'")
    _index(
        p, "deliveries_order", "deliveries", ["endpoint_id", "case_id", "sequence"], where="state = 'pending'"
    )


def _attempts(p: str) -> None:
    op.create_table(
        f"{p}attempts",
        Column("delivery_id", Serial, autoincrement=False, nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("at", Moment, nullable=False),
        Column("duration_ms", sa.Integer(), nullable=False),
        Column("status", sa.Integer(), nullable=True),
        Column("error", sa.String(length=60), nullable=True),
        Column("address", sa.String(length=60), nullable=True),
        Column("headers", sa.JSON(), nullable=False),
        Column("excerpt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], [f"{p}deliveries.id"], name=f"fk_{p}attempts_delivery_id"),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=f"pk_{p}attempts"),
    )


CREATORS = (_endpoints, _inbound, _marketplaces, _mails, _messages, _deliveries, _attempts)
NAMES = ("endpoints", "inbound", "marketplaces", "mails", "messages", "deliveries", "attempts")
