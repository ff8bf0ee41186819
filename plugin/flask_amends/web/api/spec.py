"""The API's part of the OpenAPI document, made from its routes: nothing is described that is not served."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from marshmallow import Schema

from flask_amends.disputes.vocabulary import Action
from flask_amends.payloads.case import Case, CaseDetails
from flask_amends.payloads.json_schema import object_schema
from flask_amends.service.keys import SCOPES
from flask_amends.web.api import after, schemas
from flask_amends.web.api.acts import ACTS
from flask_amends.web.api.details import PROBLEMS
from flask_amends.web.api.examples import EXAMPLES
from flask_amends.web.api.fields import closed
from flask_amends.web.api.route import ApiRoute, Json
from flask_amends.web.api.shapes import DisputeMore, EventFile, EventHead

PREFIX = "/api/v1"
_PARTS = re.compile(r"<(?:\w+:)?(\w+)>")
#: Problems that every route can answer, and those of every write.
_ALWAYS = ("unauthorized", "scope_missing", "limit_reached", "error", "unavailable")
_WRITES = (
    "bad_json",
    "idempotency_key_missing",
    "too_large",
    "unsupported_media_type",
    "invalid_input",
    "idempotency_mismatch",
)
_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each request, the same when it is repeated: then it is done once, and the first "
    "answer comes again with the header Idempotency-Replayed. Kept for 30 days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
}
_IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the dispute as it was read; `version` in the body does the same.",
    "schema": {"type": "string"},
}


def parts(routes: Sequence[ApiRoute]) -> Json:
    """``paths`` and ``components`` of the API."""
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(path_of(route), {})[route.method.lower()] = _operation(route)
    return {
        "paths": paths,
        "schemas": _schemas() | _of_routes(routes),
        "responses": {_response_name(name): _problem(name) for name in PROBLEMS},
        "securitySchemes": {
            "key": {
                "type": "http",
                "scheme": "bearer",
                "description": "A key made with `flask amends keys new`. Scopes: "
                + " ".join(f"`{name}` {text}" for name, text in SCOPES.items()),
            }
        },
    }


def _of_routes(routes: Sequence[ApiRoute]) -> dict[str, Json]:
    """What single routes take, and the shapes of their answers."""
    taken = {one.schema.__name__: closed(one.schema()) for one in routes if one.shapes and one.schema}
    return taken | {kind.__name__: object_schema(kind()) for one in routes for kind in one.shapes}


def path_of(route: ApiRoute) -> str:
    """The path as OpenAPI writes it."""
    return PREFIX + _PARTS.sub(r"{\1}", route.rule)


def _operation(route: ApiRoute) -> Json:
    names = _PARTS.findall(route.rule)
    parameters: list[Json] = [_path_parameter(name) for name in names]
    parameters += route.parameters
    problems = [*_ALWAYS, *route.problems]
    made: Json = {
        "operationId": "".join(word.capitalize() for word in route.endpoint.split("_")),
        "summary": route.summary,
        "description": f"Needs the scope `{route.scope}`.",
        "security": [{"key": []}],
        "x-scope": route.scope,
    }
    if route.method != "GET":
        parameters += [_KEY, *([_IF_MATCH] if route.conditional else [])]
        problems += _WRITES
        made["requestBody"] = _body(route)
    made["parameters"] = parameters
    made["responses"] = {
        **{str(status): _answer(name, status) for status, name in route.answers.items()},
        **_refusals(problems),
    }
    if "Dispute" in route.answers.values() and route.method == "GET":
        made["responses"]["304"] = {"description": "Unchanged since the ETag in If-None-Match."}
    return made


def _path_parameter(name: str) -> Json:
    schema: Json = {"type": "string"}
    if name == "action":
        schema["enum"] = [one.value for one in ACTS]
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _body(route: ApiRoute) -> Json:
    if route.photo:
        photo: Json = {"type": "object", "required": ["photo"], "additionalProperties": False}
        photo["properties"] = {"photo": {"type": "string", "format": "binary"}}
        return {"required": True, "content": {"multipart/form-data": {"schema": photo}}}
    if route.schemas is not None:
        listed = [_ref(act_name(one)) for one in ACTS]
        schema: Json = {"anyOf": listed, "description": "What the action in the address takes."}
    else:
        schema = _ref((route.schema or Schema).__name__)
    content: Json = {"schema": schema}
    if route.endpoint in EXAMPLES:
        content["examples"] = EXAMPLES[route.endpoint]
    return {"required": True, "content": {"application/json": content}}


def _answer(name: str, status: int) -> Json:
    if name == "image":
        kinds = ("image/jpeg", "image/png", "image/webp")
        binary: Json = {"schema": {"type": "string", "format": "binary"}}
        return {"description": "The photo.", "content": dict.fromkeys(kinds, binary)}
    made: Json = {
        "description": {200: "Done.", 201: "Made."}.get(status, "Waits for a second person."),
        "content": {"application/json": {"schema": _ref(name)}},
    }
    if name == "Dispute":
        text: Json = {"schema": {"type": "string"}}
        made["headers"] = {"ETag": {"description": "For If-Match.", **text}}
        if status == 201:
            made["headers"]["Location"] = {"description": "Where the dispute is.", **text}
    return made


def _refusals(names: Sequence[str]) -> dict[str, Json]:
    """Problems by status; where several share one, their names are listed."""
    by_status: dict[int, list[str]] = {}
    for name in dict.fromkeys(names):
        by_status.setdefault(PROBLEMS[name].status, []).append(name)
    return {
        str(status): {"$ref": f"#/components/responses/{_response_name(shared[0])}"}
        if len(shared) == 1
        else _problem(*shared)
        for status, shared in by_status.items()
    }


def _problem(*names: str) -> Json:
    kinds = [PROBLEMS[name] for name in names]
    return {
        "description": " ".join(f"{kind.title} (`{name}`)." for name, kind in zip(names, kinds, strict=True)),
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }


def _response_name(problem: str) -> str:
    return "Problem" + "".join(word.capitalize() for word in problem.split("_"))


def act_name(action: Action) -> str:
    """The name of what an action takes among the schemas of the document."""
    return "Act" + "".join(word.capitalize() for word in action.value.split("_"))


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_BODIES = (schemas.OpenDispute, schemas.OrderEvent, schemas.Message, schemas.Evidence, schemas.Nothing)


@cache
def _schemas() -> dict[str, Json]:
    listed = {"Dispute": "DisputePage", "Event": "EventPage"}
    listed |= {name: f"{name}Page" for name in ("Review", "Withdrawal", "Enquiry")}
    made: dict[str, Json] = {page: _page(name, "string") for name, page in listed.items()}
    going_on = "Where to go on, now or when there is more; null only before the first event."
    made["EventPage"]["properties"]["next"]["description"] = going_on
    made["EventList"] = _page("Event", "integer")
    for kind in (after.Review, after.Withdrawal, after.Enquiry):
        made[kind.__name__] = object_schema(kind())
    made |= {
        act_name(action): {**closed(act.schema()), "description": act.summary} for action, act in ACTS.items()
    }
    made |= {kind.__name__: closed(kind()) for kind in _BODIES}
    made["Dispute"] = _joined("Where a dispute stands, for this key.", Case(), CaseDetails(), DisputeMore())
    made["Event"] = _event()
    made["Upload"] = _object(
        upload_id={"type": "string"},
        name={"type": "string"},
        media_type={"type": "string"},
        bytes={"type": "integer"},
    )
    text: Json = {"type": "string"}
    made["Waiting"] = _object(approval_id=text, dispute_id={"type": ["string", "null"]})
    made["Waiting"]["description"] = (
        "A second person of the shop has to agree at the desk, since it costs so much. Nothing is done yet, "
        "and the deadline of the dispute keeps running."
    )
    made["Changed"] = _object(changed={"type": "array", "items": {"type": "string"}})
    made["Problem"] = _problem_schema()
    return made


def _joined(description: str, *schemas: Schema) -> Json:
    shapes = [object_schema(one) for one in schemas]
    return {
        "type": "object",
        "description": description,
        "required": [name for one in shapes for name in one.get("required", ()) if name in Case().fields],
        "properties": {name: field for one in shapes for name, field in one["properties"].items()},
    }


def _event() -> Json:
    made = object_schema(EventHead())
    made["properties"] |= {
        "facts": {"type": "object", "description": "As in the webhook of this type."},
        "files": {"type": "array", "items": {**object_schema(EventFile())}},
    }
    # Keys that are told no texts get no names of files.
    files = made["properties"]["files"]["items"]
    files["required"] = [name for name in files["required"] if name != "name"]
    return made


def _page(name: str, cursor: str) -> Json:
    return _object(
        data={"type": "array", "items": _ref(name)},
        next={"type": [cursor, "null"], "description": "What `after` of the next page is; null at the end."},
    )


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _problem_schema() -> Json:
    """RFC 9457, with our members."""
    text: Json = {"type": "string"}
    fault = _object(pointer=text, code=text, params={"type": "object"}, detail=text)
    fault["properties"]["pointer"] = {"type": "string", "description": "RFC 6901, into the body."}
    members: Mapping[str, Any] = {
        "type": {"type": "string", "format": "uri-reference", "description": "Where it is explained."},
        "title": text,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people, in the language of Accept-Language."},
        "code": {"type": "string", "description": "Why the case refused."},
        "params": {"type": "object"},
        "errors": {"type": "array", "items": fault},
        "status_now": {"type": "string", "description": "The status of the dispute as it is now."},
        "version": {"type": ["integer", "null"], "description": "The version of the dispute as it is now."},
        "dispute_id": {"type": "string", "description": "The dispute that there is already."},
        "limit": text,
    }
    return {"type": "object", "required": ["type", "title", "status"], "properties": dict(members)}
