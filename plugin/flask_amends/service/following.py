"""What follows from events by itself: a compensation for the shop's adapter, an invitation to a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Closed, Event
from flask_amends.disputes.vocabulary import Actor, Outcome, Status
from flask_amends.service import dual_control, goodwill, invitations
from flask_amends.service.reports import figures, prevention
from flask_amends.state import State
from flask_amends.storage.records import CaseRow, CompensationRow
from flask_amends.storage.store import UnitOfWork

#: Ends after which the shopper is asked once more how it went, whatever the outcome.
SETTLED = frozenset(
    {
        Outcome.RESOLVED_BY_AGREEMENT,
        Outcome.RESOLVED_SHOPPER_FAVOUR,
        Outcome.RESOLVED_SHOP_FAVOUR,
        Outcome.SETTLED_EXTERNALLY,
    }
)


def write(unit: UnitOfWork, state: State, row: CaseRow, events: Sequence[Event], *, now: datetime) -> None:
    """Write what follows from ``events``, in their transaction."""
    figures.write(unit, state, row, events)
    dual_control.follow(unit, state, row, now=now)
    goodwill.follow(unit, row, events, now=now)
    if may_execute_by_itself(state, row.dispute):
        request_compensation(unit, row, requested_by=None, now=now)
    closed = next((event for event in events if isinstance(event.fact, Closed)), None)
    if closed is not None:
        prevention.examine(unit, row, now=now)
    if closed is not None and row.dispute.outcome in SETTLED:
        invitations.after_case(unit, state, row, closed, now=now)


def may_execute_by_itself(state: State, dispute: Dispute) -> bool:
    """Whether money may move by itself: only by a setting, up to its cap, for a verified order."""
    owed, cap = dispute.obligation, state.settings.auto_execute_up_to
    if owed is None or cap is None or dispute.status is not Status.AWAITING_COMPENSATION:
        return False
    amount = owed.terms.amount
    affordable = amount is not None and amount.currency == cap.currency and amount <= cap
    ours = owed.payer is Actor.SHOP and dispute.order_verified and not dispute.needs_verification
    affordable = affordable and not dual_control.is_high(state, amount)
    return (
        affordable
        and ours
        and state.compensation(owed.terms.kind, gift=owed.terms.gift is not None) is not None
    )


def request_compensation(unit: UnitOfWork, row: CaseRow, *, requested_by: str | None, now: datetime) -> bool:
    """Put what is owed into the queue of the shop's adapters; ``False`` if it is there already."""
    owed = row.dispute.obligation
    if owed is None:
        return False
    return unit.compensations.request(
        CompensationRow(
            id=owed.compensation_id,
            case_id=row.id,
            state="pending",
            requested_by=requested_by,
            attempts=0,
            next_at=now,
            created_at=now,
        )
    )
