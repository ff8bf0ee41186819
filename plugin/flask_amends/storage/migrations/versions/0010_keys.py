"""Keys of the API, and a way through all events by their time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Column

from flask_amends.storage.columns import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    p = context.config.attributes["prefix"]
    op.create_table(
        f"{p}api_keys",
        Column("id", sa.String(length=40), nullable=False),
        Column("name", sa.String(length=100), nullable=False),
        Column("secret_hash", sa.String(length=64), nullable=False),
        Column("owner", sa.String(length=100), nullable=False),
        Column("scopes", sa.JSON(), nullable=False),
        Column("profile", sa.String(length=10), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("created_by", sa.String(length=200), nullable=True),
        Column("expires_at", Moment, nullable=True),
        Column("last_used_at", Moment, nullable=True),
        Column("revoked_at", Moment, nullable=True),
        Column("revoked_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{p}api_keys"),
    )
    op.create_index(f"{p}ix_events_at", f"{p}events", ["at", "case_id", "sequence"])


def downgrade() -> None:
    """Drop it."""
    p = context.config.attributes["prefix"]
    op.drop_index(f"{p}ix_events_at", f"{p}events")
    op.drop_table(f"{p}api_keys")
