"""What shoppers were shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}shown_notices",
        Column("order_number", sa.String(length=200), nullable=False),
        Column("digest", sa.String(length=64), nullable=False),
        Column("source", sa.String(length=10), nullable=False),
        Column("kind", sa.String(length=30), nullable=False),
        Column("slot", sa.String(length=30), nullable=False),
        Column("about", sa.String(length=200), nullable=False),
        Column("shown_at", Moment, nullable=False),
        Column("taken_at", Moment, nullable=False),
        Column("place", sa.Integer(), nullable=False),
        Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("order_number", "digest", name=f"pk_{p}shown_notices"),
    )
    op.create_index(f"{p}ix_shown_notices_taken_at", f"{p}shown_notices", ["taken_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table(f"{context.config.attributes['prefix']}shown_notices")
