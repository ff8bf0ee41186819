"""The log of who read and did what at the desk and through the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.appendonly import log_statements, removal
from flask_amends.storage.columns import Moment, Serial

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}audit",
        Column("id", Serial, autoincrement=True, nullable=False),
        Column("at", Moment, nullable=False),
        Column("kind", sa.String(length=10), nullable=False),
        Column("follows", Serial, nullable=True),
        Column("actor_kind", sa.String(length=12), nullable=False),
        Column("actor_id", sa.String(length=200), nullable=True),
        Column("actor_name", sa.Text(), nullable=True),
        Column("method", sa.String(length=8), nullable=False),
        Column("route", sa.String(length=80), nullable=False),
        Column("about", sa.String(length=80), nullable=True),
        Column("details", sa.JSON(), nullable=False),
        Column("status", sa.Integer(), nullable=True),
        Column("network", sa.String(length=50), nullable=True),
        Column("request_id", sa.String(length=32), nullable=False),
        Column("kept_until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}audit"),
    )
    op.create_index(f"{p}ix_audit_at", f"{p}audit", ["at"])
    _partial(p, "about", ["about", "id"])
    _partial(p, "actor", ["actor_id", "id"])
    _partial(p, "follows", ["follows"], unique=True)
    for sql in log_statements(f"{p}audit", op.get_context().dialect.name):
        op.execute(sql)


def _partial(p: str, name: str, columns: list[str], *, unique: bool = False) -> None:
    where = sa.text(f"{columns[0]} IS NOT NULL")
    op.create_index(
        f"{p}ix_audit_{name}",
        f"{p}audit",
        columns,
        unique=unique,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}audit")
    for sql in removal(f"{p}audit", op.get_context().dialect.name):
        op.execute(sql)
