"""Wishes about what is only needed, and since when nobody is to be called."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}wishes", Column("no_calls_at", Moment, nullable=True))
    op.add_column(f"{p}wishes", Column("only_if_needed", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Forget it."""
    p = context.config.attributes["prefix"]
    op.drop_column(f"{p}wishes", "only_if_needed")
    op.drop_column(f"{p}wishes", "no_calls_at")
