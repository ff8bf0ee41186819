"""Values to plain JSON objects and back, driven by the type hints of the value's own class."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

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
    """A JSON-ready form: money as ``{currency_code, value}``, moments as RFC 3339 in UTC, tuples as lists."""
    match value:
        case Money():
            return {"currency_code": value.currency, "value": str(value.amount)}
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case StrEnum():
            return value.value
        case tuple() | list():
            return [dump(one) for one in value]
        case set() | frozenset():
            return sorted(dump(one) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {name: dump(getattr(value, name)) for name in field_types(type(value))}
        case None | bool() | int() | str():
            return value
    raise TypeError(f"{type(value).__name__} has no plain form.")


def load(kind: Any, data: Any) -> Any:
    """The value of type ``kind`` that :func:`dump` made ``data`` of; absent fields take their defaults."""
    origin = get_origin(kind)
    if origin is Annotated:
        return load(get_args(kind)[0], data)
    if origin in (Union, types.UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return None if data is None else load(inner[0], data)
    if origin in (tuple, frozenset):
        element = get_args(kind)[0]
        return origin(load(element, one) for one in data)
    if kind is Money:
        return Money(amount=Decimal(data["value"]), currency=data["currency_code"])
    if kind in (datetime, date):
        return kind.fromisoformat(data)
    if kind is timedelta:
        return timedelta(seconds=data)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(data)
    if is_dataclass(kind):
        return _load_fields(kind, data)
    return data


def _load_fields(kind: Any, data: Mapping[str, Any]) -> Any:
    required = {
        field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING
    }
    missing = required - data.keys()
    if missing:
        raise ValueError(f"{kind.__name__} lacks {', '.join(sorted(missing))}.")
    return kind(**{name: load(hint, data[name]) for name, hint in field_types(kind).items() if name in data})
