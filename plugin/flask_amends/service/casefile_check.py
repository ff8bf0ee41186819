"""Checking the file of a case, offline: nothing is asked of a shop, a database or a network. Pure.

What is checked: that the archive is the one that was signed, byte for byte; that the entries of the history
follow one another without a gap; that every text and photo is the one its entry committed to when it was
written, or was erased since; that the notices are those that became evidence; and that the state of the case
is what the entries add up to.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_amends.disputes import codec, replay
from flask_amends.disputes.deadlines import Clocks
from flask_amends.disputes.events import FACTS, Event
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.service.casefile_format import (
    CASE,
    FORMAT,
    SIGNATURE,
    SIGNATURE_FORMAT,
    NotAFile,
    PublicKey,
    decoded,
    listed,
    pack,
    unpack,
)
from flask_amends.service.notices import digests
from flask_amends.storage.chain import GENESIS, canonical, commitment, entry_hash, file_field


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. Without ``problems`` the file is whole.

    ``known_key`` says that the key the caller gave signed it.

    ``earlier`` is how many entries an earlier file of the same case shares with this one, if one was given.
    """

    problems: tuple[str, ...]
    key_id: str = ""
    known_key: bool = False
    document: Mapping[str, Any] | None = None
    entries: int = 0
    texts: int = 0
    erased: int = 0
    photos: int = 0
    missing: int = 0
    notices: int = 0
    earlier: int | None = None

    @property
    def whole(self) -> bool:
        return not self.problems


def check(archive: bytes, *, key: PublicKey | None = None, earlier: bytes | None = None) -> Report:
    """Everything there is to check. It never raises for what is wrong with a file.

    Without ``key`` the file is checked against the key that it names itself: that shows that nobody changed
    it after signing, but not whose key that is. ``earlier`` is another file of the same case.
    """
    try:
        return _check(archive, key, earlier)
    except NotAFile as error:
        return Report(problems=(str(error),))
    except Exception as error:  # noqa: BLE001 - a file made to confuse us is a file that is not whole
        return Report(problems=(f"It cannot be read ({type(error).__name__}).",))


def _check(archive: bytes, key: PublicKey | None, earlier: bytes | None) -> Report:
    entries = unpack(archive)
    document = _document(entries)
    signer = _signer(entries, document)
    problems = []
    if key is not None and key.raw != signer.raw:
        problems.append(f"It was signed with another key: {signer.id}.")
    made_at = datetime.fromisoformat(document["exported_at"]).astimezone(UTC)
    if b"".join(pack(entries.items(), made_at)) != archive:
        problems.append("The archive holds bytes that nobody signed.")
    beside = {name: content for name, content in entries.items() if name not in (CASE, SIGNATURE)}
    if listed(beside) != document["enclosed"]:
        problems.append("What lies beside the case is not what was signed.")
    problems += _chain(document)
    texts = _Texts(document)
    problems += texts.problems
    problems += _photos(document, beside)
    problems += digests.problems(document)
    shown = document.get("shown", [])
    if not problems:
        problems += _state(document)
    shared = None
    if earlier is not None:
        shared, more = _continues(document, earlier, signer)
        problems += more
    return Report(
        problems=tuple(problems),
        key_id=signer.id,
        known_key=key is not None and key.raw == signer.raw,
        document=document,
        entries=len(document["history"]),
        texts=texts.whole,
        erased=texts.erased + (not shown and any(digests.committed(document["history"]))),
        photos=sum(one["path"] is not None for one in document["files"]),
        missing=sum(one["path"] is None and one["sha256"] is not None for one in document["files"]),
        notices=len(shown),
        earlier=shared,
    )


def _document(entries: Mapping[str, bytes]) -> dict[str, Any]:
    if CASE not in entries or SIGNATURE not in entries:
        raise NotAFile("It holds no signed case.")
    document = json.loads(entries[CASE])
    if canonical(document) != entries[CASE] or document.get("format") != FORMAT:
        raise NotAFile("The case in it was changed, or is of another release.")
    return document  # type: ignore[no-any-return]


def _signer(entries: Mapping[str, bytes], document: Mapping[str, Any]) -> PublicKey:
    """The key that signed the case. Raises :class:`NotAFile` if the signature does not hold."""
    signature = json.loads(entries[SIGNATURE])
    key = PublicKey.parse(signature["public_key"])
    expected = {
        "format": SIGNATURE_FORMAT,
        "algorithm": "Ed25519",
        "key_id": key.id,
        "public_key": key.text,
        "signature": signature["signature"],
    }
    same = canonical(expected) == entries[SIGNATURE] and document["key_id"] == key.id
    if not same or not key.holds(entries[CASE], decoded(signature["signature"])):
        raise NotAFile("The signature does not fit: the case was changed after it was signed.")
    return key


