"""Photos of a case, for those in its room: never a public address, and nothing in them can act."""

from __future__ import annotations

from flask import Blueprint, Response

from flask_amends.errors import NotFound
from flask_amends.service import cases
from flask_amends.state import get_state
from flask_amends.storage.records import StoredFile
from flask_amends.web.access import visitor
from flask_amends.web.headers import SANDBOX

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def register(bp: Blueprint) -> None:
    """The one route of photos."""

    @bp.get("/d/<case_id>/photo/<file_id>")
    def photo(case_id: str, file_id: str) -> Response:
        state = get_state()
        visitor(state, case_id)
        file = cases.get_file(state, case_id, file_id)
        return photo_response(file)


def photo_response(file: StoredFile) -> Response:
    """The bytes of a photo. Who may see them has been checked by the caller."""
    if file.key is None or file.media_type not in _ENDINGS:
        raise NotFound("file", file.id)
    try:
        with get_state().files.open(file.key) as stream:
            content = stream.read()
    except FileNotFoundError as error:
        raise NotFound("file", file.id) from error
    response = Response(content, content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.id}.{_ENDINGS[file.media_type]}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    response.headers["Cache-Control"] = "private, no-store"
    return response
