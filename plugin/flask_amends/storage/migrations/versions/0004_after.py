"""Withdrawals from the contract, and reviews of orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REVIEWS = ("order_key", "marketplace", "locale", "time_zone", "reinvited_at")


def upgrade() -> None:
    """Let a review be about an order, keep its versions, and make room for withdrawals."""
    p = context.config.attributes["prefix"]
    for column in (
        Column("order_key", sa.String(length=200), nullable=True),
        Column("marketplace", sa.String(length=100), nullable=True),
        Column("locale", sa.String(length=20), nullable=True),
        Column("time_zone", sa.String(length=64), nullable=True),
        Column("reinvited_at", Moment, nullable=True),
    ):
        op.add_column(f"{p}reviews", column)
    _index(p, "reviews_order", "reviews", ["order_key"], where="order_key IS NOT NULL", unique=True)
    _index(p, "reviews_submitted", "reviews", ["submitted_at", "id"], where="submitted_at IS NOT NULL")
    _index(p, "reviews_person", "reviews", ["person_id"])
    _review_versions(p)
    _withdrawals(p)


def downgrade() -> None:
    """Forget them."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}withdrawals")
    op.drop_table(f"{p}review_versions")
    for name in ("reviews_person", "reviews_submitted", "reviews_order"):
        op.drop_index(f"{p}ix_{name}", f"{p}reviews")
    for column in reversed(_REVIEWS):
        op.drop_column(f"{p}reviews", column)


def _index(
    p: str, name: str, table: str, columns: list[str], *, where: str = "", unique: bool = False
) -> None:
    part = sa.text(where) if where else None
    full = f"{p}ix_{name}"
    op.create_index(full, f"{p}{table}", columns, unique=unique, sqlite_where=part, postgresql_where=part)


def _review_versions(p: str) -> None:
    op.create_table(
        f"{p}review_versions",
        Column("review_id", sa.String(length=40), nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("at", Moment, nullable=False),
        Column("shop", sa.Integer(), nullable=True),
        Column("delivery", sa.Integer(), nullable=True),
        Column("goods", sa.Integer(), nullable=True),
        Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], [f"{p}reviews.id"], name=f"fk_{p}review_versions_review_id"),
        sa.PrimaryKeyConstraint("review_id", "number", name=f"pk_{p}review_versions"),
    )


def _withdrawals(p: str) -> None:
    op.create_table(
        f"{p}withdrawals",
        Column("id", sa.String(length=40), nullable=False),
        Column("reference_number", sa.String(length=20), nullable=False),
        Column("received_at", Moment, nullable=False),
        Column("person_id", sa.String(length=40), nullable=True),
        Column("order_number", sa.String(length=200), nullable=True),
        Column("marketplace", sa.String(length=100), nullable=True),
        Column("proven", sa.Boolean(), nullable=False),
        Column("address_matches", sa.Boolean(), nullable=True),
        Column("whole", sa.Boolean(), nullable=False),
        Column("items", sa.JSON(), nullable=False),
        Column("statement", sa.Text(), nullable=True),
        Column("salt", sa.String(length=32), nullable=True),
        Column("sha256", sa.String(length=64), nullable=False),
        Column("locale", sa.String(length=20), nullable=False),
        Column("time_zone", sa.String(length=64), nullable=False),
        Column("period_ends_at", Moment, nullable=True),
        Column("flagged", sa.Boolean(), nullable=False),
        Column("receipt", sa.String(length=10), nullable=False),
        Column("told_at", Moment, nullable=True),
        Column("handled_at", Moment, nullable=True),
        Column("handled_by", sa.String(length=40), nullable=True),
        Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{p}withdrawals_person_id"),
        sa.ForeignKeyConstraint(["handled_by"], [f"{p}persons.id"], name=f"fk_{p}withdrawals_handled_by"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}withdrawals"),
        sa.UniqueConstraint("reference_number", name=f"uq_{p}withdrawals_reference_number"),
    )
    _index(p, "withdrawals_received", "withdrawals", ["received_at", "id"])
    _index(p, "withdrawals_open", "withdrawals", ["received_at"], where="handled_at IS NULL")
    _index(p, "withdrawals_person", "withdrawals", ["person_id"])
