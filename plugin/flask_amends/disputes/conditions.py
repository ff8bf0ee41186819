"""Conditions of the transition table: what must hold for a party to act, and for what it sends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes.course import Course, last_offer, next_route
from flask_amends.disputes.deadlines import expired
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import (
    AMOUNT_NEEDED,
    PARCELS,
    REFUNDS,
    Actor,
    Clock,
    OfferStatus,
    Outcome,
    OutcomeReason,
    Reason,
    RefusalCode,
    Remedy,
    RouteName,
)

#: Remedies that name no amount: one given with them would be a promise that nobody can keep.
_NO_AMOUNT = frozenset({Remedy.NO_ACTION, Remedy.APOLOGY, Remedy.HONOUR_PRICE})
_REOPENABLE = frozenset({Outcome.LAPSED, Outcome.RETRACTED, Outcome.EXPIRED_UNVERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a command was refused: a code, the field at fault if there is one, and the rule's numbers."""

    code: RefusalCode
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def no(code: RefusalCode, at: str | None = None, **params: Any) -> Refusal:
    return Refusal(code=code, field=at, params=params)


# -- may this party act now? These read the dispute alone, so they also tell which actions to show. ----------


def always(_course: Course) -> Refusal | None:
    return None


def unsettled(course: Course) -> Refusal | None:
    """Nothing is agreed, awarded or owed yet."""
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
    return None if course.dispute.open_offers(course.actor) else no(RefusalCode.OFFER_UNKNOWN)


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
    """Each side may ask once, while the negotiation clock runs and nobody is waiting for an answer."""
    dispute = course.dispute
    if dispute.clocks.negotiation_due_at is None:
        return no(RefusalCode.NEGOTIATION_NOT_RUNNING)
    used = (
        dispute.counters.extensions or course.actor in dispute.extension_asked_by or dispute.extension_until
    )
    return no(RefusalCode.EXTENSION_USED) if used else None


def extension_to_accept(course: Course) -> Refusal | None:
    dispute = course.dispute
    if dispute.clocks.negotiation_due_at is None:
        return no(RefusalCode.NEGOTIATION_NOT_RUNNING)
    if dispute.counters.extensions:
        return no(RefusalCode.EXTENSION_USED)
    asked = dispute.extension_until is not None and dispute.extension_asked_by[-1] is not course.actor
    if not asked or (dispute.extension_until is not None and dispute.extension_until <= course.now):
        return no(RefusalCode.NO_EXTENSION_PROPOSED)
    return None


def reviewer_of_route(course: Course) -> Refusal | None:
    """A marketplace decides only what was handed to it; a neutral person may decide on any route."""
    foreign = course.actor is Actor.MARKETPLACE and course.dispute.route is not RouteName.MARKETPLACE
    return no(RefusalCode.WRONG_ACTOR) if foreign else None


def named_party(course: Course) -> Refusal | None:
    request = course.dispute.evidence_request
    if request is None:
        return no(RefusalCode.NO_REQUEST_OPEN)
    return None if request.party is course.actor else no(RefusalCode.NOT_THE_NAMED_PARTY)


def losers(dispute: Dispute, terms: Terms) -> tuple[Actor, ...]:
    """Each party that got less than it asked for."""
    shopper_lost = terms.kind is not dispute.ask.kind or terms.amount != dispute.ask.amount
    shop_lost = terms.kind is not Remedy.NO_ACTION and terms != last_offer(dispute)
    return tuple(actor for actor, lost in ((Actor.SHOPPER, shopper_lost), (Actor.SHOP, shop_lost)) if lost)


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


# -- is what they send in order? -----------------------------------------------------------------------------


def nothing(_course: Course, _command: commands.Command) -> Refusal | None:
    return None


def alternatives(course: Course, command: commands.Propose | commands.Counter) -> Refusal | None:
    limit = course.policy.max_alternatives
    if not 1 <= len(command.alternatives) <= limit:
        return no(RefusalCode.ALTERNATIVES_OUT_OF_RANGE, "alternatives", limit=limit)
    for index, terms in enumerate(command.alternatives):
        if refusal := terms_in_order(course.dispute, terms, course.now, f"alternatives.{index}"):
            return refusal
    return None


def terms_in_order(dispute: Dispute, terms: Terms, now: datetime, at: str = "terms") -> Refusal | None:
    """Terms that somebody could perform: kind, amount, currency, items, and a day not too far ahead."""
    if terms.kind is Remedy.OTHER:
        return no(RefusalCode.ASK_NOT_DEFINITE, f"{at}.kind")
    unknown = set(terms.skus) - {item.sku for item in dispute.items}
    if unknown:
        return no(RefusalCode.ITEM_MISMATCH, f"{at}.skus", skus=sorted(unknown))
    if terms.deliver_on is not None and terms.deliver_on < now:
        return no(RefusalCode.DATE_IN_PAST, f"{at}.deliver_on")
    return amount_in_order(terms, currency=dispute.currency, left=left_to_refund(dispute), at=at)


def amount_in_order(terms: Terms, *, currency: str | None, left: Money | None, at: str) -> Refusal | None:
    amount, where = terms.amount, f"{at}.amount"
    if amount is None:
        return no(RefusalCode.AMOUNT_MISSING, where) if terms.kind in AMOUNT_NEEDED else None
    if terms.kind in _NO_AMOUNT:
        return no(RefusalCode.AMOUNT_NOT_EXPECTED, where)
    if amount.minor <= 0:
        return no(RefusalCode.AMOUNT_NOT_POSITIVE, where)
    if currency is not None and amount.currency != currency:
        return no(RefusalCode.CURRENCY_MISMATCH, where, currency=currency)
    if terms.kind in REFUNDS and left is not None and left < amount:
        return no(RefusalCode.AMOUNT_ABOVE_PAID, where, limit=left)
    return None


