"""The OpenAPI 3.1 document: what we send as ``webhooks``, what we take as ``paths``."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_amends.payloads.catalogue import EventType, body_schema, catalogue, shared_schema
from flask_amends.payloads.inbound import INBOUND, inbound_schema
from flask_amends.payloads.json_schema import Json
from flask_amends.payloads.messages import schema_name

_SIGNED = {
    "webhook-id": "One per message, the same on every attempt: the receiver's idempotency key.",
    "webhook-timestamp": "Unix seconds of this attempt; refuse those more than 300 s away.",
    "webhook-signature": "Entries `v1,<base64>` or `v1a,<base64>`, a space between; one must fit.",
}


def document(*, title: str, version: str, base_url: str | None, prefix: str, api: Json | None = None) -> Json:
    """The whole document of one shop. ``api`` are paths and components of what answers to keys."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": title,
            "version": version,
            "description": "Signed messages about disputes, after Standard Webhooks 1.0.0, and an API for "
            "programs of the shop and of marketplaces. Data is only ever added: let unknown members, codes "
            "and types pass. What you send is the opposite: a member that is not described is refused.",
        },
        "servers": [{"url": f"{base_url or ''}{prefix}"}],
        **_with(_fixed(), api or {}),
    }


def _with(fixed: Json, api: Json) -> Json:
    """The fixed part with the API's paths and components beside it."""
    components = {**fixed["components"]}
    components["schemas"] = {**components["schemas"], **api.get("schemas", {})}
    for name in ("responses", "securitySchemes"):
        if name in api:
            components[name] = api[name]
    return {**fixed, "paths": {**fixed["paths"], **api.get("paths", {})}, "components": components}


@cache
def _fixed() -> Json:
    return {
        "webhooks": {one.type: {"post": _outbound(one)} for one in catalogue()},
        "paths": {"/inbound/{marketplace}": {"post": _inbound()}},
        "components": {
            "schemas": {"Case": shared_schema(), **_outbound_schemas(), **_inbound_schemas()},
            "parameters": {name: _header(name, text) for name, text in _SIGNED.items()},
        },
    }


def _outbound_schemas() -> Json:
    shared = {"$ref": "#/components/schemas/Case"}
    return {one.schema_name: body_schema(one.type, shared=shared) for one in catalogue()}


def _outbound(event: EventType) -> Json:
    made: Json = {
        "operationId": f"receive{event.schema_name}",
        "summary": event.summary,
        "x-since": event.since,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _SIGNED],
        "requestBody": _json_body(f"#/components/schemas/{event.schema_name}"),
        "responses": {
            "2XX": {"description": "Taken. Every other answer is tried again for three days."},
            "410": {"description": "Send nothing more; the endpoint is disabled and its queue is kept."},
        },
    }
    return made | {"deprecated": True} if event.deprecated else made


def _inbound() -> Json:
    return {
        "operationId": "sendToShop",
        "summary": "What a marketplace tells the shop, signed with the marketplace's key.",
        "parameters": [
            {"name": "marketplace", "in": "path", "required": True, "schema": {"type": "string"}},
            *({"$ref": f"#/components/parameters/{name}"} for name in _SIGNED),
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "oneOf": [{"$ref": f"#/components/schemas/{_inbound_name(one)}"} for one in INBOUND]
                    }
                }
            },
        },
        "responses": {
            "200": {
                "description": "Stored, once per webhook-id; the result says what came of it.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/InboundResult"}}},
            },
            "401": {"description": "The signature does not verify. Nothing was stored."},
            "409": {"description": "This webhook-id came before with another body."},
            "413": {"description": "The body is larger than 256 kB."},
        },
    }


def _inbound_schemas() -> Json:
    result: Json = {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {"enum": ["applied", "duplicate", "ignored", "parked"]},
            "reason": {"type": ["string", "null"]},
        },
    }
    return {"InboundResult": result} | {_inbound_name(one): inbound_schema(one) for one in INBOUND}


def _inbound_name(type_: str) -> str:
    return f"Inbound{schema_name(type_)}"


def _header(name: str, text: str) -> Json:
    return {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}


def _json_body(reference: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": {"$ref": reference}}}}
