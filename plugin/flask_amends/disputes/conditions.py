"""Conditions of the transition table: what must hold for a party to act. The table's ``may`` column."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_amends.disputes.course import Course
from flask_amends.disputes.deadlines import expired
from flask_amends.disputes.reckoning import losers, next_route
from flask_amends.disputes.vocabulary import (
    Actor,
    Clock,
    Outcome,
    OutcomeReason,
    RefusalCode,
    RouteName,
)

_REOPENABLE = frozenset({Outcome.LAPSED, Outcome.RETRACTED, Outcome.EXPIRED_UNVERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a command was refused: a code, the field at fault if there is one, and the rule's numbers."""

    code: RefusalCode
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def no(code: RefusalCode, at: str | None = None, **params: Any) -> Refusal:
    return Refusal(code=code, field=at, params=params)


def always(_course: Course) -> Refusal | None:
    return None


def unsettled(course: Course) -> Refusal | None:
    """Nothing is agreed or owed, and no decision stands. One that was appealed does not stand."""
    dispute = course.dispute
    decided = dispute.award is not None and not dispute.award.appealed
    return no(RefusalCode.ALREADY_AGREED) if dispute.obligation or decided else None


def undecided(course: Course) -> Refusal | None:
    """Nobody has agreed to or decided anything yet: only then can a claim be taken back."""
    dispute = course.dispute
    return no(RefusalCode.ALREADY_AGREED) if dispute.obligation or dispute.award else None


def claim_can_be_accepted(course: Course) -> Refusal | None:
    """One click grants the ask only if it says what to do (X6, X17)."""
    if refusal := unsettled(course):
        return refusal
    return None if course.dispute.ask.is_definite else no(RefusalCode.ASK_NOT_DEFINITE)


def round_left(course: Course) -> Refusal | None:
    if refusal := unsettled(course):
        return refusal
    limit = course.policy.max_rounds
    return no(RefusalCode.NO_ROUNDS_LEFT, limit=limit) if course.dispute.counters.rounds >= limit else None


def offer_to_decline(course: Course) -> Refusal | None:
    if not course.dispute.open_offers(course.actor):
        return no(RefusalCode.NOTHING_TO_DECLINE)
    return round_left(course)


def offer_to_accept(course: Course) -> Refusal | None:
    if refusal := unsettled(course):
        return refusal
    if course.dispute.open_offers(course.actor):
        return None
    made = any(offer.proposed_by is not course.actor for offer in course.dispute.offers)
    return no(RefusalCode.OFFER_CHANGED if made else RefusalCode.OFFER_UNKNOWN, "offer_id")


def info_request_left(course: Course) -> Refusal | None:
    limit = course.policy.max_info_requests
    return (
        no(RefusalCode.NO_REQUEST_LEFT, limit=limit)
        if course.dispute.counters.info_requests >= limit
        else None
    )


def info_asked_for(course: Course) -> Refusal | None:
    return None if course.dispute.info_requested else no(RefusalCode.NO_REQUEST_OPEN)


def hold_left(course: Course) -> Refusal | None:
    return no(RefusalCode.HOLD_USED) if course.dispute.counters.holds else None


def route_open(course: Course) -> Refusal | None:
    """Escalation exists only where a route does, and from ``escalate_after`` counted from the opening."""
    if next_route(course.dispute, course.policy, restart=True) is None:
        return no(RefusalCode.NO_ROUTE)
    earliest = course.policy.escalate_after.after(course.dispute.opened_at)
    return no(RefusalCode.TOO_EARLY, earliest=earliest) if course.now < earliest else None


def may_ask_for_extension(course: Course) -> Refusal | None:
    """Each side may ask once, while the negotiation clock runs; the later proposal replaces the other."""
    dispute = course.dispute
    if dispute.clocks.negotiation_due_at is None:
        return no(RefusalCode.NEGOTIATION_NOT_RUNNING)
    used = dispute.counters.extensions or course.actor in dispute.extension_asked_by
    return no(RefusalCode.EXTENSION_USED) if used else None


