"""A clock in a file: every process reads it, only the test moves it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class FileClock:
    """What the file says is the time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text(encoding="ascii")).astimezone(UTC)

    def set(self, moment: datetime) -> None:
        """Jump to a moment; a reader sees the old time or the new one, never half of it."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(moment.isoformat(), encoding="ascii")
        os.replace(fresh, self.path)  # noqa: PTH105 - atomic, also over an open file

    def move(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Move forward, ``move(days=3)``; returns the new moment."""
        moment = self.now() + (by if by is not None else timedelta(**parts))
        self.set(moment)
        return moment
