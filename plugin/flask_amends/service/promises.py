"""Promises: read, answered by the shopper, settled by staff, and counted: kept or broken, when, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.service.promise_book import PromiseKind, Standing, standing
from flask_amends.service.promise_mails import escalate
from flask_amends.state import State
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.storage.store import UnitOfWork

#: What nobody was promised is no promise.
UNCOUNTED = frozenset({PromiseKind.PUBLIC_ANSWER.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many promises were kept, broken (late ones too), are still open, or no longer mattered."""

    kept: int = 0
    broken: int = 0
    open: int = 0
    void: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A broken promise: which, whose, and how it stands."""

    row: PromiseRow
    who: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The promises whose date lies in a time: all, by kind, by whose they were, and the broken ones."""

    total: Tally
    kinds: Mapping[str, Tally] = field(default_factory=dict)
    people: Mapping[str, Tally] = field(default_factory=dict)
    broken: tuple[Broken, ...] = ()


def counts(state: State, since: datetime, until: datetime) -> Counts:
    """Count the promises that were due in ``[since, until)`` (T8, P13)."""
    with state.store.read() as unit:
        rows = [one for one in unit.promises.due_between(since, until) if one.kind not in UNCOUNTED]
        names = _names(unit, rows)
    return count(rows, names, state.clock.now())


def count(rows: Sequence[PromiseRow], names: Mapping[str, str], now: datetime) -> Counts:
    """The rule behind :func:`counts`; pure."""
    broken = [one for one in rows if standing(one, now) in (Standing.BROKEN, Standing.LATE)]
    people = {_who(one, names) for one in rows}
    return Counts(
        total=_tally(rows, now),
        kinds={
            kind.value: _tally([one for one in rows if one.kind == kind], now)
            for kind in PromiseKind
            if any(one.kind == kind for one in rows)
        },
        people={who: _tally([one for one in rows if _who(one, names) == who], now) for who in sorted(people)},
        broken=tuple(Broken(row=one, who=_who(one, names), is_open=one.settled_at is None) for one in broken),
    )


def of_case(state: State, case_id: str) -> Sequence[PromiseRow]:
    """Everything promised or to be done in a case."""
    with state.store.read() as unit:
        return unit.promises.of_case(case_id)


def count_late(state: State) -> int:
    """How many open ones are past their date."""
    with state.store.read() as unit:
        return unit.promises.count_open(before=state.clock.now())


def count_open(state: State) -> int:
    """How many are open."""
    with state.store.read() as unit:
        return unit.promises.count_open()


def answer(state: State, case_id: str, promise_id: str, *, agrees: bool) -> None:
    """The shopper's yes or no to the date of a promised answer (P13); a no is told to staff at once.

    The last answer counts. Raises :class:`NotFound`, and :class:`NotAllowed` once the promise is settled.
    """
    with state.store.begin() as unit:
        row = unit.promises.get(promise_id, lock=True)
        if row is None or row.case_id != case_id or row.consent is None:
            raise NotFound("promise", promise_id)
        if row.settled_at is not None:
            raise NotAllowed("The promise is settled.")
        unit.promises.change(promise_id, consent="yes" if agrees else "no")
        if not agrees and row.consent != "no":
            escalate(unit, state, row, "declined")


def settle(state: State, promise_id: str, *, by: StaffMember, done: bool) -> PromiseRow:
    """Staff say that a task is done, or that it was not kept. Twice is as good as once.

    What an act in the case settles, such as a promised answer, is settled there alone (:class:`NotAllowed`).
    Raises :class:`NotFound`.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.promises.get(promise_id, lock=True)
        if row is None:
            raise NotFound("promise", promise_id)
        if not may_settle(row):
            raise NotAllowed("Only the answer itself settles this.")
        if row.settled_at is None:
            person = staff_person(unit, state, by, now)
            result = "done" if done else "broken"
            unit.promises.change(promise_id, settled_at=now, settled_by=person, result=result, next_at=None)
    return row


def may_settle(row: PromiseRow) -> bool:
    """Whether staff say by hand that it is done; the answers of cases and questions show by themselves."""
    by_itself = row.kind in (PromiseKind.HOLD, PromiseKind.ANSWER)
    return not by_itself and row.enquiry_id is None


def names_of(state: State, rows: Sequence[PromiseRow]) -> Mapping[str, str]:
    """The names of whoever owns these."""
    with state.store.read() as unit:
        return _names(unit, rows)


def _names(unit: UnitOfWork, rows: Iterable[PromiseRow]) -> Mapping[str, str]:
    ids = {person for one in rows for person in (one.owner, one.made_by, one.settled_by) if person}
    return {key: one.name or "" for key, one in unit.persons.many(sorted(ids)).items()}


def _who(row: PromiseRow, names: Mapping[str, str]) -> str:
    return names.get(row.owner or row.made_by or "", "")


def _tally(rows: Iterable[PromiseRow], now: datetime) -> Tally:
    found = [standing(one, now) for one in rows]
    return Tally(
        kept=found.count(Standing.KEPT),
        broken=found.count(Standing.BROKEN) + found.count(Standing.LATE),
        open=found.count(Standing.OPEN),
        void=found.count(Standing.VOID),
    )
