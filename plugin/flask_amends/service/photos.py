"""What may be stored as a photo, and where there is room for it (security 21, 24, 25)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta

from flask_amends.errors import InvalidInput
from flask_amends.ports import KnowsRoom
from flask_amends.service import limits
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import StagedUpload

log = logging.getLogger("flask_amends")

#: The path of faults about photos, and the fault that nobody but the shop can mend.
PHOTOS, FULL = "photos", "photos_full"
#: How many photos of nobody's case may lie here; a flood ends there, and claims are still taken.
MOST_PER_DAY = 5000
#: A shop whose disk is full cannot take claims any more, so photos leave some room.
LEAST_FREE = 256 * 1024 * 1024
LONGEST_DESCRIPTION = 300


def scan(state: State, content: bytes, name: str) -> None:
    """Ask the shop's scanner about a file as it was sent. Raises :class:`InvalidInput` unless it may pass."""
    handlers = state.handlers
    if handlers.photo_scanner is None:
        return
    try:
        harmless = handlers.photo_scanner(content, name)
    except Exception as error:  # the shop's own code: whatever it raises, the form is kept
        log.exception("The photo scanner failed.")
        if handlers.photo_scanner_fails_closed:
            raise InvalidInput.one(PHOTOS, "photo_unchecked", name=name) from error
        return
    if harmless is not True:
        raise InvalidInput.one(PHOTOS, "photo_harmful", name=name)


def stage(state: State, content: bytes, *, name: str, media_type: str, network: str | None) -> StagedUpload:
    """Store a photo that waits for its form. Raises :class:`InvalidInput` where there is no room for it."""
    now = state.clock.now()
    upload = StagedUpload(
        id=new_id("upl", state.randomness),
        key=state.randomness.token_bytes(24).hex(),
        name=name,
        media_type=media_type,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )
    with state.store.begin() as unit:
        full = unit.uploads.count_since(now - timedelta(days=1)) >= MOST_PER_DAY
        crowded = network is not None and not limits.has_room(
            unit, state, limits.PHOTOS_PER_NETWORK, network, now=now
        )
    if full or crowded:
        raise InvalidInput.one(PHOTOS, FULL)
    _write(state, upload.key, content)
    with state.store.begin() as unit:
        unit.uploads.add(upload)
    return upload


def _write(state: State, key: str, content: bytes) -> None:
    """The bytes lie durably before the row that names them: an orphan is swept, a bare row never exists."""
    files = state.files
    free = files.free_bytes() if isinstance(files, KnowsRoom) else None
    if free is not None and free - len(content) < LEAST_FREE:
        log.error("Photos are refused: %s bytes are left on their disk.", free)
        raise InvalidInput.one(PHOTOS, FULL)
    try:
        files.write(key, content)
    except Exception as error:  # a full disk, or a bucket that does not answer: the claim goes on without it
        log.exception("A photo could not be stored.")
        raise InvalidInput.one(PHOTOS, FULL) from error


def describe(state: State, uploads: Mapping[str, StagedUpload], said: Mapping[str, str]) -> None:
    """Note what is on photos, where that has changed."""
    changed = {
        upload_id: text for upload_id, text in said.items() if (uploads[upload_id].description or "") != text
    }
    if changed:
        with state.store.begin() as unit:
            unit.uploads.describe(changed)
