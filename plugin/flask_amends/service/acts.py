"""Acting on a case: one command by one party, with every expiry that was due before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from flask_amends.disputes import decide, sweep
from flask_amends.disputes.commands import Command
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.deadlines import expired
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import InvalidInput, NeedsApproval, NotFound, RefusedError, StaleVersion
from flask_amends.service import replies, views, weighing
from flask_amends.service.parties import Party, admit, writer_of
from flask_amends.service.recording import Writing, record
from flask_amends.service.weighing import weigh
from flask_amends.state import State
from flask_amends.storage.records import CaseRow, CaseView, StagedUpload
from flask_amends.storage.store import UnitOfWork

#: What both sides together can show with photos in one case (security 24).
MOST_PHOTOS = 60


def act(
    state: State,
    case_id: str,
    command: Command,
    *,
    by: Party,
    expected_version: int | None = None,
    files: Sequence[str] = (),
) -> CaseView:
    """Carry out ``command``; returns the case after it, as ``by`` sees it.

    ``expected_version`` is the version the party decided on; ``files`` are ids of staged uploads that belong
    to what it says. Raises :class:`NotFound`, :class:`flask_amends.errors.NotAllowed`, :class:`InvalidInput`
    (a photo that is unknown or used, a text that is not ready to be sent), :class:`StaleVersion` when the
    case has moved on since, by others or by the clock, and :class:`RefusedError` when the life cycle does
    not allow it, nor the order or the budget. Expiries that were due are saved in the last two cases too,
    and nothing else is. :class:`flask_amends.errors.NeedsApproval` says that a second person has to agree
    first (security 42).
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, case_id)
        admit(unit, row, command, by, now=now)
        replies.check_command(unit, state, command, by)
        _check_version(row, expected_version)
        if expected_version is not None and expired(row.dispute.status, row.dispute.clocks, now):
            saved = _save(unit, state, row, sweep(row.dispute, now, row.policy), now=now)
            stale: StaleVersion | None = StaleVersion(case_id, expected_version, saved.version)
            refusal: Refusal | None = None
            waits_for: str | None = None
        else:
            stale = None
            weighed = weigh(unit, state, row, weighing.complete(state, command), by=by, now=now)
            refusal, waits_for = weighed.decision.refusal, weighed.waits_for
            acting = by if waits_for is None else None
            saved = _save(unit, state, row, weighed.decision, now=now, by=acting, files=files)
        view = views.load(unit, saved, by.actor, now)
    if stale is not None:
        raise stale
    if refusal is not None:
        raise RefusedError(refusal, view)
    if waits_for is not None:
        raise NeedsApproval(waits_for, case_id)
    return view


def carry_out(
    unit: UnitOfWork, state: State, row: CaseRow, command: Command, *, by: Party, now: datetime
) -> tuple[CaseRow, Refusal | None]:
    """Carry out what a second person agreed to, in a running transaction; the order's limits still hold."""
    weighed = weigh(unit, state, row, weighing.complete(state, command), by=by, now=now, approved=True)
    return _save(unit, state, row, weighed.decision, now=now, by=by), weighed.decision.refusal


def act_quietly(
    unit: UnitOfWork, state: State, row: CaseRow, command: Command, *, by: Party, now: datetime
) -> tuple[CaseRow, Refusal | None]:
    """Carry out ``command`` in a running transaction; a refusal is returned, due expiries are saved."""
    decision = decide(row.dispute, command, now, row.policy)
    return _save(unit, state, row, decision, now=now, by=by), decision.refusal


def load(unit: UnitOfWork, case_id: str) -> CaseRow:
    """The case, locked until the transaction ends."""
    row = unit.cases.get(case_id, lock=True)
    if row is None:
        raise NotFound("case", case_id)
    return row


def staged(
    unit: UnitOfWork, upload_ids: Sequence[str], *, limit: int, case_id: str | None = None
) -> Sequence[StagedUpload]:
    """The uploads a form names. Raises :class:`InvalidInput` for an unknown, used or surplus one."""
    if len(upload_ids) > limit:
        raise InvalidInput.one("files", "too_many_files", limit=limit)
    if case_id is not None and unit.files.count_of(case_id) + len(upload_ids) > MOST_PHOTOS:
        raise InvalidInput.one("files", "case_full_of_photos", limit=MOST_PHOTOS)
    found = unit.uploads.get(upload_ids)
    if len(found) != len(upload_ids) or any(one.used_by is not None for one in found):
        raise InvalidInput.one("files", "upload_unknown")
    return found


def _check_version(row: CaseRow, expected: int | None) -> None:
    if expected is not None and row.version != expected:
        raise StaleVersion(row.id, expected, row.version)


def _save(
    unit: UnitOfWork,
    state: State,
    row: CaseRow,
    decision: Decision,
    *,
    now: datetime,
    by: Party | None = None,
    files: Sequence[str] = (),
) -> CaseRow:
    after = replace(row, dispute=decision.dispute, updated_at=now if decision.events else row.updated_at)
    if by is None or decision.refusal is not None:
        writing = Writing(row=after, events=decision.events, actor=Actor.SYSTEM)
    else:
        writing = Writing(
            row=after,
            events=decision.events,
            actor=by.actor,
            writer=writer_of(unit, row, by, now=now, randomness=state.randomness),
            uploads=staged(unit, files, limit=state.settings.max_photos, case_id=row.id) if files else (),
        )
    record(unit, state, writing, expected=row.version, now=now)
    return after


def retrying(change: Callable[[], CaseView], *, times: int = 3) -> CaseView:
    """Repeat a change that does not depend on what the caller has seen, when it loses a race."""
    for _ in range(times - 1):
        try:
            return change()
        except StaleVersion:
            continue
    return change()
