"""The hash chain of a case: each entry covers the one before, and commits to texts without holding them.

``hash`` = SHA-256 over the canonical JSON of the entry and ``prev_hash``. A commitment is SHA-256 over a
random salt and the text; salt and text stand together outside the history, so once both are erased nothing
can be learnt from the commitment, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask_amends.storage.records import HistoryRow, StoredFile, Word

GENESIS = "0" * 64
SALT_BYTES = 16

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: Any) -> bytes:
    """The one JSON form of a plain value: sorted keys, no spaces, UTF-8."""
    return _encode(value).encode()


def commitment(salt: str, text: str) -> str:
    """What the history keeps of ``text``; ``salt`` is hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def file_field(file_id: str) -> str:
    """The name under which an event commits to a file."""
    return f"file:{file_id}"


def entry_hash(
    *,
    case_id: str,
    sequence: int,
    type: str,  # noqa: A002 - the field's own name
    actor: str,
    actor_id: str | None,
    at: datetime,
    facts: Mapping[str, Any],
    after: Mapping[str, Any],
    commitments: Mapping[str, str],
    prev_hash: str,
) -> str:
    """The hash of one entry."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [case_id, sequence, type, actor, actor_id, moment, facts, after, commitments, prev_hash]
    return hashlib.sha256(canonical(parts)).hexdigest()


def problems(rows: Iterable[HistoryRow], words: Iterable[Word], files: Iterable[StoredFile]) -> list[str]:
    """Everything that does not verify in the history of one case; empty if it is whole."""
    texts = {(word.sequence, word.field): (word.salt, word.text) for word in words}
    texts |= {(file.sequence, file_field(file.id)): (file.salt, file.sha256) for file in files}
    found: list[str] = []
    previous, expected = GENESIS, 1
    for row in rows:
        if row.sequence != expected:
            found.append(f"entry {expected} is missing")
        if row.prev_hash != previous:
            found.append(f"entry {row.sequence} does not follow the one before it")
        if _rehash(row) != row.hash:
            found.append(f"entry {row.sequence} was changed")
        found += _broken_commitments(row, texts)
        previous, expected = row.hash, row.sequence + 1
    found += [f"{field} of entry {sequence} is not in the history" for sequence, field in sorted(texts)]
    return found


def _rehash(row: HistoryRow) -> str:
    return entry_hash(
        case_id=row.case_id,
        sequence=row.sequence,
        type=row.type,
        actor=row.actor,
        actor_id=row.actor_id,
        at=row.at,
        facts=row.facts,
        after=row.after,
        commitments=row.commitments,
        prev_hash=row.prev_hash,
    )


def _broken_commitments(
    row: HistoryRow, texts: dict[tuple[int, str], tuple[str | None, str | None]]
) -> list[str]:
    found = []
    for field, promised in row.commitments.items():
        if (row.sequence, field) not in texts:
            found.append(f"{field} of entry {row.sequence} is missing")
            continue
        salt, text = texts.pop((row.sequence, field))
        if salt is not None and text is not None and commitment(salt, text) != promised:
            found.append(f"{field} of entry {row.sequence} was changed")
    return found
