"""Photos of a form: staged at once, so that nothing typed or chosen is lost when something else is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from flask import request
from werkzeug.datastructures import FileStorage

from amends_widgets.facts import Staged
from flask_amends.errors import InvalidInput, Message
from flask_amends.service.tokens import BadToken, Purpose, read, sign
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import StagedUpload
from flask_amends.web.images import sanitise
from flask_amends.web.text import clean

#: Names of the fields: new photos, references to received ones, and those to leave out.
PHOTOS, KEPT, REMOVED = "photos", "uploads", "remove"
#: How many photos of nobody's case may lie here; a flood ends there, and claims are still taken.
MOST_PER_DAY = 5000
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Photos:
    """What came with a form: photos that can be used, and what is wrong with the others."""

    kept: tuple[StagedUpload, ...] = ()
    faults: tuple[Message, ...] = ()
    references: tuple[Staged, ...] = field(default=())

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(upload.id for upload in self.kept)

    def raise_faults(self) -> None:
        """Raise :class:`InvalidInput` if there is a fault."""
        if self.faults:
            raise InvalidInput({PHOTOS: self.faults})


def receive(state: State) -> Photos:
    """The photos of this request: earlier ones by their references, and new ones."""
    faults: list[Message] = []
    kept = list(_kept(state, faults))
    limit = state.settings.max_photos
    for file in request.files.getlist(PHOTOS):
        with closing(file):
            if not file.filename:
                continue
            if len(kept) >= limit:
                faults.append(Message(code="too_many_photos", params={"limit": limit}))
                break
            try:
                kept.append(_stage(state, file))
            except InvalidInput as error:
                faults += error.fields[PHOTOS]
    return Photos(kept=tuple(kept), faults=tuple(faults), references=references(state, kept))


def references(state: State, uploads: Iterable[StagedUpload]) -> tuple[Staged, ...]:
    """Signed references for a form's hidden fields."""
    return tuple(
        Staged(reference=sign(state, Purpose.UPLOAD, {"id": one.id}), name=one.name, bytes=one.bytes)
        for one in uploads
    )


def _kept(state: State, faults: list[Message]) -> Sequence[StagedUpload]:
    removed = set(request.form.getlist(REMOVED))
    wanted: list[str] = []
    for reference in request.form.getlist(KEPT)[: 2 * state.settings.max_photos]:
        if reference in removed:
            continue
        try:
            wanted.append(str(read(state, Purpose.UPLOAD, reference).get("id")))
        except BadToken:
            faults.append(Message(code="photo_expired"))
    with state.store.read() as unit:
        found = unit.uploads.get(wanted)
    if len(found) < len(set(wanted)):
        faults.append(Message(code="photo_expired"))
    return found


def _stage(state: State, file: FileStorage) -> StagedUpload:
    name = _name(file.filename)
    limit = state.settings.max_photo_bytes
    content = file.stream.read(limit + 1)
    if not content:
        raise InvalidInput.one(PHOTOS, "photo_empty", name=name)
    if len(content) > limit:
        raise InvalidInput.one(PHOTOS, "photo_too_large", name=name, limit=limit // 1_000_000)
    picture = sanitise(content, name)
    now = state.clock.now()
    upload = StagedUpload(
        id=new_id("upl", state.randomness),
        key=state.randomness.token_bytes(24).hex(),
        name=name,
        media_type=picture.media_type,
        bytes=len(picture.content),
        sha256=hashlib.sha256(picture.content).hexdigest(),
        created_at=now,
    )
    with state.store.read() as unit:
        if unit.uploads.count_since(now - timedelta(days=1)) >= MOST_PER_DAY:
            raise InvalidInput.one(PHOTOS, "photos_full")
    # The bytes lie durably before the row that names them; an orphan is swept, a row without bytes never
    # exists.
    state.files.write(upload.key, picture.content)
    with state.store.begin() as unit:
        unit.uploads.add(upload)
    return upload


def _name(sent: str | None) -> str:
    """The user's name of the file, only ever shown as text."""
    text = clean((sent or "").replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode())
    return text[:_LONGEST_NAME] or "photo"
