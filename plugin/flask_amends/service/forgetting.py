"""Forgetting cases: every text, photo and copy of what was said in them goes; their histories still verify.

Both who asks to be erased and the passing of time end here (:mod:`~flask_amends.service.privacy`,
:mod:`~flask_amends.service.retention`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork

SHORTEST_REDACTED = 3

#: What else is written about cases: each takes the ids of cases and persons, forgets, and tells how many
#: texts went. Areas put theirs here when they are imported.
Eraser = Callable[[UnitOfWork, Sequence[str], Sequence[str], datetime], int]
ERASERS: list[Eraser] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much went."""

    texts: int = 0
    files: int = 0


def forget_cases(
    unit: UnitOfWork, state: State, cases: Sequence[CaseRow], secrets: Collection[str], *, now: datetime
) -> Forgotten:
    """Forget what was written in these cases, by whomever, since it is about their shopper.

    ``secrets`` are the texts to take out of stored webhooks, both ways (:func:`secrets_of`). The photos'
    bytes go after the commit; a process that dies between the two leaves them to
    :mod:`flask_amends.service.housekeeping`.
    """
    ids = [case.id for case in cases]
    if not ids:
        return Forgotten()
    _redact_webhooks(unit, ids, secrets)
    unit.retention.forget_traces(ids)
    keys = unit.files.erase_in(ids)
    texts = unit.history.erase_words_in(ids) + unit.holds.erase(ids)
    unit.cases.erase_keys(ids)
    unit.uploads.abandon_of(ids)
    _forget_parcels(unit, cases)
    _forget_arbiters(unit, cases, now)
    for case_id in ids:
        unit.links.revoke(now=now, case_id=case_id)
    unit.retention.mark_forgotten([case.id for case in cases if not case.dispute.is_open], now=now)
    for key in keys:
        unit.after_commit(partial(state.files.delete, key))
    return Forgotten(texts=texts, files=len(keys))


def forget_beside(
    unit: UnitOfWork, case_ids: Sequence[str], person_ids: Sequence[str], *, now: datetime
) -> int:
    """Forget what other areas keep about these cases and persons; returns how many texts went."""
    return sum(erase(unit, case_ids, person_ids, now) for erase in ERASERS)


def secrets_of(
    unit: UnitOfWork, persons: Iterable[Person], case_ids: Collection[str], others: Iterable[str] = ()
) -> set[str]:
    """Every text that must not be left anywhere."""
    named = {text for person in persons for text in (person.email, person.name, person.phone) if text}
    written = {word.text for case_id in case_ids for word in unit.history.words_of(case_id) if word.text}
    files = {file.name for case_id in case_ids for file in unit.files.of(case_id) if file.name}
    return {text for text in named | written | files | set(others) if len(text) >= SHORTEST_REDACTED}


def redacted(body: bytes, secrets: Collection[str]) -> bytes:
    """A JSON body without these texts; ids, codes and amounts stay."""
    longest_first = sorted(secrets, key=len, reverse=True)
    return canonical(_without(json.loads(body), longest_first))


def _redact_webhooks(unit: UnitOfWork, case_ids: Iterable[str], secrets: Collection[str]) -> None:
    for case_id in case_ids:
        for message in unit.outbox.messages_of(case_id):
            unit.outbox.rewrite(message.id, redacted(message.body, secrets))
        for inbound in unit.inbound.of_case(case_id):
            unit.inbound.rewrite(inbound.id, redacted(inbound.body, secrets))


def _forget_parcels(unit: UnitOfWork, cases: Iterable[CaseRow]) -> None:
    """By the number of a parcel its carrier tells where somebody lives."""
    for case in cases:
        if case.order is not None and case.order.delivery is not None:
            delivery = replace(case.order.delivery, tracking_number=None, tracking_url=None)
            unit.cases.set_order(case.id, replace(case.order, delivery=delivery, region=None))


def _forget_arbiters(unit: UnitOfWork, cases: Iterable[CaseRow], now: datetime) -> None:
    """Who was asked from outside is needed no more once the case is over."""
    over = [case.id for case in cases if not case.dispute.is_open]
    for seat in unit.arbiters.of(over):
        unit.links.revoke_about(seat.id, now=now)
        unit.arbiters.end(seat.id, now=now)
    unit.persons.erase(unit.arbiters.persons_of(over), now=now)


def _without(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, secrets) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, secrets) for one in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "")
    return value
