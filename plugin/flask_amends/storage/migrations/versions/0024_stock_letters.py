"""News for those who wait for an item, told in rounds; a buyer who waits is one of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Id

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room; who waits has heard all there was so far."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}stock_facts", Column("news", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(f"{p}stock_facts", Column("telling", sa.String(length=20), nullable=True))
    part = sa.text("telling IS NOT NULL")
    op.create_index(
        f"{p}ix_stock_facts_telling", f"{p}stock_facts", ["sku"], sqlite_where=part, postgresql_where=part
    )
    op.execute(f"ALTER TABLE {p}stock_waits RENAME COLUMN notices TO heard")
    facts = sa.table(f"{p}stock_facts", sa.column("sku"), sa.column("news"))
    waits = sa.table(f"{p}stock_waits", sa.column("sku"), sa.column("heard"))
    told = sa.select(sa.func.max(waits.c.heard)).where(waits.c.sku == facts.c.sku).scalar_subquery()
    op.execute(facts.update().values(news=sa.func.coalesce(told, 0)))
    op.add_column(f"{p}stock_waits", Column("letter_id", Id, nullable=True))


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_column(f"{p}stock_waits", "letter_id")
    op.execute(f"ALTER TABLE {p}stock_waits RENAME COLUMN heard TO notices")
    op.drop_index(f"{p}ix_stock_facts_telling", f"{p}stock_facts")
    op.drop_column(f"{p}stock_facts", "telling")
    op.drop_column(f"{p}stock_facts", "news")