def _chain(document: Mapping[str, Any]) -> Iterator[str]:
    previous = GENESIS
    for expected, row in enumerate(document["history"], 1):
        if row["sequence"] != expected:
            yield f"Entry {expected} of the history is missing."
            return
        if row["prev_hash"] != previous:
            yield f"Entry {expected} does not follow the one before it."
        made = entry_hash(
            case_id=document["id"],
            sequence=row["sequence"],
            type=row["type"],
            actor=row["actor"],
            actor_id=row["actor_id"],
            at=datetime.fromisoformat(row["at"]),
            facts=row["facts"],
            after=row["after"],
            commitments=row["commitments"],
            prev_hash=row["prev_hash"],
        )
        if made != row["hash"]:
            yield f"Entry {expected} was changed."
        previous = row["hash"]


class _Texts:
    """The texts and digests that the history commits to, compared with what the file holds."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.problems: list[str] = []
        self.whole = self.erased = 0
        words = [(one["sequence"], one["field"], one["salt"], one["text"]) for one in document["words"]]
        files = [
            (one["sequence"], file_field(one["id"]), one["salt"], one["sha256"]) for one in document["files"]
        ]
        counts = Counter(one[:2] for one in (*words, *files))
        twice = [one for one, count in counts.items() if count > 1]
        self.problems += [f"{field} of entry {at} is there twice." for at, field in twice]
        held = {one[:2]: one[2:] for one in (*words, *files)}
        for row in document["history"]:
            for name, promised in row["commitments"].items():
                self._compare(row["sequence"], name, promised, held.pop((row["sequence"], name), None))
        self.problems += [f"{field} of entry {at} is not in the history." for at, field in sorted(held)]

    def _compare(self, at: int, name: str, promised: str, held: tuple[str | None, str | None] | None) -> None:
        if held is None:
            self.problems.append(f"{name} of entry {at} is missing.")
            return
        salt, text = held
        if salt is None and text is None:
            self.erased += 1
        elif salt is None or text is None or commitment(salt, text) != promised:
            self.problems.append(f"{name} of entry {at} is not what was written.")
        elif not name.startswith(file_field("")):
            self.whole += 1


def _photos(document: Mapping[str, Any], beside: Mapping[str, bytes]) -> Iterator[str]:
    """A photo in the archive is the one whose digest the history committed to."""
    for one in document["files"]:
        content = beside.get(one["path"]) if one["path"] is not None else None
        if one["path"] is not None and (
            content is None or hashlib.sha256(content).hexdigest() != one["sha256"]
        ):
            yield f"The photo {one['path']} is not the one that was given."


def _state(document: Mapping[str, Any]) -> Iterator[str]:
    """Where the case stands follows from its entries alone."""
    said: dict[int, dict[str, str]] = {}
    for one in document["words"]:
        said.setdefault(one["sequence"], {})[one["field"]] = one["text"] or ""
    dispute = replay(_event(row, said.get(row["sequence"], {})) for row in document["history"])
    if canonical(codec.dump(dispute)) != canonical(document["state"]):
        yield "Where the case stands is not what its history adds up to."


def _event(row: Mapping[str, Any], said: Mapping[str, str]) -> Event:
    kind: type = FACTS[row["type"]]
    spoken = {name: said.get(name, "") for name in codec.personal_fields(kind)}
    after = row["after"]
    return Event(
        sequence=row["sequence"],
        at=datetime.fromisoformat(row["at"]),
        actor=Actor(row["actor"]),
        fact=codec.load(kind, {**row["facts"], **spoken}),
        status=Status(after["status"]),
        turn=Actor(after["turn"]) if after["turn"] else None,
        clocks=codec.load(Clocks, after["clocks"]),
        new_turn=after["new_turn"],
    )


def _continues(document: Mapping[str, Any], archive: bytes, signer: PublicKey) -> tuple[int, list[str]]:
    """Whether an earlier file of the case is a beginning of this one: history is added to, never edited."""
    before = check(archive)
    if not before.whole or before.document is None:
        return 0, [f"The earlier file is not whole: {' '.join(before.problems)}"]
    old = before.document
    if old["id"] != document["id"]:
        return 0, ["The earlier file is about another case."]
    problems = [] if before.key_id == signer.id else ["The earlier file was signed with another key."]
    hashes = [row["hash"] for row in document["history"]]
    if [row["hash"] for row in old["history"]] != hashes[: len(old["history"])]:
        problems.append("The history was written anew since the earlier file.")
    return len(old["history"]), problems
