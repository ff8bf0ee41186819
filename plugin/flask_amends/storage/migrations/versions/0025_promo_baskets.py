"""Baskets to judge promotions by."""

from __future__ import annotations

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""


def downgrade() -> None:
    """Drop it."""
