"""Orders whose payment waits for a confirmation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}payments",
        Column("id", Id, nullable=False),
        Column("order_number", sa.String(length=200), nullable=False),
        Column("state", sa.String(length=10), nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("reasons", sa.JSON(), nullable=False),
        Column("lines", sa.JSON(), nullable=False),
        Column("currency", sa.String(length=3), nullable=False),
        Column("shown_minor", sa.BigInteger(), nullable=False),
        Column("right_minor", sa.BigInteger(), nullable=True),
        Column("goodwill_minor", sa.BigInteger(), nullable=True),
        Column("choices", sa.JSON(), nullable=False),
        Column("words", sa.Text(), nullable=True),
        Column("note", sa.Text(), nullable=True),
        Column("person_id", Id, nullable=True),
        Column("case_id", Id, nullable=True),
        Column("marketplace", sa.String(length=100), nullable=True),
        Column("locale", sa.String(length=20), nullable=False),
        Column("held_at", Moment, nullable=False),
        Column("until", Moment, nullable=False),
        Column("next_at", Moment, nullable=True),
        Column("ended_at", Moment, nullable=True),
        Column("decided_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}payments"),
        sa.UniqueConstraint("order_number", name=f"uq_{p}payments_order_number"),
        sa.CheckConstraint(
            "state IN ('waiting', 'offered', 'confirmed', 'changed', 'cancelled', 'timed_out')",
            name=f"ck_{p}payments_state",
        ),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}payments_person_id"),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{p}payments_case_id"),
        sa.ForeignKeyConstraint(["decided_by"], [f"{p}persons.id"], name=f"fk_{p}payments_decided_by"),
    )
    for name, columns, where in (
        ("payments_open", ["until", "id"], "ended_at IS NULL"),
        ("payments_next", ["next_at"], "next_at IS NOT NULL"),
        ("payments_person", ["person_id"], None),
    ):
        part = sa.text(where) if where else None
        op.create_index(f"{p}ix_{name}", f"{p}payments", columns, sqlite_where=part, postgresql_where=part)


def downgrade() -> None:
    """Drop it."""
    op.drop_table(f"{context.config.attributes['prefix']}payments")
