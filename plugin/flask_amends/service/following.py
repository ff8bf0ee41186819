"""What follows from events by itself: a compensation for the shop's adapter, an invitation to a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Closed, Event
from flask_amends.disputes.vocabulary import Actor, Outcome, Status
from flask_amends.service import publishing
from flask_amends.state import State
from flask_amends.storage.after_records import ReviewRow
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, CompensationRow, MailRow
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
REVIEW_MAIL = "review_invited"


def write(unit: UnitOfWork, state: State, row: CaseRow, events: Sequence[Event], *, now: datetime) -> None:
    """Write what follows from ``events``, in their transaction."""
    if may_execute_by_itself(state, row.dispute):
        request_compensation(unit, row, requested_by=None, now=now)
    closed = next((event for event in events if isinstance(event.fact, Closed)), None)
    if closed is not None and row.dispute.outcome in SETTLED:
        _invite(unit, state, row, closed, now)


def may_execute_by_itself(state: State, dispute: Dispute) -> bool:
    """Whether money may move by itself: only by a setting, up to its cap, for a verified order."""
    owed, cap = dispute.obligation, state.settings.auto_execute_up_to
    if owed is None or cap is None or dispute.status is not Status.AWAITING_COMPENSATION:
        return False
    amount = owed.terms.amount
    affordable = amount is not None and amount.currency == cap.currency and amount <= cap
    ours = owed.payer is Actor.SHOP and dispute.order_verified and not dispute.needs_verification
    return affordable and ours and state.compensation(owed.terms.kind) is not None


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


def _invite(unit: UnitOfWork, state: State, row: CaseRow, closed: Event, now: datetime) -> None:
    review = ReviewRow(
        id=new_id("rev", state.randomness),
        case_id=row.id,
        order_number=row.dispute.order_number,
        person_id=row.shopper_id,
        invited_at=now,
    )
    if not unit.reviews.invite(review):
        return
    publishing.publish_review_invitation(unit, state, row, closed, now=now)
    if state.can_mail:
        unit.mails.add([_review_mail(state, row, closed, now)])


def _review_mail(state: State, row: CaseRow, closed: Event, now: datetime) -> MailRow:
    return MailRow(
        id=new_id("mal", state.randomness),
        topic_id=row.id,
        person_id=row.shopper_id,
        recipient="shopper",
        kind=REVIEW_MAIL,
        event_sequence=closed.sequence,
        locale=row.locale,
        created_at=now,
        next_at=now,
    )
