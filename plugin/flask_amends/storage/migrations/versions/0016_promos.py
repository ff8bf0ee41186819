"""Terms of promotions, in versions, and their uses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}promo_versions",
        Column("promo_id", Id, nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("name", sa.String(length=200), nullable=False),
        Column("code", sa.String(length=60), nullable=True),
        Column("code_key", sa.String(length=60), nullable=True),
        Column("terms", sa.JSON(), nullable=False),
        Column("banner", sa.JSON(), nullable=False),
        Column("written_at", Moment, nullable=False),
        Column("written_by", Id, nullable=True),
        Column("published_at", Moment, nullable=True),
        Column("published_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("promo_id", "number", name=f"pk_{p}promo_versions"),
        *(
            sa.ForeignKeyConstraint([name], [f"{p}persons.id"], name=f"fk_{p}promo_versions_{name}")
            for name in ("written_by", "published_by")
        ),
    )
    part = sa.text("published_at IS NOT NULL")
    op.create_index(
        f"{p}ix_promo_versions_code",
        f"{p}promo_versions",
        ["code_key", "number"],
        sqlite_where=part,
        postgresql_where=part,
    )
    op.create_table(
        f"{p}promo_uses",
        Column("promo_id", Id, nullable=False),
        Column("used_in", sa.String(length=64), nullable=False),
        Column("number", sa.Integer(), nullable=False),
        Column("at", Moment, nullable=False),
        Column("amount", sa.BigInteger(), nullable=False),
        Column("currency", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("promo_id", "used_in", name=f"pk_{p}promo_uses"),
    )


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}promo_uses")
    op.drop_table(f"{p}promo_versions")
