"""Whether an answer is what the published document says: every answer of these tests is looked at."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from flask_amends.payloads.openapi import document
from flask_amends.web.api import ROUTES, spec


@cache
def published() -> dict[str, Any]:
    """The document of a shop."""
    return document(title="A shop", version="0", base_url=None, prefix="/amends", api=spec.parts(ROUTES))


def described(endpoint: str, method: str, status: int) -> dict[str, Any] | None:
    """What the document says about an answer; ``None`` where it says nothing."""
    route = next(one for one in ROUTES if f"amends.{one.endpoint}" == endpoint and one.method == method)
    found = published()["paths"][spec.path_of(route)][method.lower()]["responses"].get(str(status))
    if found is not None and "$ref" in found:
        return dict(published()["components"]["responses"][found["$ref"].rpartition("/")[2]])
    return found


def check(app: Flask, method: str, path: str, answer: TestResponse) -> None:
    """Fail unless the document describes this answer, and closes with it: no member is left out of it."""
    endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method=method)
    said = described(endpoint, method, answer.status_code)
    assert said is not None, f"{method} {path} answered {answer.status_code}, which the document leaves out"
    if "content" not in said:
        assert answer.data == b""
        return
    kind = answer.mimetype or ""
    assert kind in said["content"], f"{kind} is not among {list(said['content'])}"
    if "json" in kind:
        errors = list(_validator(endpoint, method, answer.status_code, kind).iter_errors(answer.json))
        assert errors == [], f"{method} {path}: {errors[0].message} at {list(errors[0].absolute_path)}"


@cache
def _validator(endpoint: str, method: str, status: int, kind: str) -> Any:
    said = described(endpoint, method, status) or {}
    return validator(said["content"][kind]["schema"])


def validator(schema: dict[str, Any]) -> Any:
    """A validator that also refuses members that the document does not name."""
    registry: Registry[Any] = Registry().with_resource("urn:api", _resource())
    return Draft202012Validator({"$ref": f"urn:api{schema['$ref']}"}, registry=registry)


@cache
def _resource() -> Resource[Any]:
    return Resource.from_contents(_closed(published()), default_specification=DRAFT202012)


def _closed(schema: Any) -> Any:
    """The document with every object closed whose members it names."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(part) for name, part in schema.items()}
    if isinstance(made.get("properties"), dict) and "type" in made:
        made.setdefault("unevaluatedProperties", False)
    return made


__all__ = ["check", "described", "published", "validator"]
