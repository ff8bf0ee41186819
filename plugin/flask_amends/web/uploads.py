"""Photos of a form: staged at once, so that nothing typed or chosen is lost when something else is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from flask import request
from werkzeug.datastructures import FileStorage

from amends_widgets.facts import Staged
from flask_amends.errors import InvalidInput, Message
from flask_amends.service import photos
from flask_amends.service.photos import FULL, LONGEST_DESCRIPTION
from flask_amends.service.tokens import BadToken, Purpose, read, sign
from flask_amends.state import State
from flask_amends.storage.records import StagedUpload
from flask_amends.web.images import sanitise
from flask_amends.web.network import network_of
from flask_amends.web.text import clean, has_surrogates

#: Names of the fields: new photos, references to received ones, what is on each, and those to leave out.
PHOTOS = photos.PHOTOS
KEPT, CAPTION, REMOVED = "uploads", "caption", "remove"
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

    @property
    def status(self) -> int:
        """The status of a page that shows the faults: 507 where there is no room for photos (security 24)."""
        return 507 if any(fault.code == FULL for fault in self.faults) else 422

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
                kept.append(stage(state, file))
            except InvalidInput as error:
                faults += error.fields[PHOTOS]
    return Photos(kept=tuple(kept), faults=tuple(faults), references=references(state, kept))


def references(state: State, uploads: Iterable[StagedUpload]) -> tuple[Staged, ...]:
    """Signed references for a form's hidden fields."""
    return tuple(
        Staged(
            reference=sign(state, Purpose.UPLOAD, {"id": one.id}),
            name=one.name,
            bytes=one.bytes,
            description=one.description or "",
        )
        for one in uploads
    )


def stage(state: State, file: FileStorage) -> StagedUpload:
    """Take one file: looked into, decoded, made anew, stored. Raises :class:`InvalidInput` at ``photos``."""
    name = _name(file.filename)
    limit = state.settings.max_photo_bytes
    content = file.stream.read(limit + 1)
    if not content:
        raise InvalidInput.one(PHOTOS, "photo_empty", name=name)
    if len(content) > limit:
        raise InvalidInput.one(PHOTOS, "photo_too_large", name=name, limit=limit // 1_000_000)
    photos.scan(state, content, name)
    picture = sanitise(content, name)
    network = network_of(request.remote_addr)
    return photos.stage(state, picture.content, name=name, media_type=picture.media_type, network=network)


def _kept(state: State, faults: list[Message]) -> Sequence[StagedUpload]:
    """The photos received earlier, with what is said about each: the two lists of fields go side by side."""
    removed = set(request.form.getlist(REMOVED))
    most = 2 * state.settings.max_photos
    said: dict[str, str | None] = {}
    named = zip_longest(request.form.getlist(KEPT)[:most], request.form.getlist(CAPTION)[:most])
    for reference, caption in named:
        if reference is None or reference in removed:
            continue
        try:
            said[str(read(state, Purpose.UPLOAD, reference).get("id"))] = caption
        except BadToken:
            faults.append(Message(code="photo_expired"))
    if not said:
        return ()
    with state.store.read() as unit:
        found = {one.id: one for one in unit.uploads.get(list(said))}
    if len(found) < len(said):
        faults.append(Message(code="photo_expired"))
    told = {one: _caption(text) for one, text in said.items() if text is not None and one in found}
    photos.describe(state, found, told)
    return [replace(one, description=told.get(one.id, one.description or "")) for one in found.values()]


def _caption(text: str) -> str:
    return "" if has_surrogates(text) else clean(text[: 4 * LONGEST_DESCRIPTION])[:LONGEST_DESCRIPTION]


def _name(sent: str | None) -> str:
    """The user's name of the file, only ever shown as text."""
    text = clean((sent or "").replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode())
    return text[:_LONGEST_NAME] or "photo"
