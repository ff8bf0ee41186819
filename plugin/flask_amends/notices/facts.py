"""Reading a shop's facts: our own values, mappings, and any object whose attributes have the same names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from flask_amends.disputes.money import Money, MoneyError

Value = TypeVar("Value")
#: A dict is by far the quickest to tell, and what most shops have.
_MAPPINGS = (dict, Mapping)


def fact(thing: Any, *names: str) -> Any:
    """A fact by its name, or by another of its names; ``None`` where it is missing."""
    for name in names:
        value = thing.get(name) if isinstance(thing, _MAPPINGS) else getattr(thing, name, None)
        if value is not None:
            return value
    return None


def money(value: Any, currency: str | None = None) -> Money | None:
    """An amount: ours, anything with ``amount`` and ``currency``, or a number in a known currency."""
    if value is None or isinstance(value, Money):
        return value
    amount, code = fact(value, "amount"), fact(value, "currency")
    if amount is None and currency is not None and isinstance(value, int | Decimal | str):
        amount, code = value, currency
    if amount is None or code is None or isinstance(value, bool):
        return None
    try:
        return Money(amount=Decimal(str(amount)), currency=str(code))
    except (MoneyError, ArithmeticError):
        return None


def moment(value: Any) -> datetime | None:
    """An aware moment; anything else is no fact."""
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def sku_of(thing: Any) -> str:
    """What an item is known by."""
    return str(fact(thing, "sku", "id") or "")


def number_of(order: Any) -> str:
    """What an order is known by, counted or written; empty where it has no number yet."""
    number = fact(order, "number", "order_number")
    said = "" if number is None else str(number)
    return said if said.strip() else ""


def lines_of(bought: Any) -> Sequence[Any]:
    """The items of a basket or an order: its ``lines`` or ``items``, or what it is a list of."""
    found = fact(bought, "lines", "items")
    if isinstance(found, Iterable) and not isinstance(found, str | Mapping):
        return tuple(found)
    listed = isinstance(bought, Iterable) and not isinstance(bought, str | Mapping)
    return tuple(bought) if listed else ()


def read(kind: type[Value], thing: Any) -> Value | None:
    """One of our frozen values from a mapping or object with the same names; ours pass as they are.

    ``None`` if a fact that the value cannot be without is missing.
    """
    if thing is None or isinstance(thing, kind):
        return thing
    known = {field.name: fact(thing, field.name) for field in fields(kind)}  # type: ignore[arg-type]
    try:
        return kind(**{name: value for name, value in known.items() if value is not None})
    except TypeError:
        return None
