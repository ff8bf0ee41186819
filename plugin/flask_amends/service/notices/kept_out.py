"""Which goods a way of delivery does not bring: by their category, on the line or in the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask_amends.guards.delivery import DeliveryRule
from flask_amends.notices.facts import fact, lines_of, sku_of
from flask_amends.service import catalogue
from flask_amends.state import State


def goods(product: Any, basket: Any) -> Sequence[Any]:
    """What is to be brought: the product of a page, else the lines of a basket."""
    return (product,) if product is not None else lines_of(basket) if basket is not None else ()


def kept_out(state: State, rule: DeliveryRule, things: Sequence[Any]) -> tuple[Any, ...]:
    """The goods that a rule does not bring."""
    if not rule.not_for:
        return ()
    refused = {one.casefold() for one in rule.not_for}
    return tuple(one for one in things if refused.intersection(_categories(state, one)))


def names(things: Iterable[Any]) -> tuple[str, ...]:
    """What goods are called, each once; what has no name is left out."""
    found = (fact(one, "title", "name") or fact(fact(one, "product"), "title", "name") for one in things)
    return tuple(dict.fromkeys(one.strip() for one in found if isinstance(one, str) and one.strip()))


def _categories(state: State, thing: Any) -> Collection[str]:
    """The categories of an item: its own, those of its product, or what the catalogue says."""
    found = fact(thing, "category", "categories")
    if found is None and (product := fact(thing, "product")) is not None:
        found = fact(product, "category", "categories")
    if found is None and (sku := sku_of(thing)) and (known := catalogue.item(state, sku)) is not None:
        found = known.category
    several = found if isinstance(found, list | tuple | set | frozenset) else (found,)
    return {_name(one).casefold() for one in several if one}


def _name(category: Any) -> str:
    """A category is a word, or something that has a name."""
    named = category if isinstance(category, str) else fact(category, "name", "title") or category
    return str(named).strip()
