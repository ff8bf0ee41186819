"""What of a request is written into the log: who, where, about which ids; never a text, a token or a secret.

A read is written down with its outcome, and a log that cannot be written does not keep anybody from reading.
An act or an export is written down before it begins: without that line nothing happens (security 47).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from flask_amends.errors import AmendsError
from flask_amends.ports import StaffMember
from flask_amends.service import audit
from flask_amends.service.audit import Kind, Note, Who
from flask_amends.service.limits import digest
from flask_amends.state import State
from flask_amends.web.network import network_of
from flask_amends.web.problems import status_of
from flask_amends.web.text import clean, has_surrogates

#: Parts of an address that open something, and so stand in no log.
SECRET_PARTS = frozenset({"token", "key"})
#: Parameters that hold what somebody searched for: only a digest of it is kept.
SEARCHED = ("q", "search", "email")
_LONGEST = 80
_MOST_PARTS = 8
_REQUEST_ID = "amends_request_id"

log = logging.getLogger("flask_amends")


def request_id() -> str:
    """What this request is called in the log."""
    if _REQUEST_ID not in g:
        setattr(g, _REQUEST_ID, secrets.token_hex(8))
    known: str = g.get(_REQUEST_ID)
    return known


def staff_who(staff: StaffMember) -> Who:
    """A person of the shop, as the log names them."""
    return Who(kind="staff", id=plain(staff.id), name=plain(staff.name))


def note(
    state: State, kind: Kind, who: Who, *, about: str | None = None, details: Mapping[str, Any] | None = None
) -> Note:
    """The line for this request. ``about`` is the first id in its address, unless another one is given."""
    parts = {
        name: plain(str(value))
        for name, value in (request.view_args or {}).items()
        if name not in SECRET_PARTS
    }
    ids = [name for name in parts if name.endswith("_id")]
    first = parts.pop(ids[0]) if about is None and ids else about
    return Note(
        kind=kind,
        who=who,
        method=request.method,
        route=(request.endpoint or "").removeprefix("amends."),
        request_id=request_id(),
        about=first,
        details={**parts, **_asked(state), **(details or {})},
        network=network_of(request.remote_addr),
    )


def watched(state: State, found: Note, view: Callable[[], Response]) -> Response:
    """Do what the note says, and write it down. Raises what the view raises."""
    begun = None if found.kind is Kind.READ else audit.begin(state, found)
    try:
        response = view()
    except Exception as error:
        _ended(state, found, begun, _status(error))
        raise
    if begun is not None or response.status_code != 304:
        _ended(state, found, begun, response.status_code)
    return response


def noted(state: State, who: Who, kind: Kind, view: Callable[[], Response], *, about: str) -> Response:
    """As :func:`watched`, for routes outside the desk, such as an arbiter's: ``about`` is the case's id."""
    return watched(state, note(state, kind, who, about=about), view)


def refused(state: State, found: Note, status: int) -> None:
    """Write down that somebody we know was not let in."""
    _ended(state, found, None, status)


def _ended(state: State, found: Note, begun: int | None, status: int) -> None:
    try:
        if begun is None:
            audit.record(state, found, status)
        else:
            audit.end(state, begun, found, status)
    except Exception:  # what was read was read, and what was done stands in the log as begun
        log.exception("The log could not be written: %s %s.", found.method, found.route)


def _status(error: Exception) -> int:
    if isinstance(error, AmendsError):
        return status_of(error)[0]
    return (error.code or 500) if isinstance(error, HTTPException) else 500


def _asked(state: State) -> dict[str, Any]:
    """Which filters were used, and a digest of what was searched for: equal for equal searches."""
    names = [name for name in request.args if name.isidentifier() and len(name) <= 30]
    asked: dict[str, Any] = {"filters": sorted(names)[:_MOST_PARTS]} if names else {}
    for name in SEARCHED:
        text = request.args.get(name, "")
        if text and not has_surrogates(text):
            asked["searched"] = digest(state, text)[:16]
    return asked


def plain(text: str) -> str:
    """A part of an address or a name, fit for a line: no control characters, not long."""
    short = text[: 4 * _LONGEST].encode("utf-8", "replace").decode()
    return clean(short)[:_LONGEST]
