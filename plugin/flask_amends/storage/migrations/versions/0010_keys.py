"""Keys of the API."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""


def downgrade() -> None:
    """Drop it."""
