"""Wishes about what is only needed, since when nobody is to be called, and orders confirmed by a tap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}wishes", Column("no_calls_at", Moment, nullable=True))
    op.add_column(f"{p}wishes", Column("only_if_needed", sa.JSON(), nullable=False, server_default="[]"))
    name = f"{p}order_confirmations"
    op.create_table(
        name,
        Column("id", Id, nullable=False),
        Column("order_number", sa.String(length=200), nullable=False),
        Column("person_id", Id, nullable=True),
        Column("locale", sa.String(length=20), nullable=False),
        Column("asked_at", Moment, nullable=False),
        Column("until", Moment, nullable=False),
        Column("confirmed_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("order_number", name=f"uq_{name}_order_number"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{name}_person_id"),
    )
    part = sa.text("person_id IS NOT NULL")
    op.create_index(
        f"{p}ix_order_confirmations_person",
        name,
        ["person_id"],
        sqlite_where=part,
        postgresql_where=part,
    )


def downgrade() -> None:
    """Forget it."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}order_confirmations")
    op.drop_column(f"{p}wishes", "only_if_needed")
    op.drop_column(f"{p}wishes", "no_calls_at")
