"""Erasing a person: every text, name, address and photo goes; the history of their cases still verifies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.errors import LegalHold, NotFound
from flask_amends.service import after_erasure, enquiry_writing, erasers, forgetting, wishes
from flask_amends.service.forgetting import redacted
from flask_amends.state import State
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork

__all__ = ["Erased", "Kept", "erase", "erasers", "held", "redacted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased."""

    person_ids: tuple[str, ...]
    case_ids: tuple[str, ...]
    texts: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Why a person is kept: ids of open cases, of cases on hold, and of withdrawals nobody has seen to."""

    open_cases: tuple[str, ...] = ()
    on_hold: tuple[str, ...] = ()
    withdrawals: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of them, once."""
        return tuple(dict.fromkeys((*self.open_cases, *self.on_hold, *self.withdrawals)))


def erase(
    state: State, *, email: str | None = None, person_id: str | None = None, legal_reason: str | None = None
) -> Erased:
    """Erase a shopper, found by address or id, in one transaction; the photos' bytes go after the commit.

    A process that dies between the two leaves them to :mod:`flask_amends.service.housekeeping`.

    Everything that was written in their cases goes, by whomever, since it is about them; also in stored
    webhooks, both ways, and in what they asked, reviewed and declared. A case that is still open or on hold,
    or a withdrawal that nobody has seen to, is a reason to keep it all (:class:`LegalHold`, security 79)
    unless ``legal_reason`` is given, which is kept beside it. Raises :class:`NotFound`.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        if email is not None:
            wishes.name(unit, state, email, now=now)
        persons = _persons(unit, email, person_id)
        ids = [person.id for person in persons]
        cases = unit.cases.of_persons(ids)
        case_ids = [case.id for case in cases]
        left = after_erasure.find(unit, ids, case_ids)
        _respect_holds(unit, cases, _kept(unit, cases, left), legal_reason)
        secrets = forgetting.secrets_of(unit, persons, case_ids, after_erasure.texts(unit, left))
        for message in after_erasure.messages(unit, left):
            unit.outbox.rewrite(message.id, redacted(message.body, secrets))
        gone = forgetting.forget_cases(unit, state, cases, secrets, now=now)
        texts = gone.texts + after_erasure.erase(unit, left, now=now, because=legal_reason)
        texts += enquiry_writing.erase(unit, ids, now=now)
        texts += forgetting.forget_beside(unit, case_ids, ids, now=now)
        _forget_persons(unit, persons, now)
    return Erased(person_ids=tuple(ids), case_ids=tuple(case_ids), texts=texts, files=gone.files)


def held(state: State, *, email: str | None = None, person_id: str | None = None) -> Kept:
    """What keeps a person from being erased without a reason. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        ids = [person.id for person in _persons(unit, email, person_id)]
        cases = unit.cases.of_persons(ids)
        return _kept(unit, cases, after_erasure.find(unit, ids, [case.id for case in cases]))


def _persons(unit: UnitOfWork, email: str | None, person_id: str | None) -> Sequence[Person]:
    found = list(unit.persons.find(email)) if email is not None else []
    if person_id is not None and (one := unit.persons.get(person_id)) is not None:
        found.append(one)
    if not found:
        raise NotFound("person", email or person_id or "")
    return found


def _kept(unit: UnitOfWork, cases: Iterable[CaseRow], left: after_erasure.Left) -> Kept:
    standing = unit.holds.standing([case.id for case in cases])
    return Kept(
        open_cases=tuple(case.id for case in cases if case.dispute.is_open),
        on_hold=tuple(dict.fromkeys(hold.case_id for hold in standing)),
        withdrawals=left.held,
    )


def _respect_holds(unit: UnitOfWork, cases: Iterable[CaseRow], kept: Kept, legal_reason: str | None) -> None:
    if kept.all and not legal_reason:
        raise LegalHold(kept.all)
    for case in cases:
        if case.id in kept.all:
            unit.cases.set_flags(case.id, {**case.flags, "erased_because": legal_reason})


def _forget_persons(unit: UnitOfWork, persons: Sequence[Person], now: datetime) -> None:
    ids = [person.id for person in persons]
    addresses = {person.email for person in persons if person.email}
    unit.mails.cancel_to(ids)
    unit.retention.forget_errors_to(ids)
    unit.retention.forget_requests(addresses)
    unit.persons.erase(ids, now=now)
