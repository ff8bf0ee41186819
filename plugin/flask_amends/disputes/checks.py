"""What must hold for what a party sends: texts, terms, amounts, dates, ids. The table's ``check`` column."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes.conditions import Refusal, no
from flask_amends.disputes.course import Course
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.reckoning import left_to_refund, payer_of
from flask_amends.disputes.vocabulary import (
    AMOUNT_NEEDED,
    PARCELS,
    REFUNDS,
    Actor,
    Basis,
    OfferStatus,
    RefusalCode,
    Remedy,
)

#: Remedies that name no amount: one given with them would be a promise that nobody can keep.
_NO_AMOUNT = frozenset({Remedy.NO_ACTION, Remedy.APOLOGY, Remedy.HONOUR_PRICE})


def nothing(_course: Course, _command: commands.Command) -> Refusal | None:
    return None


# -- texts ---------------------------------------------------------------------------------------------------


def _said(text: str, at: str) -> Refusal | None:
    return None if text.strip() else no(RefusalCode.TEXT_MISSING, at)


def written(_course: Course, command: Any) -> Refusal | None:
    return _said(command.note, "note")


def message_written(_course: Course, command: commands.PostMessage) -> Refusal | None:
    return _said(command.text, "text")


def label_named(_course: Course, command: commands.ProvideLabel) -> Refusal | None:
    """A label is an address to print it from, or words that say how to send the goods back."""
    return None if command.label_url.strip() else _said(command.note, "note")


def tracked(_course: Course, command: commands.Ship) -> Refusal | None:
    return _said(command.tracking, "tracking")


# -- terms ---------------------------------------------------------------------------------------------------


def alternatives(course: Course, command: commands.Propose | commands.Counter) -> Refusal | None:
    limit = course.policy.max_alternatives
    if not 1 <= len(command.alternatives) <= limit:
        return no(RefusalCode.ALTERNATIVES_OUT_OF_RANGE, "alternatives", limit=limit)
    for index, terms in enumerate(command.alternatives):
        if refusal := terms_in_order(course, terms, f"alternatives.{index}"):
            return refusal
    return None


def terms_in_order(course: Course, terms: Terms, at: str = "terms") -> Refusal | None:
    """Terms that somebody could perform: kind, items, a day not too far ahead, amount and currency."""
    if terms.kind is Remedy.OTHER:
        return no(RefusalCode.ASK_NOT_DEFINITE, f"{at}.kind")
    dispute = course.dispute
    return (
        items_in_order(terms, {item.sku for item in dispute.items}, at)
        or day_in_order(terms, terms.deliver_on, course.now, course.policy, f"{at}.deliver_on")
        or amount_in_order(terms, currency=dispute.currency, left=left_to_refund(dispute), at=at)
        or gift_in_order(dispute, terms, at)
    )


def items_in_order(terms: Terms, claimed: set[str], at: str) -> Refusal | None:
    unknown = set(terms.skus) - claimed
    return no(RefusalCode.ITEM_MISMATCH, f"{at}.skus", skus=sorted(unknown)) if unknown else None


def day_in_order(
    terms: Terms, day: datetime | None, now: datetime, policy: Policy, at: str
) -> Refusal | None:
    """The day the shopper chose for a parcel: at most two weeks ahead (H7)."""
    if day is None:
        return None
    if terms.kind not in PARCELS:
        return no(RefusalCode.AMOUNT_NOT_EXPECTED, at)
    if day < now:
        return no(RefusalCode.DATE_IN_PAST, at)
    latest = policy.chosen_day.after(now)
    return no(RefusalCode.DATE_TOO_LATE, at, latest=latest) if day > latest else None


def amount_in_order(terms: Terms, *, currency: str | None, left: Money | None, at: str) -> Refusal | None:
    amount, where = terms.amount, f"{at}.amount"
    if amount is None:
        return no(RefusalCode.AMOUNT_MISSING, where) if terms.kind in AMOUNT_NEEDED else None
    if terms.kind in _NO_AMOUNT:
        return no(RefusalCode.AMOUNT_NOT_EXPECTED, where)
    if refusal := _money_in_order(amount, currency, where):
        return refusal
    if terms.kind in REFUNDS and left is not None and left < amount:
        return no(RefusalCode.AMOUNT_ABOVE_PAID, where, limit=left)
    return None


def gift_in_order(dispute: Dispute, terms: Terms, at: str) -> Refusal | None:
    """What comes on top is given by the shop, so nobody else can be left to perform the terms."""
    if terms.gift is None:
        return None
    where = f"{at}.gift"
    if not terms.needs_performing or payer_of(dispute, terms, Basis.AGREED) is not Actor.SHOP:
        return no(RefusalCode.AMOUNT_NOT_EXPECTED, where)
    return _money_in_order(terms.gift, dispute.currency, where)


def _money_in_order(amount: Money, currency: str | None, at: str) -> Refusal | None:
    if amount.minor <= 0:
        return no(RefusalCode.AMOUNT_NOT_POSITIVE, at)
    if currency is not None and amount.currency != currency:
        return no(RefusalCode.CURRENCY_MISMATCH, at, currency=currency)
    return None


def standing_offer(course: Course, command: commands.AcceptOffer) -> Refusal | None:
    """An offer is accepted by id and version, by the party that received it."""
    offer = next((one for one in course.dispute.offers if one.id == command.offer_id), None)
    if offer is None:
        return no(RefusalCode.OFFER_UNKNOWN, "offer_id")
    if offer.proposed_by is course.actor:
        return no(RefusalCode.OFFER_OWN, "offer_id")
    if offer.version != command.offer_version or offer.status is not OfferStatus.PROPOSED:
        return no(RefusalCode.OFFER_CHANGED, "offer_id")
    if command.deliver_on is not None and course.actor is not Actor.SHOPPER:
        return no(RefusalCode.WRONG_ACTOR, "deliver_on")
    return day_in_order(
        offer.terms, command.deliver_on, course.now, course.policy, "deliver_on"
    ) or _still_payable(course.dispute, offer.terms)


def _still_payable(dispute: Dispute, terms: Terms) -> Refusal | None:
    """A refund recorded since the offer was made may have left less than it names."""
    return amount_in_order(terms, currency=dispute.currency, left=left_to_refund(dispute), at="terms")


# -- dates ---------------------------------------------------------------------------------------------------


def hold_date(course: Course, command: commands.Hold) -> Refusal | None:
    """A holding reply moves the clock once, at most three days, never past the time for talking (T8)."""
    if refusal := written(course, command):
        return refusal
    if command.until <= course.now:
        return no(RefusalCode.DATE_IN_PAST, "until")
    clocks = course.dispute.clocks
    turn_ends = clocks.turn_due_at or course.now
    latest = turn_ends if course.dispute.negotiation_passed else course.policy.hold.after(turn_ends)
    if clocks.negotiation_due_at is not None:
        latest = min(latest, clocks.negotiation_due_at)
    return no(RefusalCode.DATE_TOO_LATE, "until", latest=latest) if command.until > latest else None


def extension_date(course: Course, command: commands.ProposeExtension) -> Refusal | None:
    """Later than the time for talking as it stands, and at most fourteen days of it in all."""
    clocks, began = course.dispute.clocks, course.dispute.negotiation_began_at
    if clocks.negotiation_due_at is not None and command.until <= clocks.negotiation_due_at:
        return no(RefusalCode.DATE_IN_PAST, "until")
    latest = course.policy.longest_negotiation.after(began or course.now)
    return no(RefusalCode.DATE_TOO_LATE, "until", latest=latest) if command.until > latest else None


def performed_date(course: Course, command: commands.Performed) -> Refusal | None:
    """Money is expected within ten days and a parcel within fourteen, or the promise is refused."""
    if refusal := _said(command.reference, "reference"):
        return refusal
    owed = course.dispute.obligation
    if command.expected_by is None or owed is None:
        return None
    if command.expected_by < course.now:
        return no(RefusalCode.DATE_IN_PAST, "expected_by")
    parcel = owed.terms.kind in PARCELS
    latest = course.after(course.policy.expected_parcel if parcel else course.policy.expected_money)
    if command.expected_by <= latest:
        return None
    return no(RefusalCode.DATE_TOO_LATE, "expected_by", latest=latest)


# -- review --------------------------------------------------------------------------------------------------


def assignment(course: Course, command: Any) -> Refusal | None:
    """A decision counts only under the assignment it was asked for; another one is recorded and ignored."""
    same = command.assignment_id == course.dispute.assignment_id
    return None if same else no(RefusalCode.LAPSED_ASSIGNMENT, "assignment_id")


def decision(course: Course, command: commands.Decide) -> Refusal | None:
    return assignment(course, command) or _said(command.note, "note") or terms_in_order(course, command.terms)


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


# -- facts about the order -----------------------------------------------------------------------------------


def order_amount(course: Course, command: commands.OrderRefunded | commands.OrderReversed) -> Refusal | None:
    dispute = course.dispute
    currency = dispute.refunded.currency if dispute.refunded else dispute.currency
    return _money_in_order(command.amount, currency, "amount")
