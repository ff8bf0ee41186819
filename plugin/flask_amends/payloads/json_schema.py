"""JSON Schema (draft 2020-12) of marshmallow schemas, as OpenAPI 3.1 takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from flask_amends.payloads.fields import CodeField, MomentField, MoneyField, TextField
from flask_amends.payloads.incoming import InCode, InFlag, InMoment, InMoney

Json = dict[str, Any]

MONEY: Json = {
    "type": "object",
    "required": ["currency_code", "value"],
    "properties": {
        "currency_code": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "value": {"type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,4})?$"},
    },
}
MOMENT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"


def object_schema(schema: Schema) -> Json:
    """The JSON Schema of an object. Unknown members are allowed: receivers let later ones pass."""
    required = [field.data_key or name for name, field in schema.fields.items() if field.required]
    made: Json = {"type": "object"}
    if schema.__doc__ and type(schema).__module__ != "marshmallow.schema" and not _is_generated(schema):
        made["description"] = schema.__doc__.strip().splitlines()[0]
    if required:
        made["required"] = required
    made["properties"] = {
        field.data_key or name: field_schema(field) for name, field in schema.fields.items()
    }
    return made


def field_schema(field: fields.Field[Any]) -> Json:
    """The JSON Schema of one field. A field of another layer says its own by ``as_json_schema()``."""
    own = getattr(field, "as_json_schema", None)
    make = next((make for kind, make in _MAKERS.items() if isinstance(field, kind)), None)
    made: Json = own() if own is not None else make(field)  # type: ignore[misc]
    if field.allow_none:
        made = {**made, "type": [made["type"], "null"]}
    return made


def _is_generated(schema: Schema) -> bool:
    return (schema.__doc__ or "").startswith("Base schema class")


def _choice(field: InCode) -> Json:
    return {"type": "string", "enum": [one.value for one in field.kind]}


def _code(field: CodeField) -> Json:
    return {"type": "string", "x-extensible-enum": [one.value for one in field.kind]}


def _string(field: fields.String) -> Json:
    made: Json = {"type": "string"}
    for check in field.validators:
        if isinstance(check, validate.Length):
            made |= {
                name: limit for name, limit in (("minLength", check.min), ("maxLength", check.max)) if limit
            }
        if isinstance(check, validate.OneOf):
            made["enum"] = list(check.choices)
    return made


def _list(field: fields.List[Any]) -> Json:
    return {"type": "array", "items": field_schema(field.inner)}


def _nested(field: fields.Nested) -> Json:
    return object_schema(field.schema)


#: The first kind that fits is taken, so the special ones stand before the plain ones.
_MAKERS: Mapping[type[fields.Field[Any]], Callable[[Any], Json]] = {
    MoneyField: lambda _: dict(MONEY),
    MomentField: lambda _: {"type": "string", "format": "date-time", "pattern": MOMENT_PATTERN},
    CodeField: _code,
    InMoney: lambda _: dict(MONEY),
    InMoment: lambda _: {"type": "string", "format": "date-time"},
    InCode: _choice,
    InFlag: lambda _: {"type": "boolean"},
    TextField: lambda _: {"type": "string"},
    fields.Date: lambda _: {"type": "string", "format": "date"},
    fields.Boolean: lambda _: {"type": "boolean"},
    fields.Integer: lambda _: {"type": "integer"},
    fields.Nested: _nested,
    fields.List: _list,
    fields.String: _string,
}
