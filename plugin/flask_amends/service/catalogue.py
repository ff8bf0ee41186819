"""What the pages of the shop's items lack, by the shop's own function for its catalogue (Q5)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from flask_amends.errors import AmendsError
from flask_amends.guards.catalogue import Item, Report, check
from flask_amends.state import State

_MEMORY = "catalogue"
#: How long the kinds of items and how they are packed are kept in mind: they change seldom.
_KEPT = timedelta(hours=1)
_logger = logging.getLogger("flask_amends")


class NoCatalogueError(AmendsError):
    """The shop registered no function for its items, or it failed."""


def report(state: State) -> Report | None:
    """What lacks now; ``None`` where the shop registered no function. Raises :class:`NoCatalogueError`."""
    given = state.handlers.catalogue
    if given is None:
        return None
    try:
        return check(given(), state.settings.catalogue_needs)
    except Exception as error:
        raise NoCatalogueError(
            f"The shop's function for its items failed: {type(error).__name__}: {error}"
        ) from error


def lately(state: State) -> Report | None:
    """The same, kept in mind for a moment: for pages."""
    keep = state.settings.notices.memory
    return state.memory.get((_MEMORY,), state.clock.now(), keep, lambda: report(state))


def item(state: State, sku: str) -> Item | None:
    """What the shop's catalogue says of an item; ``None`` where there is none, or its function fails.

    Only what pages ask for is kept in mind: its category, and how it is packed.
    """
    if state.handlers.catalogue is None:
        return None
    known = state.memory.get((_MEMORY, "items"), state.clock.now(), _KEPT, lambda: _known(state))
    return known.get(sku)


def _known(state: State) -> Mapping[str, Item]:
    given = state.handlers.catalogue
    try:
        found = [Item.of(one) for one in given()] if given is not None else []
    except Exception as error:  # noqa: BLE001 - a page can do without
        _logger.error("The shop's function for its items failed: %s: %s", type(error).__name__, error)
        return {}
    return {
        one.sku: Item(sku=one.sku, title=one.title, category=one.category, packaging=one.packaging)
        for one in found
        if one.category or one.packaging
    }
