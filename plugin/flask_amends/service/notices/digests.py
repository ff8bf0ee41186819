"""Digests over what was shown: by them the history of a case commits to it, and anybody checks it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_amends.disputes.vocabulary import EvidenceType
from flask_amends.storage.chain import canonical

_PREFIX = "shn_"
_TYPE = "dispute.evidence.added"


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of one notice as it was shown, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def evidence_id(digests: Iterable[str]) -> str:
    """What all of it is called in the history of a case: an id that only these notices make."""
    return f"{_PREFIX}{hashlib.sha256(canonical(sorted(digests))).hexdigest()[:32]}"


def committed(history: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """The entries of a history (as the file of a case has them) by which notices became evidence."""
    for row in history:
        facts = row["facts"]
        ours = row["type"] == _TYPE and facts["evidence_type"] == EvidenceType.SHOWN_TERMS_SNAPSHOT
        if ours and facts["evidence_id"].startswith(_PREFIX):
            yield row["sequence"], facts["evidence_id"]


def problems(document: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the notices in the file of a case; nothing, if they are whole or were erased."""
    shown = document.get("shown", [])
    for one in shown:
        if digest_of(one["content"]) != one["digest"]:
            yield "A notice is not the one that was kept with the order."
    entries = list(committed(document["history"]))
    if shown and not entries:
        yield "The notices in it are not in the history."
    for sequence, known_as in entries:
        if shown and evidence_id(one["digest"] for one in shown) != known_as:
            yield f"The notices are not those of entry {sequence}."
