"""Marshmallow fields of what goes over the wire, made from the type hints of the values they carry."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from marshmallow import Schema, fields

from amends_webhooks import rfc3339
from flask_amends.disputes import codec
from flask_amends.disputes.money import Money
from flask_amends.disputes.personal import PersonalMark


class MoneyField(fields.Field[Money]):
    """``{"currency_code": "PLN", "value": "12.50"}``: exact, never a float."""

    def _serialize(self, value: Money | None, *_: Any, **__: Any) -> Any:
        return None if value is None else {"currency_code": value.currency, "value": str(value.amount)}


class MomentField(fields.Field[datetime]):
    """RFC 3339 in UTC with milliseconds and ``Z``."""

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> Any:
        return None if value is None else rfc3339(value)


class CodeField(fields.Field[StrEnum]):
    """One of the published codes. Codes are added over time, so receivers let unknown ones pass."""

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def _serialize(self, value: StrEnum | None, *_: Any, **__: Any) -> Any:
        return None if value is None else value.value


class DecimalField(fields.String):
    """An exact number as a text, such as a share between 0 and 1."""


class TextField(fields.String):
    """What a person wrote. Absent where the endpoint takes none, ``None`` once it is erased."""


@cache
def schema_of(kind: type) -> type[Schema]:
    """The schema of a value class: a field for each of its own, in their order."""
    return Schema.from_dict(
        {name: field_of(hint) for name, hint in codec.field_types(kind).items()}, name=kind.__name__
    )


def field_of(hint: Any, *, nullable: bool = False) -> fields.Field[Any]:
    """The field that carries values of this type."""
    origin = get_origin(hint)
    options: dict[str, Any] = {"allow_none": nullable, "required": True}
    if origin is Annotated and any(isinstance(mark, PersonalMark) for mark in hint.__metadata__):
        return TextField(allow_none=True, required=False)
    if origin is Annotated:
        return field_of(get_args(hint)[0], nullable=nullable)
    if origin in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return field_of(inner[0], nullable=True)
    if origin is tuple:
        return fields.List(field_of(get_args(hint)[0]), **options)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return CodeField(hint, **options)
    if hint in _PLAIN:
        return _PLAIN[hint](**options)
    if isinstance(hint, type) and is_dataclass(hint):
        kind: type = hint
        return fields.Nested(schema_of(kind), **options)
    raise TypeError(f"{hint!r} has no form on the wire.")


_PLAIN: Mapping[Any, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    bool: fields.Boolean,
    datetime: MomentField,
    Money: MoneyField,
    Decimal: DecimalField,
}


def without_texts(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """The dumped data without what persons wrote."""
    return {
        name: _without_texts(field, data[name])
        for name, field in schema.fields.items()
        if name in data and not isinstance(field, TextField)
    }


def _without_texts(field: fields.Field[Any], value: Any) -> Any:
    if isinstance(field, fields.Nested) and isinstance(value, dict):
        return without_texts(field.schema, value)
    if isinstance(field, fields.List) and isinstance(value, list):
        return [_without_texts(field.inner, one) for one in value]
    return value
