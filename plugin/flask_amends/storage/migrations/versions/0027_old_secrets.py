"""Until when an endpoint's old secrets sign beside the newest."""

from __future__ import annotations

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
    op.add_column(f"{p}endpoints", Column("old_secrets_until", Moment, nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column(f"{context.config.attributes['prefix']}endpoints", "old_secrets_until")
