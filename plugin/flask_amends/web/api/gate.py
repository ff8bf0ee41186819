"""Every request of the API, before its view: whose key, which scope, how often, once, and the log of it.

A write is one transaction: the claim on its idempotency key, what it does, its line in the log and the answer
that a repetition gets are committed together or not at all.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Response as FlaskResponse
from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from flask_amends.errors import (
    AmendsError,
    IdempotencyMismatch,
    LimitReached,
    NeedsApproval,
    NotFound,
    StorageUnavailable,
)
from flask_amends.service import audit as log_of
from flask_amends.service import keys
from flask_amends.service.audit import Note
from flask_amends.service.limits import Limit
from flask_amends.state import State, get_state
from flask_amends.storage.requests import Remembered
from flask_amends.storage.store import UnitOfWork
from flask_amends.web import audit
from flask_amends.web.api import details, reading
from flask_amends.web.api.errors import ApiError
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.problems import RETRY_AFTER_SECONDS, status_of

WINDOW = timedelta(minutes=1)
REALM = 'Bearer realm="amends"'
_KEPT_HEADERS = ("ETag", "Location")

log = logging.getLogger("flask_amends")


def for_program(route: ApiRoute) -> Callable[..., Response]:
    """The view for whoever holds a key."""

    @wraps(route.view)
    def guarded(**arguments: Any) -> Response:
        try:
            return _answered(get_state(), route, arguments)
        except (AmendsError, HTTPException, RecursionError, UnicodeError, OverflowError) as error:
            return problem(error)

    return guarded


def _answered(state: State, route: ApiRoute, arguments: Mapping[str, Any]) -> Response:
    caller = recognise(state)
    if not all(str(one).isprintable() for one in arguments.values()):
        raise NotFound("page", "")
    limit = Limit(name="api_rate", count=state.settings.access.api_rate, window=WINDOW)
    _check_rate(caller, limit)
    note = audit.note(state, route.kind, caller.who)
    if route.scope not in caller.key.scopes:
        _finish(caller, note, 403)
        needs = f'{REALM}, error="insufficient_scope", scope="{route.scope}"'
        raise ApiError("scope_missing", 403, headers={"WWW-Authenticate": needs})
    if route.method == "GET":
        return _read(caller, note, route, arguments)
    try:
        return _write(caller, note, route, arguments)
    except (AmendsError, HTTPException) as error:
        _finish(caller, note, _named(error)[0])
        raise


def recognise(state: State) -> Caller:
    """Who calls. Raises :class:`ApiError` (401) without a live key."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise ApiError("unauthorized", 401, headers={"WWW-Authenticate": REALM})
    key = keys.recognise(state, secret.strip())
    if key is None:
        refused = f'{REALM}, error="invalid_token"'
        raise ApiError("unauthorized", 401, headers={"WWW-Authenticate": refused})
    return Caller(state=state, key=key, now=state.clock.now())


# -- reads ---------------------------------------------------------------------------------------------------


def _read(caller: Caller, note: Note, route: ApiRoute, arguments: Mapping[str, Any]) -> Response:
    try:
        answer = route.view(caller, **arguments)
    except (AmendsError, HTTPException) as error:
        _finish(caller, note, _named(error)[0])
        raise
    response = answer if isinstance(answer, Response) else _response(answer)
    if request.headers.get("If-None-Match") and "ETag" in response.headers:
        response.make_conditional(request)
    _finish(caller, note, response.status_code)
    return response


def _finish(caller: Caller, note: Note, status: int) -> None:
    """Write down a read. A log that cannot be written keeps nobody from reading."""
    try:
        with caller.state.store.begin() as unit:
            _note(unit, caller, note, status)
    except AmendsError:
        log.exception("The log could not be written: %s %s.", note.method, note.route)


# -- writes --------------------------------------------------------------------------------------------------


