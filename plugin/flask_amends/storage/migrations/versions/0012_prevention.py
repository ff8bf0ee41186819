"""What reports are counted from, and what would have prevented a case, as staff confirmed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    _figures(p)
    _silences_and_prices(p)
    _preventions(p)


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("preventions", "seen_prices", "case_silences", "case_figures"):
        op.drop_table(f"{p}{name}")


def _figures(p: str) -> None:
    op.create_table(
        f"{p}case_figures",
        Column("case_id", sa.String(length=40), nullable=False),
        Column("version", sa.Integer(), nullable=False),
        Column("week", sa.String(length=10), nullable=False),
        Column("opened_at", Moment, nullable=False),
        Column("began_at", Moment, nullable=False),
        Column("reason", sa.String(length=40), nullable=False),
        Column("sku", sa.String(length=200), nullable=True),
        Column("currency", sa.String(length=3), nullable=True),
        Column("asked", sa.String(length=40), nullable=False),
        Column("asked_minor", sa.BigInteger(), nullable=True),
        Column("answered_at", Moment, nullable=True),
        Column("answer_seconds", sa.Integer(), nullable=True),
        Column("answer_work_seconds", sa.Integer(), nullable=True),
        Column("reviewed", sa.Boolean(), nullable=False),
        Column("given", sa.String(length=40), nullable=True),
        Column("given_minor", sa.BigInteger(), nullable=True),
        Column("given_by", sa.String(length=20), nullable=True),
        Column("closed_at", Moment, nullable=True),
        Column("outcome", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=f"pk_{p}case_figures"),
    )
    op.create_index(f"{p}ix_case_figures_opened", f"{p}case_figures", ["opened_at"])
    part = sa.text("closed_at IS NOT NULL")
    op.create_index(
        f"{p}ix_case_figures_closed",
        f"{p}case_figures",
        ["closed_at"],
        sqlite_where=part,
        postgresql_where=part,
    )


def _silences_and_prices(p: str) -> None:
    op.create_table(
        f"{p}case_silences",
        Column("case_id", sa.String(length=40), nullable=False),
        Column("sequence", sa.Integer(), nullable=False),
        Column("at", Moment, nullable=False),
        Column("rule", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "sequence", name=f"pk_{p}case_silences"),
    )
    op.create_index(f"{p}ix_case_silences_at", f"{p}case_silences", ["at"])
    op.create_table(
        f"{p}seen_prices",
        Column("case_id", sa.String(length=40), nullable=False),
        Column("sku", sa.String(length=200), nullable=False),
        Column("currency", sa.String(length=3), nullable=False),
        Column("minor", sa.BigInteger(), nullable=False),
        Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "sku", name=f"pk_{p}seen_prices"),
    )
    op.create_index(f"{p}ix_seen_prices_sku", f"{p}seen_prices", ["sku", "at"])


def _preventions(p: str) -> None:
    op.create_table(
        f"{p}preventions",
        Column("case_id", sa.String(length=40), nullable=False),
        Column("guard", sa.String(length=40), nullable=False),
        Column("version", sa.String(length=20), nullable=False),
        Column("verdict", sa.String(length=20), nullable=False),
        Column("code", sa.String(length=40), nullable=True),
        Column("evidence", sa.JSON(), nullable=False),
        Column("checked_at", Moment, nullable=False),
        Column("opinion", sa.String(length=10), nullable=True),
        Column("opinion_by", sa.String(length=40), nullable=True),
        Column("opinion_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "guard", name=f"pk_{p}preventions"),
        sa.ForeignKeyConstraint(["opinion_by"], [f"{p}persons.id"], name=f"fk_{p}preventions_opinion_by"),
        sa.CheckConstraint(
            "verdict IN ('prevented', 'not_prevented', 'not_enough')", name=f"ck_{p}preventions_verdict"
        ),
        sa.CheckConstraint("opinion IN ('confirmed', 'rejected')", name=f"ck_{p}preventions_opinion"),
    )
    op.create_index(f"{p}ix_preventions_checked", f"{p}preventions", ["checked_at"])
    op.create_index(f"{p}ix_preventions_opinion_by", f"{p}preventions", ["opinion_by"])
