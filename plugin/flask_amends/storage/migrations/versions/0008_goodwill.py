"""Approvals, budgets of goodwill, and incidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    _approvals(p)
    _goodwill(p)
    _incidents(p)
    _incident_orders(p)


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("incident_orders", "incidents", "goodwill", "approvals"):
        op.drop_table(f"{p}{name}")


def _index(
    p: str, name: str, table: str, columns: list[str], *, where: str = "", unique: bool = False
) -> None:
    part = sa.text(where) if where else None
    full = f"{p}ix_{name}"
    op.create_index(full, f"{p}{table}", columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _to(p: str, table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{p}{target}.id"], name=f"fk_{p}{table}_{column}")


def _approvals(p: str) -> None:
    op.create_table(
        f"{p}approvals",
        Column("id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("incident_id", sa.String(length=40), nullable=True),
        Column("action", sa.String(length=30), nullable=False),
        Column("command", sa.JSON(), nullable=True),
        Column("basis", sa.String(length=64), nullable=False),
        Column("minor", sa.BigInteger(), nullable=True),
        Column("currency", sa.String(length=3), nullable=False),
        Column("reason", sa.Text(), nullable=True),
        Column("asked_by", sa.String(length=40), nullable=False),
        Column("asked_at", Moment, nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("decided_by", sa.String(length=40), nullable=True),
        Column("decided_at", Moment, nullable=True),
        Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'declined', 'dropped')", name=f"ck_{p}approvals_state"
        ),
        _to(p, "approvals", "case_id", "cases"),
        _to(p, "approvals", "asked_by", "persons"),
        _to(p, "approvals", "decided_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}approvals"),
    )
    _index(p, "approvals_waiting", "approvals", ["case_id"], where="state = 'waiting'", unique=True)
    _index(p, "approvals_incident", "approvals", ["incident_id"], where="incident_id IS NOT NULL")
    _index(p, "approvals_asked", "approvals", ["state", "asked_at", "id"])
    _index(p, "approvals_case", "approvals", ["case_id", "asked_at"])


def _goodwill(p: str) -> None:
    op.create_table(
        f"{p}goodwill",
        Column("id", sa.String(length=80), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("cause", sa.String(length=40), nullable=False),
        Column("kind", sa.String(length=30), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("minor", sa.BigInteger(), nullable=False),
        Column("currency", sa.String(length=3), nullable=False),
        Column("at", Moment, nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'promised', 'given', 'dropped')", name=f"ck_{p}goodwill_state"
        ),
        _to(p, "goodwill", "case_id", "cases"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}goodwill"),
    )
    _index(p, "goodwill_at", "goodwill", ["at", "currency"])
    _index(p, "goodwill_case", "goodwill", ["case_id"])


def _incidents(p: str) -> None:
    op.create_table(
        f"{p}incidents",
        Column("id", sa.String(length=40), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("title", sa.String(length=200), nullable=False),
        Column("reason", sa.String(length=40), nullable=False),
        Column("cause", sa.JSON(), nullable=False),
        Column("happened", sa.Text(), nullable=False),
        Column("notes", sa.JSON(), nullable=False),
        Column("is_public", sa.Boolean(), nullable=False),
        Column("terms", sa.JSON(), nullable=True),
        Column("words", sa.Text(), nullable=False),
        Column("cap_minor", sa.BigInteger(), nullable=True),
        Column("currency", sa.String(length=3), nullable=False),
        Column("created_by", sa.String(length=40), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("next_at", Moment, nullable=True),
        Column("lease", sa.String(length=40), nullable=True),
        Column("closed_at", Moment, nullable=True),
        Column("report", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'sending', 'held', 'sent', 'closed')",
            name=f"ck_{p}incidents_state",
        ),
        _to(p, "incidents", "created_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}incidents"),
    )
    _index(p, "incidents_due", "incidents", ["next_at"], where="next_at IS NOT NULL")
    _index(p, "incidents_created", "incidents", ["created_at", "id"])


def _incident_orders(p: str) -> None:
    op.create_table(
        f"{p}incident_orders",
        Column("id", sa.String(length=40), nullable=False),
        Column("incident_id", sa.String(length=40), nullable=False),
        Column("key", sa.String(length=200), nullable=False),
        Column("order_number", sa.String(length=200), nullable=True),
        Column("case_id", sa.String(length=40), nullable=True),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("locale", sa.String(length=20), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("why", sa.String(length=40), nullable=True),
        Column("minor", sa.BigInteger(), nullable=False),
        Column("version", sa.Integer(), nullable=True),
        Column("at", Moment, nullable=False),
        _to(p, "incident_orders", "incident_id", "incidents"),
        _to(p, "incident_orders", "case_id", "cases"),
        _to(p, "incident_orders", "person_id", "persons"),
        sa.PrimaryKeyConstraint("incident_id", "key", name=f"pk_{p}incident_orders"),
        sa.UniqueConstraint("id", name=f"uq_{p}incident_orders_id"),
    )
    _index(p, "incident_orders_state", "incident_orders", ["incident_id", "state"])
    _index(p, "incident_orders_case", "incident_orders", ["case_id"], where="case_id IS NOT NULL")
    _index(p, "incident_orders_person", "incident_orders", ["person_id"], where="person_id IS NOT NULL")