def _write(caller: Caller, note: Note, route: ApiRoute, arguments: Mapping[str, Any]) -> Response:
    key = reading.idempotency_key()
    sent = reading.body(caller.state, route)
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + sent.digest).hexdigest()
    scope = f"api:{caller.key.id}"
    with caller.state.store.read() as unit:
        first = unit.idempotency.first(scope, key)
    answer: Answer | None = None
    if first is None:
        data = sent.load(route, arguments)
        state = route.prepare(caller, data) if route.prepare is not None else caller.state
        with caller.state.store.begin() as unit:
            first = unit.idempotency.claim(scope, key, digest, now=caller.now)
            if first is None:
                inner = replace(state, store=caller.state.store.within(unit))
                answer = _done(caller.within(inner), route, data, arguments)
                kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
                remembered = {"body": answer.body, "headers": kept}
                unit.idempotency.answer(scope, key, status=answer.status, response=remembered)
                _note(unit, caller, note, answer.status)
    if answer is not None:
        return _response(answer)
    if first is None:
        raise TypeError("A request is the first with its key, or it is not.")
    response = _again(first, digest)
    _finish(caller, replace(note, details={**note.details, "repeated": True}), first.status)
    return response


def _done(caller: Caller, route: ApiRoute, data: Any, arguments: Mapping[str, Any]) -> Answer:
    """What the view answers; a refusal is an answer too, and a repetition gets the same."""
    try:
        answer = route.view(caller, data, **arguments)
    except (LimitReached, StorageUnavailable):
        raise
    except NeedsApproval as error:
        return Answer(status=202, body={"approval_id": error.approval_id, "dispute_id": error.case_id})
    except AmendsError as error:
        status, name = _named(error)
        if status >= 500:
            raise
        return Answer(status=status, body=details.body(status, name, error))
    if not isinstance(answer, Answer):
        raise TypeError("A write answers with JSON.")
    return answer


def _again(first: Remembered, digest: str) -> Response:
    """The answer that the first of these requests got."""
    if first.body_hash != digest:
        raise IdempotencyMismatch
    kept = first.response
    response = _response(Answer(status=first.status, body=kept["body"], headers=kept["headers"]))
    response.headers["Idempotency-Replayed"] = "true"
    return response


# -- answers -------------------------------------------------------------------------------------------------


def problem(error: Exception) -> Response:
    """Any error as a problem."""
    status, name = _named(error)
    if status >= 500:
        log.error("%s %s: %s", request.method, request.endpoint, error)
    response = details.response(status, name, error)
    if isinstance(error, ApiError):
        response.headers.extend(error.headers)
    if isinstance(error, LimitReached):
        response.headers["Retry-After"] = str(max(1, int(error.retry_after.total_seconds())))
    elif status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _named(error: Exception) -> tuple[int, str]:
    """The status and the name of a problem."""
    if isinstance(error, ApiError):
        return error.status, error.name
    if isinstance(error, NotFound):
        return 404, "unknown_dispute" if error.what == "case" else "not_found"
    if isinstance(error, AmendsError):
        return status_of(error)
    if isinstance(error, HTTPException):
        code = error.code or 500
        return code, {413: "too_large", 415: "unsupported_media_type"}.get(code, "bad_request")
    return 400, "bad_request"


def _response(answer: Answer) -> FlaskResponse:
    kind = details.CONTENT_TYPE if answer.status >= 400 else "application/json"
    text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    return FlaskResponse(text, status=answer.status, content_type=kind, headers=dict(answer.headers))


def _check_rate(caller: Caller, limit: Limit) -> None:
    """Raises :class:`LimitReached`; the request itself is counted with its line in the log."""
    with caller.state.store.read() as unit:
        count = unit.limits.current(_bucket(caller), now=caller.now, window=WINDOW)
    if count >= limit.count:
        left = WINDOW.total_seconds() - caller.now.timestamp() % WINDOW.total_seconds()
        raise LimitReached(limit.name, timedelta(seconds=left + 1))


def _note(unit: UnitOfWork, caller: Caller, note: Note, status: int) -> None:
    """The line in the log, one more request in this minute, and when the key was last used."""
    log_of.write(unit, caller.state, note, status)
    unit.limits.count(_bucket(caller), now=caller.now, window=WINDOW)
    used = caller.key.last_used_at
    if used is None or caller.now - used >= keys.USED_EVERY:
        unit.api_keys.change(caller.key.id, last_used_at=caller.now)


def _bucket(caller: Caller) -> str:
    return f"api:{caller.key.id}"
