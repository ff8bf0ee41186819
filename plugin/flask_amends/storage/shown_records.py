"""What is kept of a notice that a buyer was shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One notice of one order, word for word (P6).

    ``digest`` is the SHA-256 of ``content`` (its canonical JSON). ``source`` is ``shown`` for what a page
    said and the checkout sent back, and ``in_force`` for what held when the order was placed but nobody can
    prove was read. ``shown_at`` is when the page was made, ``taken_at`` when the order told of it, ``place``
    where it stood among the others.
    """

    order_number: str
    digest: str
    source: str
    kind: str
    slot: str
    about: str
    shown_at: datetime
    taken_at: datetime
    place: int
    content: Mapping[str, Any]
