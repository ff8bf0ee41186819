"""The catalogue of messages: every type, what it says, since when, and the schema of its body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask_amends.disputes.events import FACTS
from flask_amends.payloads.case import Case, CaseDetails
from flask_amends.payloads.json_schema import Json, object_schema
from flask_amends.payloads.messages import (
    FACT_SCHEMAS,
    PING,
    REVIEW_INVITED,
    UPDATED,
    Head,
    own_schema,
    schema_name,
)

_SENTENCES: Mapping[str, str] = {
    UPDATED: "Something changed. For simple receivers; sent only to endpoints that name it in their filter.",
    REVIEW_INVITED: "The case is settled, and the shopper was invited to say how it went.",
    PING: "A test of the connection; nothing happened.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One line of the catalogue. ``since`` is the release that first sent it."""

    type: str
    summary: str
    since: str = "0.1"
    deprecated: bool = False

    @property
    def schema_name(self) -> str:
        """Its name among the components of the OpenAPI document."""
        return schema_name(self.type)


@cache
def catalogue() -> tuple[EventType, ...]:
    """Every type of message, by name."""
    return tuple(EventType(type=name, summary=_summary(name)) for name in sorted({*FACT_SCHEMAS, PING}))


def body_schema(type_: str, *, shared: Json | None = None) -> Json:
    """The JSON Schema of a whole body. ``shared`` stands for the part that all types have in common."""
    own = object_schema(own_schema(type_)())
    parts = [own] if type_ == PING else [shared or shared_schema(), own]
    return {
        "type": "object",
        "description": _summary(type_),
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": type_},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"allOf": parts},
        },
    }


@cache
def shared_schema() -> Json:
    """The JSON Schema of what every message of a case carries."""
    parts = [object_schema(part()) for part in (Head, Case, CaseDetails)]
    return {
        "type": "object",
        "description": "Where the case stands at `version`, and which event this is.",
        "required": [name for part in parts for name in part.get("required", ())],
        "properties": {name: field for part in parts for name, field in part["properties"].items()},
    }


def _summary(type_: str) -> str:
    if type_ in _SENTENCES:
        return _SENTENCES[type_]
    doc = FACTS[type_].__doc__ or ""
    words = type_.removeprefix("dispute.").replace(".", " ").replace("_", " ")
    # Dataclasses without a docstring of their own get their signature as one.
    written = "" if doc.startswith(f"{FACTS[type_].__name__}(") else doc.split("\n\n", maxsplit=1)[0]
    plain = re.sub(r" ?\([A-Z][0-9, A-Z]*\)|`+|:[a-z]+:", "", written)
    return " ".join(plain.split()) or f"{words.capitalize()}."
