"""The sentences of notices about delivery."""

from __future__ import annotations

DELIVERY: dict[str, str] = {}
