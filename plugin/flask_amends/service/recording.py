"""Saving a decision: events, words, case, messages, mails and what follows, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from flask_amends.disputes import codec
from flask_amends.disputes.events import Event
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import desking, following, promise_book, publishing
from flask_amends.service.letters import post
from flask_amends.service.mail_rules import mails_for
from flask_amends.state import State
from flask_amends.storage import chain
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import (
    CaseRow,
    Entry,
    HistoryRow,
    MailRow,
    Person,
    StagedUpload,
    StoredFile,
    Word,
)
from flask_amends.storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is to be saved: the case after ``events``, who wrote them, and the photos that belong to them.

    ``writer`` is the person behind the events of ``actor``. ``shopper`` is given where the caller has the row
    at hand. ``to_shopper`` is false where an address has had its share of mails.
    """

    row: CaseRow
    events: tuple[Event, ...]
    actor: Actor = Actor.SYSTEM
    writer: str | None = None
    uploads: Sequence[StagedUpload] = ()
    shopper: Person | None = None
    to_shopper: bool = True


def record(unit: UnitOfWork, state: State, writing: Writing, *, expected: int, now: datetime) -> None:
    """Save the events of one decision with everything that goes with them. Nothing is saved without events.

    ``expected`` is the version before, 0 for a new case. Raises :class:`flask_amends.errors.StaleVersion` if
    another transaction was faster; then nothing of this one may be committed.
    """
    if not writing.events:
        return
    row = replace(writing.row, updated_at=now)
    if expected:
        unit.cases.save(row, expected=expected)
    else:
        unit.cases.add(row)
    entries = _write_history(unit, state, replace(writing, row=row), expected)
    publishing.publish(unit, state, row, entries, shopper=writing.shopper, now=now)
    _write_mails(unit, state, row, writing)
    desking.follow(unit, row, writing.events, shopper=writing.shopper, new=not expected)
    following.write(unit, state, row, writing.events, now=now)
    promise_book.follow_case(unit, state, row, writing.events, writer=writing.writer, now=now)
    unit.after_commit(partial(_announce, state, row, writing.events, new=not expected))


def _write_history(unit: UnitOfWork, state: State, writing: Writing, expected: int) -> tuple[Entry, ...]:
    row = writing.row
    previous = (unit.history.last_hash(row.id) if expected else None) or chain.GENESIS
    carrier = _carrier(writing.events) if writing.uploads else None
    rows: list[HistoryRow] = []
    words: list[Word] = []
    files: list[StoredFile] = []
    for event in writing.events:
        person = writing.writer if event.actor is writing.actor else None
        said = _words(state, event, person)
        shown = _files(state, writing, event, person) if event is carrier else []
        entry = _history_row(
            row.id, event, person=person, commitments=_commitments(said, shown), previous=previous
        )
        previous = entry.hash
        rows.append(entry)
        words += said
        files += shown
    unit.history.add(rows)
    unit.history.add_words(row.id, words)
    if files:
        unit.uploads.use([one.id for one in writing.uploads], row.id)
        unit.files.add(files)
    return _entries(writing.events, rows, words, files)


def _carrier(events: Sequence[Event]) -> Event:
    """The event that photos belong to: the evidence, message or claim they came with."""
    carrying = ("dispute.evidence.added", "dispute.message.posted", "dispute.created")
    return next((event for event in reversed(events) if event.type in carrying), events[-1])


def _words(state: State, event: Event, person: str | None) -> list[Word]:
    kind: type = type(event.fact)
    texts = {name: getattr(event.fact, name) for name in codec.personal_fields(kind)}
    return [
        Word(sequence=event.sequence, field=name, person_id=person, salt=_salt(state), text=text)
        for name, text in texts.items()
        if text
    ]


def _salt(state: State) -> str:
    return state.randomness.token_bytes(chain.SALT_BYTES).hex()


def _files(state: State, writing: Writing, event: Event, person: str | None) -> list[StoredFile]:
    evidence_id = getattr(event.fact, "evidence_id", None) or new_id("evd", state.randomness)
    return [
        StoredFile(
            id=new_id("fil", state.randomness),
            case_id=writing.row.id,
            sequence=event.sequence,
            evidence_id=evidence_id,
            person_id=person,
            name=upload.name,
            media_type=upload.media_type,
            bytes=upload.bytes,
            sha256=upload.sha256,
            salt=_salt(state),
            key=upload.key,
            description=upload.description,
            created_at=event.at,
        )
        for upload in writing.uploads
    ]


def _history_row(
    case_id: str,
    event: Event,
    *,
    person: str | None,
    commitments: dict[str, str],
    previous: str,
) -> HistoryRow:
    kind: type = type(event.fact)
    personal = codec.personal_fields(kind)
    facts = {name: value for name, value in codec.dump(event.fact).items() if name not in personal}
    parts: dict[str, Any] = {
        "case_id": case_id,
        "sequence": event.sequence,
        "type": event.type,
        "actor": event.actor.value,
        "actor_id": person,
        "at": event.at,
        "facts": facts,
        "after": {
            "status": event.status.value,
            "turn": event.turn.value if event.turn else None,
            "clocks": codec.dump(event.clocks),
            "new_turn": event.new_turn,
        },
        "commitments": commitments,
        "prev_hash": previous,
    }
    return HistoryRow(**parts, hash=chain.entry_hash(**parts))


def _commitments(words: Sequence[Word], files: Sequence[StoredFile]) -> dict[str, str]:
    held = [(word.field, word.salt, word.text) for word in words]
    held += [(chain.file_field(file.id), file.salt, file.sha256) for file in files]
    return {name: chain.commitment(salt, text) for name, salt, text in held if salt and text is not None}


def _entries(
    events: Sequence[Event], rows: Sequence[HistoryRow], words: Sequence[Word], files: Sequence[StoredFile]
) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            event=event,
            texts={word.field: word.text for word in words if word.sequence == event.sequence},
            files=tuple(file for file in files if file.sequence == event.sequence),
            actor_id=row.actor_id,
        )
        for event, row in zip(events, rows, strict=True)
    )


def _write_mails(unit: UnitOfWork, state: State, row: CaseRow, writing: Writing) -> None:
    if not state.can_mail:
        return
    wanted = mails_for(writing.events, row.dispute)
    unit.mails.add(
        new_mail(state, row, kind=kind, recipient=recipient, sequence=sequence)
        for kind, recipient, sequence in wanted
        if writing.to_shopper or recipient != "shopper"
    )


def new_mail(state: State, row: CaseRow, *, kind: str, recipient: str, sequence: int) -> MailRow:
    """A mail about a case, in the shopper's language, or in that of the staff."""
    return post(
        state,
        row.id,
        kind,
        person_id=row.shopper_id,
        recipient=recipient,
        sequence=sequence,
        locale=row.locale,
    )


def _announce(state: State, row: CaseRow, events: Sequence[Event], *, new: bool) -> None:
    """Tell the signals, and the worker that rows wait for it."""
    dispute = row.dispute
    if new:
        state.announce("dispute_opened", case_id=row.id, reference_number=row.reference_number)
    state.announce("dispute_moved", case_id=row.id, version=row.version, events=[one.type for one in events])
    if dispute.outcome is not None and not dispute.is_open:
        state.announce("dispute_closed", case_id=row.id, outcome=dispute.outcome.value)
    state.wake()
