"""Configurations: a dispute as the rules can still read it, with every moment written relative to now.

Two disputes with the same key have the same future. What no rule can read any more where a dispute stands is
left out; :func:`tests.exploration.explorer.explore` checks that on a sample, by comparing what follows from
different disputes that share a key.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from flask_amends.disputes.deadlines import ARBITRATING, NEGOTIATING
from flask_amends.disputes.dispute import Counters, Dispute
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import Actor, Basis, OfferStatus, Outcome, OutcomeReason, Status

Key = tuple[Any, ...]
Witness = tuple[int, ...]

#: The same through all of a dispute, and so told by its root; or names that no rule reads.
CONSTANT = ("reason", "items", "currency", "paid", "marketplace", "order_number", "order_verified")
UNREAD = ("id", "version", "policy", "opened_at", "turn_began_at", "reminded", "closed_at", "assignments")
#: Read by no rule, only told: why a case is under review, and under which of its names it is decided.
TOLD = ("review_reason", "assignment_id")

ALWAYS = attrgetter(
    "status", "turn", "liable", "money_moved_by", "house_rules", "needs_verification", "outcome", "refunded",
    "return_state",
)  # fmt: skip
TALK = attrgetter("negotiation_passed", "info_requested", "shop_posted", "posted_in_turn", "extension_until")
REVIEW = attrgetter("route", "routes_used")
COUNTS = attrgetter(*(one.name for one in fields(Counters)))
TALK_COUNTS = attrgetter("rounds", "info_requests", "holds", "extensions")
LATER_COUNTS = attrgetter("failures", "not_received", "guarantees", "reversals", "reopenings")
REVIEW_COUNTS = attrgetter("evidence_requests_shop", "evidence_requests_shopper", "overdue_reviews")
CLOCKS = attrgetter("turn_due_at", "negotiation_due_at", "statutory_due_at", "case_due_at")

READ_BY_KEY = {
    *("status", "turn", "liable", "money_moved_by", "house_rules", "needs_verification", "outcome"),
    *("outcome_reason", "refunded", "return_state", "negotiation_passed", "info_requested", "shop_posted"),
    *("posted_in_turn", "extension_until", "route", "routes_used", "counters", "clocks", "ask", "offers"),
    *("shop_gave_evidence", "negotiation_began_at", "extension_asked_by", "evidence_request", "award"),
    "obligation",
}

BEFORE_REVIEW = NEGOTIATING | {Status.QUARANTINED, Status.UNVERIFIED}
PAYING = frozenset({Status.AWAITING_COMPENSATION, Status.AWAITING_CONFIRMATION, Status.CLOSED})
SOFT = {Outcome.LAPSED, Outcome.RETRACTED, Outcome.EXPIRED_UNVERIFIED}
GIVEN = {Outcome.RESOLVED_BY_AGREEMENT, Outcome.RESOLVED_SHOPPER_FAVOUR, Outcome.SETTLED_EXTERNALLY}
LIVE_OFFERS = (OfferStatus.PROPOSED, OfferStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Node:
    """A dispute, the moment it is seen at, and how often each limited thing has happened on the way."""

    dispute: Dispute
    now: datetime
    witness: Witness
    root: int


def key(node: Node, policy: Policy, *, order_facts: bool) -> Key:
    """The configuration of a dispute."""
    dispute, now = node.dispute, node.now
    if dispute.status is Status.CLOSED and is_final(dispute, order_facts=order_facts):
        return (dispute.outcome,)
    talk_may_return = dispute.award is None and not dispute.counters.reopenings
    talking = dispute.status in BEFORE_REVIEW
    counters = dispute.counters
    assumed = dispute.outcome_reason is OutcomeReason.AUTO_CONFIRMED
    values = [node.root, *ALWAYS(dispute), assumed, LATER_COUNTS(counters)]
    if talking:
        values += TALK(dispute) if _time_for_talk_matters(dispute) else TALK(dispute)[:3]
        values.append(_since(dispute.negotiation_began_at, now))
    if talking or talk_may_return:
        waits = policy.escalate_after.after(dispute.opened_at) - now
        values += (dispute.extension_asked_by, TALK_COUNTS(counters), max(waits, timedelta(0)))
    if talking or talk_may_return or dispute.obligation is None or policy.appeal:
        values += (dispute.ask, dispute.shop_gave_evidence, _offers(dispute), counters.rounds)
    if not _review_is_over(dispute):
        values += (REVIEW_COUNTS(counters), _since(dispute.clocks.case_due_at, now))
        values += REVIEW(dispute) if dispute.status in ARBITRATING or dispute.status is Status.DECIDED else ()
    clocks = dispute.clocks
    values += (_since(clocks.turn_due_at, now), _since(clocks.negotiation_due_at, now))
    values.append(_since(clocks.statutory_due_at, now))
    values += _settlement(dispute, now)
    witness = node.witness if talking or talk_may_return else node.witness[:1] + node.witness[5:]
    return (*values, witness)


def _time_for_talk_matters(dispute: Dispute) -> bool:
    return dispute.clocks.negotiation_due_at is not None or dispute.negotiation_began_at is None


def is_final(dispute: Dispute, *, order_facts: bool) -> bool:
    """Closed for good: neither the shopper nor a reversed refund can open it again."""
    soft = dispute.outcome in SOFT or dispute.outcome_reason is OutcomeReason.AUTO_CONFIRMED
    reopenable = soft and dispute.award is None and not dispute.counters.reopenings
    reversible = order_facts and dispute.outcome in GIVEN and not dispute.counters.reversals
    return not reopenable and not reversible


def _review_is_over(dispute: Dispute) -> bool:
    """What an award owes is paid or defaulted, never reviewed again."""
    owed = dispute.obligation
    return owed is not None and owed.basis is Basis.AWARD and dispute.status in PAYING


def _settlement(dispute: Dispute, now: datetime) -> Key:
    """Award, obligation and open request, without their names."""
    owed, award, request = dispute.obligation, dispute.award, dispute.evidence_request
    decided: Any = award is not None
    if award is not None and (dispute.status is Status.DECIDED or award.appealed):
        decided = (award.terms, award.appealed, award.accepted_by)
    return (
        decided,
        owed and (owed.terms, owed.basis, owed.payer, owed.performed, _since(owed.expected_by, now)),
        request and (request.party, request.review_time_left_s),
    )


def _since(moment: datetime | None, now: datetime) -> timedelta | None:
    return None if moment is None else moment - now


def _offers(dispute: Dispute) -> Key:
    """Open and expired offers, and the shop's last group: the others are history."""
    shops = [offer.group_id for offer in dispute.offers if offer.proposed_by is Actor.SHOP]
    last = shops[-1] if shops else None
    return tuple(
        (offer.terms, offer.proposed_by, offer.status, offer.group_id == last)
        for offer in dispute.offers
        if offer.status in LIVE_OFFERS or offer.group_id == last
    )
