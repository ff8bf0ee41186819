"""A person as a whole: found by an address, what is kept about them, all of it as a file (security 80)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_amends.errors import NotFound
from flask_amends.service import casefile, privacy
from flask_amends.service.casefile_format import PHOTOS, pack
from flask_amends.service.privacy import Kept
from flask_amends.state import State
from flask_amends.storage.personal import TRAILS
from flask_amends.storage.records import Person

FORMAT = "flask-amends/person/1"
PERSON, INTERNAL, NOTE = "person.json", "internal.json", "README.txt"

_NOTE = """\
Everything that {shop} keeps about one person, as of {moment}.

person.json    what the person sent and what was done with it, table by table: names and addresses, cases
               with every word in them, questions, reviews, withdrawals, e-mails, links, and messages about
               them to and from others
photos/        the photos, as they were received
{internal}
Moments are in UTC. A row that was erased is still there, without its words.
"""
_INTERNAL_NOTE = """\
internal.json  what staff noted for themselves. Look through it before you hand it on: it can be about
               other people too
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody: every row under one address, how much of each class, and what holds it."""

    persons: tuple[Person, ...]
    counts: Mapping[str, int]
    kept: Kept
    references: Mapping[str, str]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(person.id for person in self.persons)

    @property
    def first(self) -> Person:
        return self.persons[0]

    @property
    def email(self) -> str | None:
        return next((person.email for person in self.persons if person.email), None)

    @property
    def is_erased(self) -> bool:
        return all(person.erased_at is not None for person in self.persons)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """An export ready to be written: its name, and its bytes piece by piece."""

    name: str
    pieces: Iterator[bytes]


def find(state: State, email: str) -> str:
    """The id of the first person of an address, however it is spelled. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        found = unit.persons.find(email)
    if not found:
        raise NotFound("person", email)
    return found[0].id


def about(state: State, person_id: str) -> Known:
    """What is known of a person, and of everybody under the same address. Raises :class:`NotFound`."""
    persons = _with_namesakes(state, person_id)
    with state.store.read() as unit:
        rows = unit.personal.rows_about([one.id for one in persons], _addresses(persons))
    counts: dict[str, int] = {}
    for table, found in rows.items():
        group = TRAILS[table].group
        counts[group] = counts.get(group, 0) + len(found)
    one = persons[0]
    kept = privacy.held(state, email=one.email, person_id=None if one.email else one.id)
    references = {
        row["id"]: row["reference_number"] for name in ("cases", "withdrawals") for row in rows[name]
    }
    return Known(persons=persons, counts=counts, kept=kept, references=references)


def export(state: State, person_id: str, *, internal: bool = False) -> PersonFile:
    """Everything about a person as an archive: JSON and photos. Raises :class:`NotFound`.

    Notes of staff go along only where ``internal`` is asked for, in a document of their own. Photos are read
    one at a time.
    """
    persons = _with_namesakes(state, person_id)
    with state.store.read() as unit:
        rows = unit.personal.rows_about([one.id for one in persons], _addresses(persons))
        case_ids = [row["id"] for row in rows["cases"]]
        files = [file for case_id in case_ids for file in unit.files.of(case_id)]
    now = state.clock.now().astimezone(UTC).replace(microsecond=0)
    head = {"format": FORMAT, "exported_at": now.isoformat(), "shop": state.settings.shop_name}
    open_rows = {name: rows[name] for name, trail in TRAILS.items() if not trail.internal}
    own_rows = {name: rows[name] for name, trail in TRAILS.items() if trail.internal}
    note = _NOTE.format(
        shop=state.settings.shop_name, moment=now.isoformat(), internal=_INTERNAL_NOTE if internal else ""
    )

    def entries() -> Iterator[tuple[str, bytes]]:
        yield NOTE, note.encode()
        yield PERSON, _document(head, open_rows)
        if internal:
            yield INTERNAL, _document(head, own_rows)
        for file in files:
            if (content := casefile.content_of(state, file)) is not None:
                yield f"{PHOTOS}{file.id}.{casefile.ENDINGS[file.media_type]}", content

    return PersonFile(name=f"person-{persons[0].id}.zip", pieces=iter(pack(entries(), now)))


def _with_namesakes(state: State, person_id: str) -> tuple[Person, ...]:
    with state.store.read() as unit:
        one = unit.persons.get(person_id)
        if one is None or one.kind == "staff":
            raise NotFound("person", person_id)
        return tuple(unit.persons.find(one.email)) if one.email else (one,)


def _addresses(persons: tuple[Person, ...]) -> set[str]:
    return {person.email for person in persons if person.email}


def _document(head: Mapping[str, Any], rows: Mapping[str, list[dict[str, Any]]]) -> bytes:
    shown = {
        name: [
            {column: value for column, value in row.items() if column not in TRAILS[name].hidden}
            for row in found
        ]
        for name, found in rows.items()
    }
    return json.dumps({**head, "data": shown}, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        try:
            return json.loads(value)
        except ValueError:
            return base64.b64encode(value).decode()
    return str(value)
