"""Texts of notices in the shop's own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}notice_texts",
        Column("key", sa.String(length=60), nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("texts", sa.JSON(), nullable=False),
        Column("slots", sa.JSON(), nullable=False),
        Column("countries", sa.JSON(), nullable=False),
        Column("valid_from", Moment, nullable=True),
        Column("valid_to", Moment, nullable=True),
        Column("written_at", Moment, nullable=False),
        Column("written_by", Id, nullable=True),
        Column("accepted_at", Moment, nullable=True),
        Column("accepted_by", Id, nullable=True),
        Column("ended_at", Moment, nullable=True),
        Column("ended_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("key", "number", name=f"pk_{p}notice_texts"),
        *(
            sa.ForeignKeyConstraint([name], [f"{p}persons.id"], name=f"fk_{p}notice_texts_{name}")
            for name in ("written_by", "accepted_by", "ended_by")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from < valid_to",
            name=f"ck_{p}notice_texts_valid",
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table(f"{context.config.attributes['prefix']}notice_texts")
