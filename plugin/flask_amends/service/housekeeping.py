"""Cleaning up: photos that belong to no case, and what is kept only to recognise a repetition."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_amends.ports import ListsFiles
from flask_amends.service.endpoints import drop_lapsed_secrets
from flask_amends.service.reports import figures, prevention
from flask_amends.state import State

KEYS_KEPT = timedelta(days=30)
LIMITS_KEPT = timedelta(days=2)
PHOTOS_AT_ONCE = 100
REQUESTS_KEPT = timedelta(days=2)
#: Bytes without a row are as old at least before they go: their row may be on its way.
ORPHANS_KEPT = timedelta(days=1)
SHELF_EVERY = timedelta(hours=1)
SHELVES = 256

log = logging.getLogger("flask_amends")


def tidy(state: State) -> int:
    """Delete what is past its time; returns how many photos went. Cut off anywhere, it goes on next time."""
    now = state.clock.now()
    swept = _sweep(state, now)
    figures.catch_up(state)
    prevention.examine_some(state)
    with state.store.read() as unit:
        kept = state.settings.retention.uploads
        abandoned = unit.uploads.abandoned(now - kept, PHOTOS_AT_ONCE) if kept is not None else []
    # The bytes go first: a row without bytes is deleted next time, bytes without a row never.
    for upload in abandoned:
        state.files.delete(upload.key)
    with state.store.begin() as unit:
        unit.uploads.remove([one.id for one in abandoned])
        unit.idempotency.forget(now - KEYS_KEPT)
        unit.limits.forget(now - LIMITS_KEPT)
        unit.order_requests.forget(now - REQUESTS_KEPT)
    drop_lapsed_secrets(state)
    return len(abandoned) + swept


def _sweep(state: State, now: datetime) -> int:
    """Delete bytes that no row names, which a crash between the two left behind (security 21).

    A store may be large, so each hour looks at one of its 256 shelves; a file comes by every eleven days.
    """
    if not isinstance(state.files, ListsFiles):
        return 0
    shelf = int(now.timestamp() // SHELF_EVERY.total_seconds()) % SHELVES
    try:
        old = state.files.old(shelf, now - ORPHANS_KEPT)
    except Exception:  # a store that cannot be listed now is listed another time
        log.exception("The photos could not be listed.")
        return 0
    with state.store.read() as unit:
        orphans = unit.uploads.unknown(old[:PHOTOS_AT_ONCE])
    for key in orphans:
        state.files.delete(key)
    return len(orphans)
