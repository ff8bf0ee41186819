"""Letters about stock."""

from __future__ import annotations

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""


def downgrade() -> None:
    """Drop it."""
