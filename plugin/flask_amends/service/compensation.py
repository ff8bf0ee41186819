"""Compensations through the shop's own adapters: asked for in a transaction, performed outside of any.

The compensation's id is the adapter's idempotency key and stays the same on every attempt, so a process that
dies between the payment and the record of it asks again for the same thing, not for another.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_amends.disputes import commands
from flask_amends.disputes.vocabulary import Actor, Remedy, Status
from flask_amends.errors import AmendsError, NeedsApproval, NotAllowed
from flask_amends.ports import Compensation, CompensationResult, Failed, Pending, Performed
from flask_amends.service import dual_control, weighing
from flask_amends.service.acts import act_quietly, load
from flask_amends.service.following import request_compensation
from flask_amends.service.parties import Party, writer_of
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, CompensationRow

LEASE = timedelta(minutes=5)
AGAIN_AFTER = timedelta(minutes=10)
MOST_ERRORS = 5

log = logging.getLogger("flask_amends")


def request(state: State, case_id: str, *, by: Party) -> bool:
    """A staff act: have the shop's adapter perform what is owed. ``False`` if it was asked for before.

    Raises :class:`flask_amends.errors.NotAllowed` where nothing is owed by the shop, or no adapter performs
    its kind, and :class:`flask_amends.errors.NeedsApproval` where a second person has to agree first.
    """
    now = state.clock.now()
    waits_for: str | None = None
    asked = False
    with state.store.begin() as unit:
        row = load(unit, case_id)
        owed = row.dispute.obligation
        waits = row.dispute.status is Status.AWAITING_COMPENSATION
        if by.actor is not Actor.SHOP or owed is None or owed.payer is not Actor.SHOP or not waits:
            raise NotAllowed("Nothing is owed by the shop in this case now.")
        if state.compensation(owed.terms.kind, gift=owed.terms.gift is not None) is None:
            raise NotAllowed(
                f"No adapter performs {owed.terms.kind.value}; type the reference of what you did."
            )
        run = commands.Performed(actor=Actor.SHOP, reference="")
        if dual_control.stops(unit, state, row, run):
            waits_for = dual_control.ask(unit, state, row, run, by=by, now=now, action=dual_control.RUN)
        else:
            writer = writer_of(unit, row, by, now=now, randomness=state.randomness)
            asked = request_compensation(unit, row, requested_by=writer, now=now)
            unit.after_commit(state.wake)
    if waits_for is not None:
        raise NeedsApproval(waits_for, case_id)
    return asked


def again(state: State, case_id: str, *, by: Party) -> bool:
    """A staff act: try once more what failed, under the same id; ``False`` if there is nothing to try.

    Raises :class:`flask_amends.errors.NotAllowed` for others than staff.
    """
    if by.actor is not Actor.SHOP:
        raise NotAllowed("Only the shop asks its own function again.")
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, case_id)
        owed = row.dispute.obligation
        asked = None if owed is None else unit.compensations.get(owed.compensation_id)
        if asked is None or asked.state != "failed" or not _is_owed(row, asked.id):
            return False
        unit.compensations.record(asked.id, lease=None, state="pending", next_at=now, finished_at=None)
        unit.after_commit(state.wake)
    return True


def perform_due(state: State, limit: int = 10) -> int:
    """Perform what waits for an adapter; returns how many were brought to an end."""
    now = state.clock.now()
    lease = new_id("lse", state.randomness)
    with state.store.begin() as unit:
        claimed = unit.compensations.claim(now=now, until=now + LEASE, lease=lease, limit=limit)
    return sum(_perform(state, one, lease) for one in claimed)


def _perform(state: State, asked: CompensationRow, lease: str) -> bool:
    with state.store.read() as unit:
        row = unit.cases.get(asked.case_id)
    if row is None or not _is_owed(row, asked.id):
        return _finish(state, asked, lease, "cancelled", "no longer owed")
    try:
        result = _call(state, row, asked.id)
    except Exception as error:
        log.exception("The adapter failed to perform %s.", asked.id)
        return _again(state, asked, lease, f"{type(error).__name__}: {error}")
    match result:
        case Performed():
            return _performed(state, asked, lease, result)
        case Failed(reason=reason):
            failed = commands.Failed(actor=Actor.SHOP, note=reason)
            return _conclude(state, asked, lease, failed, state_after="failed", error=reason)
        case Pending():
            return _again(state, asked, lease, None)
    raise AmendsError(f"A compensation adapter returns Performed, Pending or Failed, not {result!r}.")


def _is_owed(row: CaseRow, compensation_id: str) -> bool:
    owed = row.dispute.obligation
    waits = row.dispute.status is Status.AWAITING_COMPENSATION
    return waits and owed is not None and owed.compensation_id == compensation_id


def _call(state: State, row: CaseRow, compensation_id: str) -> CompensationResult:
    owed = row.dispute.obligation
    adapter = (
        state.compensation(owed.terms.kind, gift=owed.terms.gift is not None) if owed is not None else None
    )
    if owed is None or adapter is None:
        return Failed(reason="No adapter performs this any more; type the reference of what you did.")
    return adapter(
        Compensation(
            id=compensation_id,
            case_id=row.id,
            reference_number=row.reference_number,
            kind=Remedy(owed.terms.kind),
            amount=owed.terms.amount,
            order_number=row.dispute.order_number,
            skus=owed.terms.skus,
            payer=owed.payer,
            deliver_on=owed.terms.deliver_on,
            gift=owed.terms.gift,
            terms=weighing.told_terms(owed.terms),
        )
    )


def _performed(state: State, asked: CompensationRow, lease: str, result: Performed) -> bool:
    command = commands.Performed(
        actor=Actor.SHOP,
        reference=result.reference,
        verified=result.verified,
        expected_by=result.expected_by,
    )
    late = f"performed as {result.reference}, when no longer owed"
    return _conclude(state, asked, lease, command, state_after="performed", refused=late)


def _conclude(
    state: State,
    asked: CompensationRow,
    lease: str,
    command: commands.Command,
    *,
    state_after: str,
    error: str | None = None,
    refused: str | None = None,
) -> bool:
    """Tell the case what the adapter did and take it off the queue, in one transaction: both or neither."""
    now = state.clock.now()
    ended = {"state": state_after, "finished_at": now}
    with state.store.begin() as unit:
        if not unit.compensations.record(asked.id, lease=lease, **ended, last_error=error):
            return False
        row = load(unit, asked.case_id)
        _, refusal = act_quietly(unit, state, row, command, by=Party(actor=Actor.SHOP), now=now)
        if refusal is not None:
            log.warning("Case %s did not take what the adapter did: %s", row.id, refusal.code)
            unit.compensations.record(asked.id, lease=None, **ended, last_error=refused or error)
    return True


def _finish(state: State, asked: CompensationRow, lease: str, end: str, error: str | None) -> bool:
    with state.store.begin() as unit:
        ended = {"state": end, "finished_at": state.clock.now(), "last_error": error}
        return unit.compensations.record(asked.id, lease=lease, **ended)


def _again(state: State, asked: CompensationRow, lease: str, error: str | None) -> bool:
    """Ask once more later; after too many errors staff are to look at it."""
    if error is not None and asked.attempts >= MOST_ERRORS:
        return _finish(state, asked, lease, "failed", error)
    with state.store.begin() as unit:
        later: datetime = state.clock.now() + AGAIN_AFTER
        unit.compensations.record(asked.id, lease=lease, next_at=later, last_error=error)
    return False
