"""Seats of outside arbiters, holds, and which cases were forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}cases", Column("forgotten_at", Moment(timezone=True), nullable=True))
    _index(p, "cases_kept", "cases", ["closed_at"], "closed_at IS NOT NULL AND forgotten_at IS NULL")
    _index(p, "cases_second_look", "cases", ["due_at", "id"], "awaiting = 'arbiter'")
    _seats(p)
    _sessions(p)
    _holds(p)


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    for name in ("case_holds", "arbiter_sessions", "arbiter_seats"):
        op.drop_table(f"{p}{name}")
    for name in ("cases_second_look", "cases_kept"):
        op.drop_index(f"{p}ix_{name}", f"{p}cases")
    with op.batch_alter_table(f"{p}cases") as table:
        table.drop_column("forgotten_at")


def _index(p: str, name: str, table: str, columns: list[str], where: str = "") -> None:
    part = sa.text(where) if where else None
    op.create_index(f"{p}ix_{name}", f"{p}{table}", columns, sqlite_where=part, postgresql_where=part)


def _seats(p: str) -> None:
    name = f"{p}arbiter_seats"
    op.create_table(
        name,
        Column("id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("assignment_id", sa.String(length=80), nullable=False),
        Column("person_id", sa.String(length=40), nullable=False),
        Column("locale", sa.String(length=20), nullable=False),
        Column("created_by", sa.String(length=40), nullable=False),
        Column("created_at", Moment(timezone=True), nullable=False),
        Column("ended_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{name}_case_id"),
        sa.ForeignKeyConstraint(["person_id"], [f"{p}persons.id"], name=f"fk_{name}_person_id"),
        sa.ForeignKeyConstraint(["created_by"], [f"{p}persons.id"], name=f"fk_{name}_created_by"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    _index(p, "arbiter_seats_case", "arbiter_seats", ["case_id", "created_at"])
    _index(p, "arbiter_seats_person", "arbiter_seats", ["person_id"])


def _sessions(p: str) -> None:
    name = f"{p}arbiter_sessions"
    op.create_table(
        name,
        Column("token_hash", sa.String(length=64), nullable=False),
        Column("seat_id", sa.String(length=40), nullable=False),
        Column("created_at", Moment(timezone=True), nullable=False),
        Column("last_use_at", Moment(timezone=True), nullable=False),
        Column("expires_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], [f"{p}arbiter_seats.id"], name=f"fk_{name}_seat_id"),
        sa.PrimaryKeyConstraint("token_hash", name=f"pk_{name}"),
    )
    _index(p, "arbiter_sessions_seat", "arbiter_sessions", ["seat_id"])
    _index(p, "arbiter_sessions_expires", "arbiter_sessions", ["expires_at"])


def _holds(p: str) -> None:
    name = f"{p}case_holds"
    op.create_table(
        name,
        Column("id", sa.String(length=40), nullable=False),
        Column("case_id", sa.String(length=40), nullable=False),
        Column("reason", sa.Text(), nullable=True),
        Column("owner", sa.Text(), nullable=True),
        Column("placed_by", sa.String(length=40), nullable=False),
        Column("placed_at", Moment(timezone=True), nullable=False),
        Column("lifted_by", sa.String(length=40), nullable=True),
        Column("lifted_at", Moment(timezone=True), nullable=True),
        Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], [f"{p}cases.id"], name=f"fk_{name}_case_id"),
        sa.ForeignKeyConstraint(["placed_by"], [f"{p}persons.id"], name=f"fk_{name}_placed_by"),
        sa.ForeignKeyConstraint(["lifted_by"], [f"{p}persons.id"], name=f"fk_{name}_lifted_by"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    _index(p, "case_holds_case", "case_holds", ["case_id", "placed_at"])
    _index(p, "case_holds_placed_by", "case_holds", ["placed_by"])
