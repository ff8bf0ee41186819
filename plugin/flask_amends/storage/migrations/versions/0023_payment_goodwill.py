"""When goodwill was offered to a shopper whose order waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from flask_amends.storage.columns import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}payments", sa.Column("goodwill_at", Moment, nullable=True))
    part = sa.text("goodwill_at IS NOT NULL")
    op.create_index(
        f"{p}ix_payments_goodwill",
        f"{p}payments",
        ["goodwill_at", "currency"],
        sqlite_where=part,
        postgresql_where=part,
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_index(f"{p}ix_payments_goodwill", table_name=f"{p}payments")
    op.drop_column(f"{p}payments", "goodwill_at")
