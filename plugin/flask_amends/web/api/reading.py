"""The body of a write: strict JSON or one photo, its digest, and the key that makes a repetition harmless."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from amends_webhooks import StrictJSONError, load_json
from flask_amends.errors import InvalidInput
from flask_amends.state import State
from flask_amends.web.api.errors import ApiError
from flask_amends.web.api.route import ApiRoute
from flask_amends.web.fields import load

_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,128})"?', re.ASCII)
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})(?:\.[0-9a-f]{8})?"', re.ASCII)
PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What was sent. ``digest`` tells a repetition from another request."""

    digest: bytes
    values: Mapping[str, Any] = field(default_factory=dict)
    file: FileStorage | None = None

    def load(self, route: ApiRoute, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The checked values. Raises :class:`InvalidInput` with a message per field."""
        if route.photo:
            return {PHOTO: self.file}
        schema = route.schema
        if route.schemas is not None:
            schema = route.schemas(str(arguments["action"]))
        return load(schema(), self.values) if schema is not None else {}


def idempotency_key() -> str:
    """The key of this request. Raises :class:`ApiError` (400) where there is none of 1 to 128 characters."""
    found = _KEY.fullmatch(request.headers.get("Idempotency-Key", ""))
    if found is None:
        raise ApiError("idempotency_key_missing", 400)
    return found[1]


def body(state: State, route: ApiRoute) -> Body:
    """The body, if it is what the route takes. Raises :class:`ApiError` (400, 415)."""
    if route.photo:
        return _photo(state)
    if request.mimetype != "application/json":
        raise ApiError("unsupported_media_type", 415)
    raw = request.get_data(cache=False)
    try:
        values = load_json(raw or b"{}")
    except StrictJSONError as error:
        raise ApiError("bad_json", 400) from error
    if not isinstance(values, dict):
        raise ApiError("bad_json", 400)
    return Body(digest=hashlib.sha256(raw).digest(), values=values)


def _photo(state: State) -> Body:
    if request.mimetype != "multipart/form-data":
        raise ApiError("unsupported_media_type", 415)
    files = request.files.getlist(PHOTO)
    if len(files) != 1 or len(request.files) != 1 or request.form:
        raise InvalidInput.one(PHOTO, "required")
    content = files[0].stream.read(state.settings.max_photo_bytes + 1)
    files[0].stream.seek(0)
    said = (files[0].filename or "").encode("utf-8", "replace")
    return Body(digest=hashlib.sha256(said + b"\0" + content).digest(), file=files[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The version that was read; ``None`` takes any. ``by_header`` decides between 412 and 409."""

    version: int | None
    by_header: bool


def expected_version(data: Mapping[str, Any]) -> Expected:
    """What ``If-Match`` says, else the ``version`` of the body.

    Raises :class:`ApiError`: 412 for an ``If-Match`` that is none of ours, 428 where neither is there.
    """
    header = request.headers.get("If-Match", "").strip()
    if header == "*":
        return Expected(version=None, by_header=True)
    if header:
        found = _ETAG.fullmatch(header)
        if found is None:
            raise ApiError("precondition_failed", 412)
        return Expected(version=int(found[1]), by_header=True)
    if data.get("version") is None:
        raise ApiError("version_missing", 428)
    return Expected(version=data["version"], by_header=False)
