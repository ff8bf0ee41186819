"""Effects of execution: the return, the compensation, its confirmation."""

from __future__ import annotations

from datetime import datetime

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course, Move
from flask_amends.disputes.offers import Obligation
from flask_amends.disputes.reckoning import outcome_of
from flask_amends.disputes.vocabulary import (
    PARCELS,
    REFUNDS,
    Actor,
    Outcome,
    OutcomeReason,
    ReturnCondition,
    Status,
)


def provide_label(course: Course, command: commands.ProvideLabel) -> None:
    move = Move(status=Status.AWAITING_RETURN, turn=Actor.SHOPPER, due=course.after(course.policy.ship))
    course.record(facts.ReturnLabelled(label_url=command.label_url, note=command.note), move)


def ship(course: Course, command: commands.Ship) -> None:
    move = Move(status=Status.RETURN_IN_TRANSIT, turn=Actor.CARRIER, due=course.after(course.policy.transit))
    course.record(facts.ReturnShipped(carrier=command.carrier, tracking=command.tracking), move)


def delivered(course: Course, command: commands.Delivered) -> None:
    move = Move(status=Status.RETURN_INSPECTION, turn=Actor.SHOP, due=course.after(course.policy.inspection))
    course.record(facts.ReturnDelivered(note=command.note), move)


def acknowledge_return(course: Course, command: commands.AcknowledgeReturn) -> None:
    fact = facts.ReturnAcknowledged(condition=command.condition, deemed=False, note=command.note)
    course.record(fact)
    if command.condition is ReturnCondition.ITEM_RECEIVED:
        course.request_compensation()
    else:
        course.refer(OutcomeReason.RETURN_DISPUTED)


def performed(course: Course, command: commands.Performed) -> None:
    """Money that an adapter or the marketplace saw settles the case; anything else the payee confirms."""
    owed = owed_by(course)
    expected_by = command.expected_by or _expected_by(course, owed)
    fact = facts.CompensationPerformed(
        reference=command.reference, verified=command.verified, expected_by=expected_by
    )
    if command.verified:
        course.record(fact)
        course.close(outcome_of(owed.basis, owed.terms), owed.reason)
        return
    due = course.policy.confirmation.after(max(expected_by, course.now))
    course.record(fact, Move(status=Status.AWAITING_CONFIRMATION, turn=owed.payee, due=due))


def _expected_by(course: Course, owed: Obligation) -> datetime:
    if owed.terms.kind in REFUNDS:
        return course.after(course.policy.expected_money)
    if owed.terms.kind in PARCELS:
        return course.after(course.policy.expected_parcel)
    return course.now


def failed(course: Course, command: commands.Failed) -> None:
    course.record(facts.CompensationFailed(note=command.note))


def waive(course: Course, command: commands.Waive) -> None:
    course.record(facts.Waived(note=command.note))
    course.close(Outcome.WAIVED)


def confirm(course: Course, _command: commands.Command) -> None:
    owed = owed_by(course)
    course.record(facts.CompensationConfirmed(by_silence=False))
    course.close(outcome_of(owed.basis, owed.terms), owed.reason)


def not_received(course: Course, command: commands.NotReceived) -> None:
    owed = owed_by(course)
    course.record(facts.CompensationDisputed(note=command.note), course.to_compensation(owed.payer))


def owed_by(course: Course) -> Obligation:
    """What is owed in this case; the table lets nobody ask where nothing is."""
    if course.dispute.obligation is None:
        raise ValueError(f"{course.dispute.id} owes nothing.")
    return course.dispute.obligation
