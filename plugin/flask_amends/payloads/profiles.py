"""How much an endpoint is told: a smaller body made from the frozen one, the same bytes on every attempt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from flask_amends.payloads.case import Case, CaseDetails
from flask_amends.payloads.fields import TextField
from flask_amends.payloads.messages import FACT_SCHEMAS, Head, own_schema

#: Everything; everything but what persons wrote; ids and states only.
FULL, REDACTED, THIN = PROFILES = ("full", "redacted", "thin")


def body_for(type_: str, body: bytes, profile: str) -> bytes:
    """The bytes that an endpoint of this profile is sent, made from the frozen ones of the message."""
    if profile == FULL or type_ not in FACT_SCHEMAS:
        return body
    message: dict[str, Any] = json.loads(body)
    data = message["data"]
    if profile == THIN:
        message["data"] = {name: value for name, value in data.items() if name in _ids()}
    else:
        message["data"] = data | _without_texts(own_schema(type_)(), data)
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


@cache
def _ids() -> frozenset[str]:
    return frozenset({*Head().fields, *Case().fields} - CaseDetails().fields.keys())


def _without_texts(schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _plain(field, data[name])
        for name, field in schema.fields.items()
        if name in data and not isinstance(field, TextField)
    }


def _plain(field: fields.Field[Any], value: Any) -> Any:
    if isinstance(field, fields.Nested) and isinstance(value, dict):
        return _without_texts(field.schema, value)
    if isinstance(field, fields.List) and isinstance(value, list):
        return [_plain(field.inner, one) for one in value]
    return value
