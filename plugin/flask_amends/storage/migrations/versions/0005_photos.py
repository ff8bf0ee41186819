"""Descriptions of photos that wait for their form, and requests for a link to an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a waiting photo have a description, and make room for requests."""
    p = context.config.attributes["prefix"]
    op.add_column(f"{p}staged_uploads", Column("description", sa.Text(), nullable=True))
    op.create_table(
        f"{p}order_requests",
        Column("id", sa.String(length=40), nullable=False),
        Column("order_number", sa.String(length=200), nullable=True),
        Column("email", sa.String(length=320), nullable=True),
        Column("locale", sa.String(length=20), nullable=False),
        Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}order_requests"),
    )
    op.create_index(f"{p}ix_order_requests_created", f"{p}order_requests", ["created_at"])


def downgrade() -> None:
    """Drop both."""
    p = context.config.attributes["prefix"]
    op.drop_table(f"{p}order_requests")
    with op.batch_alter_table(f"{p}staged_uploads") as table:
        table.drop_column("description")
