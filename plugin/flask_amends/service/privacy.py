"""Erasing a person: every text, name, address and photo goes; the history of their cases still verifies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_amends.errors import LegalHold, NotFound
from flask_amends.service import after_erasure, enquiry_writing
from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork

SHORTEST_REDACTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased."""

    person_ids: tuple[str, ...]
    case_ids: tuple[str, ...]
    texts: int
    files: int


def erase(
    state: State, *, email: str | None = None, person_id: str | None = None, legal_reason: str | None = None
) -> Erased:
    """Erase a shopper, found by address or id, in one transaction; the photos' bytes go after the commit.

    A process that dies between the two leaves them to :mod:`flask_amends.service.housekeeping`.

    Everything that was written in their cases goes, by whomever, since it is about them; also in stored
    webhooks, both ways, and in what they asked, reviewed and declared. A case that is still open, or a
    withdrawal that nobody has seen to, is a reason to keep it all (:class:`LegalHold`) unless
    ``legal_reason`` is given, which is kept beside it. Raises :class:`NotFound`.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        persons = _persons(unit, email, person_id)
        ids = [person.id for person in persons]
        cases = unit.cases.of_persons(ids)
        case_ids = [case.id for case in cases]
        left = after_erasure.find(unit, ids, case_ids)
        _respect_legal_hold(unit, cases, left.held, legal_reason)
        secrets = _secrets(unit, persons, case_ids, after_erasure.texts(unit, left))
        _redact_webhooks(unit, case_ids, secrets)
        for message in after_erasure.messages(unit, left):
            unit.outbox.rewrite(message.id, redacted(message.body, secrets))
        keys = unit.files.erase_in(case_ids)
        texts = unit.history.erase_words_in(case_ids)
        unit.cases.erase_keys(case_ids)
        unit.uploads.abandon_of(case_ids)
        texts += after_erasure.erase(unit, left, now=now, because=legal_reason)
        texts += enquiry_writing.erase(unit, ids, now=now)
        unit.mails.cancel_to(ids)
        for case_id in case_ids:
            unit.links.revoke(now=now, case_id=case_id)
        unit.persons.erase(ids, now=now)
        for key in keys:
            unit.after_commit(partial(state.files.delete, key))
    return Erased(person_ids=tuple(ids), case_ids=tuple(case_ids), texts=texts, files=len(keys))


def _persons(unit: UnitOfWork, email: str | None, person_id: str | None) -> Sequence[Person]:
    found = list(unit.persons.with_email(email)) if email is not None else []
    if person_id is not None and (one := unit.persons.get(person_id)) is not None:
        found.append(one)
    if not found:
        raise NotFound("person", email or person_id or "")
    return found


def _respect_legal_hold(
    unit: UnitOfWork, cases: Iterable[CaseRow], others: Sequence[str], legal_reason: str | None
) -> None:
    still_open = [case for case in cases if case.dispute.is_open]
    if (still_open or others) and legal_reason is None:
        raise LegalHold([*(case.id for case in still_open), *others])
    for case in still_open:
        unit.cases.set_flags(case.id, {**case.flags, "erased_because": legal_reason})


def _secrets(
    unit: UnitOfWork, persons: Iterable[Person], case_ids: Collection[str], others: Iterable[str]
) -> set[str]:
    """Every text that must not be left anywhere."""
    named = {text for person in persons for text in (person.email, person.name, person.phone) if text}
    written = {word.text for case_id in case_ids for word in unit.history.words_of(case_id) if word.text}
    files = {file.name for case_id in case_ids for file in unit.files.of(case_id) if file.name}
    return {text for text in named | written | files | set(others) if len(text) >= SHORTEST_REDACTED}


def _redact_webhooks(unit: UnitOfWork, case_ids: Iterable[str], secrets: Collection[str]) -> None:
    for case_id in case_ids:
        for message in unit.outbox.messages_of(case_id):
            unit.outbox.rewrite(message.id, redacted(message.body, secrets))
        for inbound in unit.inbound.of_case(case_id):
            unit.inbound.rewrite(inbound.id, redacted(inbound.body, secrets))


def redacted(body: bytes, secrets: Collection[str]) -> bytes:
    """A JSON body without these texts; ids, codes and amounts stay."""
    longest_first = sorted(secrets, key=len, reverse=True)
    return canonical(_without(json.loads(body), longest_first))


def _without(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, secrets) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, secrets) for one in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "")
    return value
