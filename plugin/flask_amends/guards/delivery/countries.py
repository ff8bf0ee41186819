"""Countries by their two letters, ``"PL"``, and by those that are written for others by habit."""

from __future__ import annotations

_HABITS = {"UK": "GB", "EL": "GR"}


def country_code(text: str | None) -> str | None:
    """Its two letters (ISO 3166); ``None`` for what is no code."""
    plain = (text or "").strip().upper()
    if len(plain) != 2 or not plain.isascii() or not plain.isalpha():
        return None
    return _HABITS.get(plain, plain)
