"""What the doctor says about photos: whether one can be stored and read, and how much room there is."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.cli.findings import Finding, advice, fault, ok
from flask_amends.ports import KnowsRoom, ListsFiles
from flask_amends.service.photos import LEAST_FREE
from flask_amends.state import State

_MEBIBYTE = 1024 * 1024


def examine(state: State) -> Iterator[Finding]:
    """Store a few bytes and take them away again."""
    files, key = state.files, state.randomness.token_bytes(24).hex()
    try:
        files.write(key, b"doctor")
        with files.open(key) as stream:
            same = stream.read() == b"doctor"
        files.delete(key)
    except Exception as error:  # noqa: BLE001 - any store, and whatever is wrong with it
        yield fault("photos", f"cannot be stored: {type(error).__name__}: {error}")
        return
    if not same:
        yield fault("photos", "come back from their store as other bytes than were written.")
        return
    free = files.free_bytes() if isinstance(files, KnowsRoom) else None
    if free is not None and free < LEAST_FREE:
        yield fault(
            "photos", f"are refused: {free // _MEBIBYTE} MiB are left, {LEAST_FREE // _MEBIBYTE} must be."
        )
    else:
        yield ok(
            "photos", "can be stored" + (f"; {free // _MEBIBYTE} MiB are left" if free is not None else "")
        )
    if not isinstance(files, ListsFiles):
        yield advice(
            "photos", "lie in a store that cannot list them: what a crash leaves behind stays there."
        )
