"""A case as others see it: its row, its history with the texts that are left, and who took part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_amends.disputes import available_actions, codec
from flask_amends.disputes.deadlines import Clocks, next_due
from flask_amends.disputes.events import FACTS, Event
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.errors import NotFound
from flask_amends.storage import chain
from flask_amends.storage.records import CaseRow, CaseView, Entry, HistoryRow, Person, StoredFile, Word
from flask_amends.storage.store import UnitOfWork


def load(unit: UnitOfWork, row: CaseRow, viewer: Actor, now: datetime) -> CaseView:
    """The whole case for ``viewer``."""
    history = unit.history.of(row.id)
    ids = {row.shopper_id, *(one.actor_id for one in history if one.actor_id is not None)}
    persons = unit.persons.many(sorted(ids))
    entries = read_entries(history, unit.history.words_of(row.id), unit.files.of(row.id), persons)
    return make(
        row,
        persons=persons,
        entries=entries,
        available=available_actions(row.dispute, viewer, now, row.policy),
    )


def make(row: CaseRow, *, persons: Mapping[str, Person], entries: tuple[Entry, ...], **more: Any) -> CaseView:
    """A view of a row that was loaded or made already."""
    shopper = persons.get(row.shopper_id)
    if shopper is None:
        raise NotFound("person", row.shopper_id)
    return CaseView(
        dispute=row.dispute,
        policy=row.policy,
        reference_number=row.reference_number,
        shopper=shopper,
        order=row.order,
        locale=row.locale,
        time_zone=row.time_zone,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        due_at=next_due(row.dispute.status, row.dispute.clocks),
        flags=row.flags,
        persons=persons,
        entries=entries,
        **more,
    )


def read_entries(
    history: Iterable[HistoryRow],
    words: Iterable[Word],
    files: Sequence[StoredFile],
    persons: Mapping[str, Person],
) -> tuple[Entry, ...]:
    """The timeline: each event with its texts and photos."""
    texts: dict[int, dict[str, str | None]] = {}
    for word in words:
        texts.setdefault(word.sequence, {})[word.field] = word.text
    return tuple(
        Entry(
            event=read_event(row, texts.get(row.sequence, {})),
            texts=texts.get(row.sequence, {}),
            files=_files(row, files),
            actor_id=row.actor_id,
            actor_name=_name(row.actor_id, persons),
        )
        for row in history
    )


def _files(row: HistoryRow, files: Sequence[StoredFile]) -> tuple[StoredFile, ...]:
    """The photos of an entry in the order in which they were given: that of its commitments."""
    places = {name: place for place, name in enumerate(row.commitments)}
    mine = [file for file in files if file.sequence == row.sequence]
    return tuple(sorted(mine, key=lambda file: places.get(chain.file_field(file.id), len(places))))


def read_event(row: HistoryRow, texts: Mapping[str, str | None]) -> Event:
    """The event of a stored row; an erased text is empty."""
    kind: type = FACTS[row.type]
    spoken = {name: texts.get(name) or "" for name in codec.personal_fields(kind)}
    after = row.after
    return Event(
        sequence=row.sequence,
        at=row.at,
        actor=Actor(row.actor),
        fact=codec.load(kind, {**row.facts, **spoken}),
        status=Status(after["status"]),
        turn=Actor(after["turn"]) if after["turn"] else None,
        clocks=codec.load(Clocks, after["clocks"]),
        new_turn=after["new_turn"],
    )


def _name(actor_id: str | None, persons: Mapping[str, Person]) -> str | None:
    person = persons.get(actor_id) if actor_id is not None else None
    return None if person is None else person.name
