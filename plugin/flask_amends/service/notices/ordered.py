"""Everything that the notices say about an order: its goods, its delivery, its codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_amends.notices.model import Notice, Slot
from flask_amends.state import State

#: What composes notices about an order: ``(state, order, slot) -> notices``.
Composer = Callable[[State, Any, Slot], Sequence[Notice]]
COMPOSERS: list[Composer] = []


def of_order(state: State, order: Any, slot: Slot) -> Iterator[Notice]:
    """The notices about an order, of every area, as they would be shown in a place now."""
    for compose in COMPOSERS:
        yield from compose(state, order, slot)
