"""A place in a list that goes by a moment, as text for an address."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

LONGEST_PLACE = 200


def write_place(moment: datetime, thing_id: str) -> str:
    """A place in the list, as text for an address."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {thing_id}".encode()).decode().rstrip("=")


def read_place(text: str) -> tuple[datetime, str] | None:
    """The place behind a text; one that is not ours is the beginning."""
    if not text or len(text) > LONGEST_PLACE or not text.isascii():
        return None
    try:
        moment, _, thing_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        at = datetime.fromisoformat(moment)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (at, thing_id) if at.tzinfo is not None and thing_id.isascii() and len(thing_id) <= 64 else None
