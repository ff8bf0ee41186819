"""Messages that belong to no case: what follows a purchase, and what was noticed before one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema

from flask_amends.payloads.after import AFTER_SCHEMAS
from flask_amends.payloads.fields import without_texts
from flask_amends.payloads.shop import SHOP_SCHEMAS

#: The whole ``data`` of each type that is not about a case.
CASELESS: Mapping[str, type[Schema]] = {**AFTER_SCHEMAS, **SHOP_SCHEMAS}
_SCHEMAS = {name: schema() for name, schema in CASELESS.items()}


def caseless_body(type_: str, facts: object, profile: str = "full") -> dict[str, Any]:
    """The data of such a message. An endpoint with the profile ``thin`` is told what is required."""
    schema = _SCHEMAS[type_]
    data: dict[str, Any] = schema.dump(facts)
    if profile == "thin":
        return {name: value for name, value in data.items() if schema.fields[name].required}
    return data if profile == "full" else without_texts(schema, data)
