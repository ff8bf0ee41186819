"""The sentences of notices about contact."""

from __future__ import annotations

CONTACT: dict[str, str] = {}
