"""The sentences of notices about availability."""

from __future__ import annotations

STOCK: dict[str, str] = {}
