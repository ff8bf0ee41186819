"""Values to plain JSON objects and back, driven by the type hints of the value's own class."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Union, cast, get_args, get_origin, get_type_hints

from flask_amends.disputes.money import Money
from flask_amends.disputes.personal import PersonalMark


@cache
def field_types(kind: type) -> dict[str, Any]:
    """The resolved type of each field of a value class, marks included."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.name: hints[field.name]
        for field in fields(kind)
        if get_origin(hints[field.name]) is not ClassVar
    }


@cache
def personal_fields(kind: type) -> tuple[str, ...]:
    """The fields that hold a person's own words."""
    return tuple(name for name, hint in field_types(kind).items() if _is_personal(hint))


def _is_personal(hint: Any) -> bool:
    return get_origin(hint) is Annotated and any(isinstance(mark, PersonalMark) for mark in hint.__metadata__)


def dump(value: Any) -> Any:
    """A JSON-ready form: money as ``{currency_code, value}``, moments as RFC 3339 in UTC, tuples as lists.

    Raises ``TypeError`` for a value that has none.
    """
    kind: type = type(value)
    return _dumper(kind)(value)


def load(kind: Any, data: Any) -> Any:
    """The value of type ``kind`` that :func:`dump` made ``data`` of; absent fields take their defaults.

    Raises ``ValueError`` where a required field is absent.
    """
    return _loader(kind)(data)


@cache
def _dumper(kind: type) -> Callable[[Any], Any]:
    """How values of exactly this class are dumped; worked out once."""
    if is_dataclass(kind) and kind is not Money:
        names = tuple(field_types(kind))
        return lambda value: {name: dump(getattr(value, name)) for name in names}
    for base, dumper in _PLAIN:
        if issubclass(kind, base):
            return dumper
    raise TypeError(f"{kind.__name__} has no plain form.")


def _same(value: Any) -> Any:
    return value


#: The first row whose class fits: a ``StrEnum`` is a ``str`` too, and a moment is a ``date``.
_PLAIN: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (StrEnum, lambda value: value.value),
    ((str, int, type(None)), _same),
    (Decimal, str),
    (Money, lambda value: {"currency_code": value.currency, "value": str(value.amount)}),
    (date, lambda value: value.isoformat()),
    (timedelta, lambda value: value.total_seconds()),
    ((tuple, list), lambda value: [dump(one) for one in value]),
    ((set, frozenset), lambda value: sorted(dump(one) for one in value)),
)


@cache
def _loader(kind: Any) -> Callable[[Any], Any]:
    """How values of this type are loaded; worked out once."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _loader(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        inner = _loader(next(one for one in get_args(kind) if one is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin in (tuple, frozenset):
        element = _loader(get_args(kind)[0])
        return lambda data: origin(element(one) for one in data)
    if kind is Money:
        return lambda data: Money(amount=Decimal(data["value"]), currency=data["currency_code"])
    if kind is Decimal:
        return Decimal
    if kind in (datetime, date):
        return cast("Callable[[Any], Any]", kind.fromisoformat)
    if kind is timedelta:
        return lambda data: timedelta(seconds=data)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return _fields_loader(kind) if is_dataclass(kind) else _same


def _fields_loader(kind: Any) -> Callable[[Any], Any]:
    loaders = {name: _loader(hint) for name, hint in field_types(kind).items()}
    required = {
        field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING
    }

    def load_fields(data: Mapping[str, Any]) -> Any:
        missing = required - data.keys()
        if missing:
            raise ValueError(f"{kind.__name__} lacks {', '.join(sorted(missing))}.")
        return kind(**{name: loader(data[name]) for name, loader in loaders.items() if name in data})

    return load_fields
