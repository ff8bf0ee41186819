"""Who used a promotion, as a digest, and when the shop ended one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}promo_versions", Column("ended_at", Moment, nullable=True))
    op.add_column(f"{p}promo_versions", Column("ended_by", Id, nullable=True))
    op.add_column(f"{p}promo_uses", Column("used_by", sa.String(length=64), nullable=True))
    part = sa.text("used_by IS NOT NULL")
    op.create_index(
        f"{p}ix_promo_uses_customer",
        f"{p}promo_uses",
        ["promo_id", "used_by"],
        sqlite_where=part,
        postgresql_where=part,
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_index(f"{p}ix_promo_uses_customer", table_name=f"{p}promo_uses")
    with op.batch_alter_table(f"{p}promo_uses") as uses:
        uses.drop_column("used_by")
    with op.batch_alter_table(f"{p}promo_versions") as versions:
        versions.drop_column("ended_by")
        versions.drop_column("ended_at")
