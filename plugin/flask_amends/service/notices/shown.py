"""What was shown: each notice carries a signed reference to exactly what it said (P6)."""

from __future__ import annotations

from flask_amends.notices.model import Notice, Slot
from flask_amends.state import State


def refer(state: State, notice: Notice, slot: Slot, locale: str, lines: tuple[str, ...]) -> str:  # noqa: ARG001
    """A signed reference to a notice as it was shown in a place, in a language, with these lines."""
    return ""
