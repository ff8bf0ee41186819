"""Who touched how many prices at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXES = (
    ("price_points_actor", ["actor", "at", "sku"], "was IS NOT NULL"),
    ("price_points_batch", ["batch", "id"], "held"),
)


def upgrade() -> None:
    """Keep with each price what it replaced, and find prices by who set them and with which others."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}price_points", Column("was", sa.BigInteger(), nullable=True))
    for name, columns, where in _INDEXES:
        part = sa.text(where)
        op.create_index(
            f"{p}ix_{name}", f"{p}price_points", columns, sqlite_where=part, postgresql_where=part
        )


def downgrade() -> None:
    """Forget it."""
    p = context.config.attributes["prefix"]
    for name, _, _ in _INDEXES:
        op.drop_index(f"{p}ix_{name}", f"{p}price_points")
    op.drop_column(f"{p}price_points", "was")