def left_to_refund(dispute: Dispute) -> Money | None:
    """What was paid less what was refunded. A surcharge or goodwill may exceed it; it is not in the order."""
    if dispute.paid is None or dispute.reason is Reason.OFF_PLATFORM_CHARGE:
        return None
    refunded = dispute.refunded.minor if dispute.refunded else 0
    return Money.from_minor(max(0, dispute.paid.minor - refunded), dispute.paid.currency)


def standing_offer(course: Course, command: commands.AcceptOffer) -> Refusal | None:
    """An offer is accepted by id and version, by the party that received it."""
    offer = next((one for one in course.dispute.offers if one.id == command.offer_id), None)
    if offer is None:
        return no(RefusalCode.OFFER_UNKNOWN, "offer_id")
    if offer.proposed_by is course.actor:
        return no(RefusalCode.OFFER_OWN, "offer_id")
    if offer.version != command.offer_version or offer.status is not OfferStatus.PROPOSED:
        return no(RefusalCode.OFFER_CHANGED, "offer_id")
    return chosen_day(course, command.deliver_on, offer.terms)


def chosen_day(course: Course, day: datetime | None, terms: Terms) -> Refusal | None:
    """The day the shopper chose for a parcel: at most two weeks ahead (H7)."""
    if day is None:
        return None
    if terms.kind not in PARCELS:
        return no(RefusalCode.AMOUNT_NOT_EXPECTED, "deliver_on")
    if day < course.now:
        return no(RefusalCode.DATE_IN_PAST, "deliver_on")
    latest = course.after(course.policy.chosen_day)
    return no(RefusalCode.DATE_TOO_LATE, "deliver_on", latest=latest) if day > latest else None


def written(_course: Course, command: Any) -> Refusal | None:
    return None if command.note.strip() else no(RefusalCode.TEXT_MISSING, "note")


def message_written(_course: Course, command: commands.PostMessage) -> Refusal | None:
    return None if command.text.strip() else no(RefusalCode.TEXT_MISSING, "text")


def hold_date(course: Course, command: commands.Hold) -> Refusal | None:
    """A holding reply moves the clock once, at most three days, never past the time for talking (T8)."""
    if refusal := written(course, command):
        return refusal
    if command.until <= course.now:
        return no(RefusalCode.DATE_IN_PAST, "until")
    clocks = course.dispute.clocks
    latest = course.policy.hold.after(clocks.turn_due_at or course.now)
    if clocks.negotiation_due_at is not None:
        latest = min(latest, clocks.negotiation_due_at)
    return no(RefusalCode.DATE_TOO_LATE, "until", latest=latest) if command.until > latest else None


def extension_date(course: Course, command: commands.ProposeExtension) -> Refusal | None:
    clocks, began = course.dispute.clocks, course.dispute.negotiation_began_at
    if clocks.negotiation_due_at is not None and command.until <= clocks.negotiation_due_at:
        return no(RefusalCode.DATE_IN_PAST, "until")
    latest = course.policy.longest_negotiation.after(began or course.now)
    return no(RefusalCode.DATE_TOO_LATE, "until", latest=latest) if command.until > latest else None


def assignment(course: Course, command: Any) -> Refusal | None:
    """A decision counts only under the assignment it was asked for; another one is recorded and ignored."""
    same = command.assignment_id == course.dispute.assignment_id
    return None if same else no(RefusalCode.LAPSED_ASSIGNMENT, "assignment_id")


def decision(course: Course, command: commands.Decide) -> Refusal | None:
    if refusal := assignment(course, command):
        return refusal
    if not command.note.strip():
        return no(RefusalCode.TEXT_MISSING, "note")
    return terms_in_order(course.dispute, command.terms, course.now)


def evidence_request_left(course: Course, command: commands.RequireEvidence) -> Refusal | None:
    if refusal := assignment(course, command):
        return refusal
    counters = course.dispute.counters
    asked = {Actor.SHOP: counters.evidence_requests_shop, Actor.SHOPPER: counters.evidence_requests_shopper}
    if command.party not in asked:
        return no(RefusalCode.NOT_THE_NAMED_PARTY, "party")
    limit = course.policy.max_evidence_requests
    return no(RefusalCode.NO_REQUEST_LEFT, "party", limit=limit) if asked[command.party] >= limit else None


def open_request(course: Course, command: commands.ProvideEvidence | commands.NotAvailable) -> Refusal | None:
    request = course.dispute.evidence_request
    named = request is not None and request.id == command.request_id
    return None if named else no(RefusalCode.NO_REQUEST_OPEN, "request_id")


def performed_date(course: Course, command: commands.Performed) -> Refusal | None:
    """Money is expected within ten days and a parcel within fourteen, or the promise is refused."""
    if not command.reference.strip():
        return no(RefusalCode.TEXT_MISSING, "reference")
    owed = course.dispute.obligation
    if command.expected_by is None or owed is None:
        return None
    if command.expected_by < course.now:
        return no(RefusalCode.DATE_IN_PAST, "expected_by")
    parcel = owed.terms.kind in PARCELS
    latest = course.after(course.policy.expected_parcel if parcel else course.policy.expected_money)
    return (
        no(RefusalCode.DATE_TOO_LATE, "expected_by", latest=latest) if command.expected_by > latest else None
    )
