"""Problems as RFC 9457 has them: a documented type, a sentence in the reader's language, codes and paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from amends_widgets.languages import Language, negotiate
from amends_widgets.marking import N_
from flask_amends.errors import InvalidInput, LimitReached, Message, RefusedError, StaleVersion
from flask_amends.state import get_state
from flask_amends.web.desk.telling import Telling

CONTENT_TYPE = "application/problem+json"
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the status it comes with, its title, and what to do about it (a msgid)."""

    status: int
    title: str
    detail: str


#: Every problem by its name, which is the last part of its type.
PROBLEMS: Mapping[str, Kind] = {
    "bad_request": Kind(400, "Bad request", N_("The request could not be read.")),
    "bad_json": Kind(
        400, "No strict JSON", N_("The body is one JSON object in UTF-8, without a name given twice.")
    ),
    "idempotency_key_missing": Kind(
        400,
        "Idempotency-Key is missing",
        N_("Send a header Idempotency-Key, new for each request and the same when you repeat one."),
    ),
    "unauthorized": Kind(
        401, "No valid key", N_("Send a live key of this shop: Authorization: Bearer amk_…")
    ),
    "not_allowed": Kind(403, "Not allowed", N_("This key may not do that.")),
    "scope_missing": Kind(403, "Scope is missing", N_("This key has not the scope that this needs.")),
    "not_found": Kind(404, "Not found", N_("There is no such thing here, or not for this key.")),
    "unknown_dispute": Kind(404, "Unknown dispute", N_("There is no such dispute, or not for this key.")),
    "unknown_action": Kind(
        404, "Unknown action", N_("No action has this name; available_actions lists some.")
    ),
    "refused": Kind(409, "Refused", N_("The case does not allow that now.")),
    "stale_version": Kind(
        409, "Stale version", N_("The case has changed since you read it: read it again, and decide anew.")
    ),
    "duplicate_dispute": Kind(
        409, "Duplicate dispute", N_("The same claim of this customer is open already.")
    ),
    "precondition_failed": Kind(
        412,
        "Precondition failed",
        N_("The case has changed since you read it: read it again, and decide anew."),
    ),
    "too_large": Kind(413, "Too large", N_("The body is larger than this address takes.")),
    "unsupported_media_type": Kind(
        415, "Unsupported media type", N_("Send the header Content-Type: application/json.")
    ),
    "invalid_input": Kind(422, "Invalid input", N_("Something in the body breaks a rule of its field.")),
    "idempotency_mismatch": Kind(
        422, "Idempotency key reused", N_("This Idempotency-Key came before with another request.")
    ),
    "version_missing": Kind(
        428, "Version is missing", N_("Say which version you have read: If-Match, or version in the body.")
    ),
    "limit_reached": Kind(429, "Too many requests", N_("This was too often. Wait as Retry-After says.")),
    "error": Kind(500, "Internal error", N_("Something went wrong in the shop. Repeat with the same key.")),
    "unavailable": Kind(
        503, "Unavailable", N_("The database did not answer. Repeat with the same Idempotency-Key.")
    ),
    "photos_full": Kind(507, "No room for photos", N_("There is no room for photos now.")),
}


def type_of(name: str) -> str:
    """The address at which a kind of problem is explained."""
    settings = get_state().settings
    return f"{settings.base_url or ''}{settings.url_prefix}/api/v1/problems/{name}"


def language() -> Language:
    """The language that the program asks for, else English."""
    spoken = get_state().settings.locales
    code = negotiate([*request.accept_languages.values(), FALLBACK], (*spoken, FALLBACK), FALLBACK)
    return Language(code, html=False)


def body(status: int, name: str, error: Exception | None = None) -> dict[str, Any]:
    """The members of a problem. Codes are for programs, ``detail`` is for people."""
    kind = PROBLEMS.get(name)
    tell = Telling(language(), get_state().settings.time_zone)
    made: dict[str, Any] = {
        "type": type_of(name) if kind else "about:blank",
        "title": kind.title if kind else name.replace("_", " ").capitalize(),
        "status": status,
    }
    if kind is not None:
        made["detail"] = tell.language.say(kind.detail)
    if isinstance(error, InvalidInput):
        made["errors"] = [_fault(tell, path, one) for path, many in error.fields.items() for one in many]
    elif isinstance(error, RefusedError):
        made |= _refusal(tell, error)
    elif isinstance(error, StaleVersion):
        made["version"] = error.found
    elif isinstance(error, LimitReached):
        made["limit"] = error.limit
    return made


def response(status: int, name: str, error: Exception | None = None) -> Response:
    """A problem as an answer."""
    return Response(
        json.dumps(body(status, name, error), ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )


def _fault(tell: Telling, path: str, fault: Message) -> dict[str, Any]:
    """One fault of the input. A fault of the body as a whole has the empty pointer (RFC 6901)."""
    pointer = "".join(f"/{part}" for part in path.split(".")) if path else ""
    return {
        "pointer": pointer,
        "code": fault.code,
        "params": _plain(fault.params),
        "detail": tell.fault(fault),
    }


def _refusal(tell: Telling, error: RefusedError) -> dict[str, Any]:
    refusal = error.refusal
    said = tell.refusal(refusal.code, refusal.params)
    made: dict[str, Any] = {"code": str(refusal.code), "params": _plain(refusal.params), "detail": said}
    if refusal.field is not None:
        pointer = "".join(f"/{part}" for part in refusal.field.split("."))
        made["errors"] = [
            {"pointer": pointer, "code": made["code"], "params": made["params"], "detail": said}
        ]
    if error.view is not None:
        made |= {"status_now": error.view.dispute.status.value, "version": error.view.version}
    return made


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, list)) else str(value) for name, value in params.items()}
