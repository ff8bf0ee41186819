"""Errors as answers: one mapping from what went wrong to a page, or to a problem (RFC 9457) for programs."""

from __future__ import annotations

import json
import logging
import secrets
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from flask_amends.errors import (
    AmendsError,
    IdempotencyMismatch,
    InvalidInput,
    LimitReached,
    NotAllowed,
    NotFound,
    RefusedError,
    SchemaOutdated,
    StaleVersion,
    StorageUnavailable,
)
from flask_amends.state import get_state
from flask_amends.web.pages import page

log = logging.getLogger("flask_amends")

#: Error -> HTTP status and the name of the problem.
STATUSES: tuple[tuple[type[AmendsError], int, str], ...] = (
    (IdempotencyMismatch, 422, "idempotency_mismatch"),
    (InvalidInput, 422, "invalid_input"),
    (RefusedError, 409, "refused"),
    (StaleVersion, 409, "stale_version"),
    (NotFound, 404, "not_found"),
    (NotAllowed, 403, "not_allowed"),
    (LimitReached, 429, "limit_reached"),
    (SchemaOutdated, 503, "unavailable"),
    (StorageUnavailable, 503, "unavailable"),
)
RETRY_AFTER_SECONDS = 5


def register(bp: Blueprint) -> None:
    """Answer every error that leaves one of our views."""

    @bp.errorhandler(AmendsError)
    def _amends_error(error: AmendsError) -> Response:
        status, name = status_of(error)
        return answer(status, name, error)

    @bp.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()  # type: ignore[return-value]
        response = answer(error.code or 500, _name(error), error)
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers.setdefault(name, value)
        return response

    @bp.errorhandler(RecursionError)
    @bp.errorhandler(UnicodeError)
    @bp.errorhandler(OverflowError)
    def _hostile(error: Exception) -> Response:
        log.warning("A request could not be read: %s.", type(error).__name__)
        return answer(400, "bad_request", error)


def status_of(error: AmendsError) -> tuple[int, str]:
    """The HTTP status and the problem's name. A refusal that names a field is the input's fault (422)."""
    if isinstance(error, RefusedError) and error.refusal.field is not None:
        return 422, "refused"
    return next(
        ((status, name) for kind, status, name in STATUSES if isinstance(error, kind)), (500, "error")
    )


def answer(status: int, name: str, error: Exception) -> Response:
    """The error as a page, or as a problem where a program asks."""
    reference = secrets.token_hex(4)
    if status >= 500:
        log.error("%s %s: %s [%s]", request.method, request.endpoint, error, reference)
    response = problem(status, name, error) if _for_program() else _as_page(status, reference, error)
    if isinstance(error, LimitReached):
        response.headers["Retry-After"] = str(max(1, int(error.retry_after.total_seconds())))
    elif status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def problem(status: int, name: str, error: Exception | None = None) -> Response:
    """An ``application/problem+json`` body; it names codes and fields, never an internal text."""
    body: dict[str, Any] = {"type": f"about:blank#{name}", "title": name.replace("_", " "), "status": status}
    if isinstance(error, InvalidInput):
        body["errors"] = {
            path: [{"code": one.code, "params": _plain(one.params)} for one in messages]
            for path, messages in error.fields.items()
        }
    elif isinstance(error, RefusedError):
        body |= {
            "code": str(error.refusal.code),
            "field": error.refusal.field,
            "params": _plain(error.refusal.params),
        }
        if error.view is not None:
            body |= {"status_now": error.view.dispute.status.value, "version": error.view.version}
    elif isinstance(error, StaleVersion):
        body["version"] = error.found
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def _plain(params: Any) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, list)) else str(value) for name, value in params.items()}


def _for_program() -> bool:
    endpoint = request.endpoint or ""
    return endpoint.startswith(("amends.api", "amends.inbound"))


def _name(error: HTTPException) -> str:
    return (error.name or "error").lower().replace(" ", "_")


def _as_page(status: int, reference: str, error: Exception) -> Response:
    if isinstance(error, NotFound) and error.what == "room":
        return page("amends/lost.html", status, can_mail=get_state().can_mail)
    referrer = "no-referrer" if "token" in (request.view_args or {}) else "same-origin"
    return page("amends/problem.html", status, code=status, reference=reference, referrer=referrer)
