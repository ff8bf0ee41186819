"""Terms of delivery by region: who looked at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}delivery_reviews",
        Column("id", Id, nullable=False),
        Column("digest", sa.String(length=64), nullable=False),
        Column("reviewed_at", Moment, nullable=False),
        Column("reviewed_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}delivery_reviews"),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], [f"{p}persons.id"], name=f"fk_{p}delivery_reviews_reviewed_by"
        ),
    )
    op.create_index(f"{p}ix_delivery_reviews_digest", f"{p}delivery_reviews", ["digest", "reviewed_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table(f"{context.config.attributes['prefix']}delivery_reviews")
