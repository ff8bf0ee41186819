"""The sentences of notices about prices."""

from __future__ import annotations

PRICE: dict[str, str] = {}
