"""What a shopper agreed to, and what a nightly look found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    table = f"{context.config.attributes['prefix']}notice_texts"
    op.add_column(table, sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column(f"{context.config.attributes['prefix']}notice_texts", "asks")