def extension_to_accept(course: Course) -> Refusal | None:
    dispute = course.dispute
    if dispute.clocks.negotiation_due_at is None:
        return no(RefusalCode.NEGOTIATION_NOT_RUNNING)
    if dispute.counters.extensions:
        return no(RefusalCode.EXTENSION_USED)
    asked = dispute.extension_until is not None and dispute.extension_asked_by[-1] is not course.actor
    return None if asked else no(RefusalCode.NO_EXTENSION_PROPOSED)


def reviewer_of_route(course: Course) -> Refusal | None:
    """A marketplace decides what was handed to it and nothing else; the same holds for a neutral person."""
    handed_to = Actor.MARKETPLACE if course.dispute.route is RouteName.MARKETPLACE else Actor.ARBITER
    return None if course.actor is handed_to else no(RefusalCode.WRONG_ACTOR)


def named_party(course: Course) -> Refusal | None:
    request = course.dispute.evidence_request
    if request is None:
        return no(RefusalCode.NO_REQUEST_OPEN)
    return None if request.party is course.actor else no(RefusalCode.NOT_THE_NAMED_PARTY)


def loser(course: Course) -> Refusal | None:
    award = course.dispute.award
    lost = award is not None and course.actor in losers(course.dispute, award.terms)
    if not lost or (award is not None and course.actor in award.accepted_by):
        return no(RefusalCode.NOT_THE_LOSER)
    return None


def label_due(course: Course) -> Refusal | None:
    return None if course.dispute.turn is Actor.SHOP else no(RefusalCode.TURN_NOT_REACHED)


def label_there(course: Course) -> Refusal | None:
    return None if course.dispute.turn is Actor.SHOPPER else no(RefusalCode.TURN_NOT_REACHED)


def payer(course: Course) -> Refusal | None:
    owed = course.dispute.obligation
    return None if owed and owed.payer is course.actor else no(RefusalCode.NOT_THE_PAYER)


def payer_with_failures_left(course: Course) -> Refusal | None:
    if refusal := payer(course):
        return refusal
    limit = course.policy.max_failures
    return no(RefusalCode.LIMIT_REACHED, limit=limit) if course.dispute.counters.failures >= limit else None


def payee(course: Course) -> Refusal | None:
    owed = course.dispute.obligation
    return None if owed and owed.payee is course.actor else no(RefusalCode.NOT_THE_PAYEE)


def payee_still_waiting(course: Course) -> Refusal | None:
    """ "It did not arrive" can be said once, and only when it should have arrived."""
    if refusal := payee(course):
        return refusal
    owed = course.dispute.obligation
    if course.dispute.counters.not_received:
        return no(RefusalCode.LIMIT_REACHED, limit=1)
    if owed and owed.expected_by and course.now < owed.expected_by:
        return no(RefusalCode.TOO_EARLY, earliest=owed.expected_by)
    return None


def can_reopen(course: Course) -> Refusal | None:
    dispute = course.dispute
    ended_softly = dispute.outcome in _REOPENABLE or dispute.outcome_reason is OutcomeReason.AUTO_CONFIRMED
    if not ended_softly or dispute.award or dispute.counters.reopenings or dispute.closed_at is None:
        return no(RefusalCode.REOPEN_NOT_POSSIBLE)
    latest = course.policy.reopen.after(dispute.closed_at)
    return no(RefusalCode.REOPEN_NOT_POSSIBLE, latest=latest) if course.now > latest else None


def reminder_due(course: Course) -> Refusal | None:
    due = course.dispute.clocks.turn_due_at
    early = due is None or course.now < due - course.policy.remind_before
    return no(RefusalCode.NOT_DUE) if early or course.dispute.reminded else None


def is_due(clock: Clock) -> Callable[[Course], Refusal | None]:
    """A clock's expiry happens when it is this clock's turn to be applied, and never on anybody's word."""

    def due(course: Course) -> Refusal | None:
        first = expired(course.dispute.status, course.dispute.clocks, course.now)
        return None if first is clock else no(RefusalCode.NOT_DUE)

    return due
