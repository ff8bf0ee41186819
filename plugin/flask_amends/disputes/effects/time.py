"""Effects of time: what each clock does when it runs out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course
from flask_amends.disputes.effects.execution import owed_by
from flask_amends.disputes.effects.review import back_to_review
from flask_amends.disputes.offers import Obligation
from flask_amends.disputes.policy import OnShopperSilence, OnShopSilence
from flask_amends.disputes.reckoning import next_route, outcome_of
from flask_amends.disputes.vocabulary import (
    Actor,
    Basis,
    Clock,
    Outcome,
    OutcomeReason,
    ReturnCondition,
)


def remind(course: Course, _command: commands.Command) -> None:
    due = course.dispute.clocks.turn_due_at or course.now
    course.record(facts.DeadlineApproaching(due_at=due))


def _missed(course: Course, clock: Clock, due: datetime | None, **clocks: Any) -> None:
    fact = facts.DeadlineMissed(clock=clock, party=course.dispute.turn, due_at=due or course.now)
    course.record(fact, **clocks)


def _turn_missed(course: Course) -> None:
    _missed(course, Clock.TURN, course.dispute.clocks.turn_due_at)


def expire_unverified(course: Course, _command: commands.Command) -> None:
    _turn_missed(course)
    course.close(Outcome.EXPIRED_UNVERIFIED, OutcomeReason.NOT_VERIFIED_IN_TIME)


def expire_shops_turn(course: Course, _command: commands.Command) -> None:
    """The shop's silence (X10): without any answer the ask is owed, after one somebody else decides."""
    dispute = course.dispute
    _turn_missed(course)
    silent = not dispute.shop_posted and course.policy.on_shop_silence is OnShopSilence.SHOPPER_FAVOUR
    if dispute.house_rules and silent and dispute.ask.is_definite:
        _grant_by_silence(course)
    else:
        course.refer(OutcomeReason.NO_RESPONSE_FROM_SHOP)


def _grant_by_silence(course: Course) -> None:
    ask = course.dispute.ask
    fact = facts.ClaimAccepted(terms=ask, by_silence=True, note="")
    course.record(fact, statutory_due_at=None)
    course.execute(ask, Basis.SILENCE, OutcomeReason.NO_RESPONSE_FROM_SHOP)


def expire_shoppers_turn(course: Course, _command: commands.Command) -> None:
    """The shopper's silence (X11): decided on the file where somebody can decide."""
    _turn_missed(course)
    route = next_route(course.dispute, course.policy, restart=True)
    if course.dispute.house_rules and course.policy.on_shopper_silence is OnShopperSilence.CLOSE:
        course.close(Outcome.RESOLVED_SHOP_FAVOUR, OutcomeReason.NO_RESPONSE_FROM_SHOPPER)
    elif route is None:
        course.close(Outcome.LAPSED, OutcomeReason.NO_RESPONSE_FROM_SHOPPER)
    else:
        course.refer(OutcomeReason.NO_RESPONSE_FROM_SHOPPER)


def expire_route(course: Course, _command: commands.Command) -> None:
    _turn_missed(course)
    course.refer(course.dispute.review_reason or OutcomeReason.NO_AGREEMENT_IN_TIME, restart=False)


def expire_evidence(course: Course, _command: commands.Command) -> None:
    move = back_to_review(course)
    fact = facts.DeadlineMissed(
        clock=Clock.TURN, party=course.dispute.turn, due_at=course.dispute.clocks.turn_due_at or course.now
    )
    course.record(fact, move)


def expire_appeal(course: Course, _command: commands.Command) -> None:
    _turn_missed(course)
    course.apply_award()


def expire_return(course: Course, _command: commands.Command) -> None:
    """No label from the shop: no return is needed. No parcel from the shopper: the case lapses."""
    label_was_due = course.dispute.turn is Actor.SHOP
    _turn_missed(course)
    if label_was_due:
        course.record(facts.ReturnDropped(lost=False))
        course.request_compensation()
    else:
        course.close(Outcome.LAPSED, OutcomeReason.ITEM_NOT_RETURNED_TO_SELLER)


def expire_transit(course: Course, _command: commands.Command) -> None:
    _turn_missed(course)
    course.record(facts.ReturnDropped(lost=True))
    course.refer(OutcomeReason.RETURN_LOST)


def expire_inspection(course: Course, _command: commands.Command) -> None:
    _turn_missed(course)
    fact = facts.ReturnAcknowledged(condition=ReturnCondition.ITEM_RECEIVED, deemed=True, note="")
    course.record(fact)
    course.request_compensation()


def expire_compensation(course: Course, _command: commands.Command) -> None:
    """Overdue: an agreed deal is reviewed once, then the marketplace's guarantee, then a recorded default."""
    dispute, owed = course.dispute, owed_by(course)
    _turn_missed(course)
    course.record(facts.CompensationOverdue(payer=owed.payer))
    if owed.payer is Actor.SHOPPER:
        course.close(Outcome.LAPSED, OutcomeReason.COMPENSATION_OVERDUE)
    elif dispute.house_rules and owed.basis is not Basis.AWARD and not dispute.counters.overdue_reviews:
        course.refer(OutcomeReason.COMPENSATION_OVERDUE)
    elif _guarantee_left(course):
        _call_guarantee(course, owed)
    else:
        course.close(Outcome.DEFAULTED, OutcomeReason.COMPENSATION_OVERDUE)


def _guarantee_left(course: Course) -> bool:
    dispute = course.dispute
    offered = dispute.marketplace is not None and dispute.house_rules and course.policy.marketplace_guarantee
    return offered and not dispute.counters.guarantees


def _call_guarantee(course: Course, owed: Obligation) -> None:
    fact = facts.CompensationRequested(
        terms=owed.terms,
        basis=owed.basis,
        reason=owed.reason,
        payer=Actor.MARKETPLACE,
        payee=owed.payee,
        compensation_id=course.new_id("cmp") if owed.payer is not Actor.MARKETPLACE else owed.compensation_id,
        guarantee=True,
    )
    course.record(fact, course.to_compensation(Actor.MARKETPLACE))


def expire_confirmation(course: Course, _command: commands.Command) -> None:
    owed = owed_by(course)
    _turn_missed(course)
    course.record(facts.CompensationConfirmed(by_silence=True))
    course.close(outcome_of(owed.basis, owed.terms), OutcomeReason.AUTO_CONFIRMED)


def expire_negotiation(course: Course, _command: commands.Command) -> None:
    """No agreement in time (X9); a party that has not spoken in its turn yet keeps that turn to its end."""
    spoke = course.dispute.posted_in_turn
    _missed(course, Clock.NEGOTIATION, course.dispute.clocks.negotiation_due_at, negotiation_due_at=None)
    if spoke:
        course.refer(OutcomeReason.NO_AGREEMENT_IN_TIME)


def expire_statutory(course: Course, _command: commands.Command) -> None:
    """The law's ceiling: no answer means accepted as asked; an amount that is not known is then decided."""
    _missed(course, Clock.STATUTORY, course.dispute.clocks.statutory_due_at, statutory_due_at=None)
    if course.dispute.ask.is_definite:
        _grant_by_silence(course)
    else:
        fact = facts.ClaimAccepted(terms=course.dispute.ask, by_silence=True, note="")
        course.record(fact)
        course.refer(OutcomeReason.AMOUNT_NOT_KNOWN)


def expire_case(course: Course, _command: commands.Command) -> None:
    _missed(course, Clock.CASE, course.dispute.clocks.case_due_at, case_due_at=None)
    course.apply_default_rule(OutcomeReason.CASE_TIME_ENDED)
