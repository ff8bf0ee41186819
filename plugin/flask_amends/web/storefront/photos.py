"""Photos: one at a time into a form, and those of a case for whoever is in its room.

There is never a public address, and nothing in a photo can act.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from amends_widgets.facts import Fault
from amends_widgets.languages import Language
from amends_widgets.words import Words
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.service import cases
from flask_amends.service.photos import FULL
from flask_amends.service.tokens import BadToken, Purpose, read
from flask_amends.state import State, get_state
from flask_amends.storage.records import StoredFile
from flask_amends.web import csrf, reader, uploads
from flask_amends.web.access import visitor
from flask_amends.web.headers import SANDBOX
from flask_amends.web.limits import takes_one_photo

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def register(bp: Blueprint) -> None:
    """The way in and the way out."""
    bp.add_url_rule("/photos", "stage_photo", stage_photo, methods=["POST"])

    @bp.get("/d/<case_id>/photo/<file_id>")
    def photo(case_id: str, file_id: str) -> Response:
        state = get_state()
        visitor(state, case_id)
        file = cases.get_file(state, case_id, file_id)
        return photo_response(file)


@takes_one_photo
def stage_photo() -> tuple[Response, int]:
    """Take one photo for a form that is still being filled in; answers its signed reference as JSON.

    201 ``{"reference", "name", "bytes"}``; else ``{"message"}`` in the reader's language: 422 for a file that
    cannot be used, 413 for a body that is too large to be read, 507 where there is no room.
    """
    state = get_state()
    try:
        _check_sender(state)
        file = request.files.get(uploads.PHOTOS)
        if file is None or not file.filename:
            raise InvalidInput.one(uploads.PHOTOS, "required")
        with closing(file):
            upload = uploads.stage(state, file)
    except InvalidInput as error:
        fault = error.fields[uploads.PHOTOS][0]
        told = Fault(field=uploads.PHOTOS, code=fault.code, params=fault.params)
        return _refusal(told, 507 if fault.code == FULL else 422)
    except RequestEntityTooLarge:
        limit = state.settings.max_photo_bytes // 1_000_000
        params = {"name": "photo", "limit": limit}
        return _refusal(Fault(field=uploads.PHOTOS, code="photo_too_large", params=params), 413)
    known = asdict(uploads.references(state, [upload])[0])
    return jsonify({name: known[name] for name in ("reference", "name", "bytes")}), 201


def _check_sender(state: State) -> None:
    """Where the browser does not say where the request comes from, a form token of ours does."""
    csrf.check_origin(state)
    if "Sec-Fetch-Site" in request.headers or "Origin" in request.headers:
        return
    try:
        read(state, Purpose.FORM, request.form.get(csrf.FIELD))
    except BadToken as error:
        raise NotAllowed("The photo came without a form of ours.") from error


def _refusal(fault: Fault, status: int) -> tuple[Response, int]:
    words = Words(Language(reader.locale(), html=False))
    return jsonify({"message": words.fault(fault, reader.zone())}), status


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
