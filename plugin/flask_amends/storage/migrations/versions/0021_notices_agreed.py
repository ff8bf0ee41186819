"""What a shopper ticks, and what the daily look found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from flask_amends.storage.columns import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    asks: sa.Column[bool] = sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column(f"{p}notice_texts", asks)
    op.create_table(
        f"{p}looks",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("found_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=f"pk_{p}looks"),
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}looks")
    op.drop_column(f"{p}notice_texts", "asks")
