"""The ledger of prices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.appendonly import ledger_statements, removal
from flask_amends.storage.columns import Id, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}price_points",
        Column("id", Id, nullable=False),
        Column("sku", sa.String(length=200), nullable=False),
        Column("amount", sa.BigInteger(), nullable=False),
        Column("currency", sa.String(length=3), nullable=False),
        Column("kind", sa.String(length=10), nullable=False),
        Column("tax_included", sa.Boolean(), nullable=False),
        Column("tax_rate", sa.String(length=12), nullable=True),
        Column("at", Moment, nullable=False),
        Column("ends_at", Moment, nullable=True),
        Column("source", sa.String(length=20), nullable=False),
        Column("actor", sa.String(length=200), nullable=True),
        Column("batch", sa.String(length=40), nullable=True),
        Column("held", sa.Boolean(), nullable=False),
        Column("level", sa.String(length=5), nullable=False),
        Column("verdict", sa.JSON(), nullable=False),
        Column("exposure", sa.BigInteger(), nullable=False),
        Column("follows", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}price_points"),
        sa.ForeignKeyConstraint(["follows"], [f"{p}price_points.id"], name=f"fk_{p}price_points_follows"),
    )
    _partial(p, "price_points_sku", ["sku", "currency", "at", "id"], "NOT held")
    _partial(p, "price_points_held", ["exposure", "id"], "held")
    _partial(p, "price_points_warned", ["at", "id"], "level = 'warn' AND NOT held")
    op.create_table(
        f"{p}price_decisions",
        Column("point_id", Id, nullable=False),
        Column("answer", sa.String(length=10), nullable=False),
        Column("at", Moment, nullable=False),
        Column("decided_by", Id, nullable=True),
        Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("point_id", name=f"pk_{p}price_decisions"),
        sa.ForeignKeyConstraint(
            ["point_id"], [f"{p}price_points.id"], name=f"fk_{p}price_decisions_point_id"
        ),
        sa.ForeignKeyConstraint(["decided_by"], [f"{p}persons.id"], name=f"fk_{p}price_decisions_decided_by"),
    )
    for sql in ledger_statements(f"{p}price_points", op.get_context().dialect.name):
        op.execute(sql)


def _partial(p: str, name: str, columns: list[str], where: str) -> None:
    part = sa.text(where)
    op.create_index(f"{p}ix_{name}", f"{p}price_points", columns, sqlite_where=part, postgresql_where=part)


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}price_decisions")
    op.drop_table(f"{p}price_points")
    for sql in removal(f"{p}price_points", op.get_context().dialect.name):
        op.execute(sql)
