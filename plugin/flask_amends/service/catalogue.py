"""What the pages of the shop's items lack, by the shop's own function for its catalogue (Q5)."""

from __future__ import annotations

from flask_amends.errors import AmendsError
from flask_amends.guards.catalogue import Report, check
from flask_amends.state import State

_MEMORY = "catalogue"


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
