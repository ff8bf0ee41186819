"""What the page of an item has to have, by its category (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_amends.guards.catalogue import NEEDED, Missing
from flask_amends.settings import parsers as parse

#: What an item needs, by its category: ``{"books": ["description", "photo"]}``; ``"*"`` is for the rest.
CATALOGUE_NEEDS = "AMENDS_CATALOGUE_NEEDS"


def needs(value: Any) -> dict[str, frozenset[Missing]]:
    """The facts that items need, by category; a list alone is for all of them."""
    listed = value if isinstance(value, Mapping) else {"*": value}
    return {str(name): _facts(many) for name, many in listed.items()}


def _facts(value: Any) -> frozenset[Missing]:
    found = frozenset(map(str, parse.many(value)))
    if unknown := sorted(found - NEEDED):
        raise ValueError(f"names {', '.join(unknown)}.", f"An item has {', '.join(sorted(NEEDED))}.")
    return frozenset(map(Missing, found))
