"""Cleaning up: photos that belong to no case, and what was kept only to recognise a repetition."""

from __future__ import annotations

from datetime import timedelta

from flask_amends.service.inbound import KEPT
from flask_amends.state import State

#: A photo waits this long for its form; the references in the form are good for as long.
UPLOADS_KEPT = timedelta(days=2)
KEYS_KEPT = timedelta(days=30)
LIMITS_KEPT = timedelta(days=2)
PHOTOS_AT_ONCE = 100


def tidy(state: State) -> int:
    """Delete what is past its time; returns how many photos went. Cut off anywhere, it goes on next time."""
    now = state.clock.now()
    with state.store.read() as unit:
        abandoned = unit.uploads.abandoned(now - UPLOADS_KEPT, PHOTOS_AT_ONCE)
    # The bytes go first: a row without bytes is deleted next time, bytes without a row never.
    for upload in abandoned:
        state.files.delete(upload.key)
    with state.store.begin() as unit:
        unit.uploads.remove([one.id for one in abandoned])
        unit.idempotency.forget(now - KEYS_KEPT)
        unit.limits.forget(now - LIMITS_KEPT)
        unit.inbound.forget(now - KEPT)
    return len(abandoned)
