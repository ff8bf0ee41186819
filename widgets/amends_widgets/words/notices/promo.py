"""The sentences of notices about promotions."""

from __future__ import annotations

PROMO: dict[str, str] = {}
