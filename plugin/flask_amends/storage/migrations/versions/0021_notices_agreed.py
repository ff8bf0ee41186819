"""What a shopper agreed to, and what a nightly look found."""

from __future__ import annotations

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""


def downgrade() -> None:
    """Drop it."""
