"""Effects of negotiation: acceptances, offers, rejections, questions, promises, extensions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.course import Course
from flask_amends.disputes.offers import Offer, Terms
from flask_amends.disputes.vocabulary import (
    Actor,
    OutcomeReason,
    Remedy,
)


def accept_claim(course: Course, command: commands.AcceptClaim) -> None:
    ask = course.dispute.ask
    course.record(facts.ClaimAccepted(terms=ask, by_silence=False, note=command.note), statutory_due_at=None)
    course.agree(ask, OutcomeReason.CLAIM_ACCEPTED)


def _offers(course: Course, alternatives: tuple[Terms, ...]) -> tuple[Offer, ...]:
    group = course.new_id("ofg")
    return tuple(
        Offer(
            id=f"{course.new_id('off')}_{index}",
            group_id=group,
            version=course.dispute.version + 1,
            terms=terms,
            proposed_by=course.actor,
            proposed_at=course.now,
        )
        for index, terms in enumerate(alternatives, start=1)
    )


def _talk_clocks(course: Course) -> dict[str, Any]:
    """The shop's first answer stops the statutory clock for good and starts the one for an agreement."""
    changes: dict[str, Any] = {"statutory_due_at": None}
    if course.dispute.negotiation_began_at is None and course.dispute.house_rules:
        changes["negotiation_due_at"] = course.after(course.policy.negotiation)
    return changes


def propose(course: Course, command: commands.Propose) -> None:
    offers = _offers(course, command.alternatives)
    fact = facts.OfferProposed(offers=offers, new_ask=None, note=command.note)
    course.hand_over(fact, course.to_shopper(), **_talk_clocks(course))


def propose_better(course: Course, command: commands.Propose) -> None:
    """A better offer gives the shopper a new turn, but not past the time for talking; it never cuts one."""
    fact = facts.OfferProposed(offers=_offers(course, command.alternatives), new_ask=None, note=command.note)
    clocks = course.dispute.clocks
    move = course.to_shopper()
    ends = min(move.due or course.now, clocks.negotiation_due_at or move.due or course.now)
    if course.dispute.negotiation_passed or ends <= (clocks.turn_due_at or course.now):
        course.record(fact, **_talk_clocks(course))
    else:
        course.record(fact, replace(move, due=ends), **_talk_clocks(course))


def propose_in_review(course: Course, command: commands.Propose) -> None:
    offers = _offers(course, command.alternatives)
    course.record(facts.OfferProposed(offers=offers, new_ask=None, note=command.note), statutory_due_at=None)


def reject(course: Course, command: commands.Reject) -> None:
    fact = facts.ClaimRejected(ground=command.ground, note=command.note)
    course.hand_over(fact, course.to_shopper(), **_talk_clocks(course))


def request_info(course: Course, command: commands.RequestInfo) -> None:
    fact = facts.EvidenceRequested(
        party=Actor.SHOPPER, request_id=None, review_time_left_s=None, note=command.note
    )
    course.hand_over(fact, course.to_shopper())


def provide_info(course: Course, command: commands.ProvideInfo) -> None:
    course.hand_over(facts.InfoProvided(note=command.note), course.to_shop())


def hold(course: Course, command: commands.Hold) -> None:
    course.record(facts.HoldPromised(until=command.until, note=command.note), turn_due_at=command.until)


def counter(course: Course, command: commands.Counter) -> None:
    """The ask changes only if the counter holds exactly one alternative."""
    new_ask = command.alternatives[0] if len(command.alternatives) == 1 else None
    fact = facts.OfferProposed(
        offers=_offers(course, command.alternatives), new_ask=new_ask, note=command.note
    )
    course.hand_over(fact, course.to_shop())


def decline(course: Course, command: commands.Decline) -> None:
    declined = tuple(offer.id for offer in course.dispute.open_offers(course.actor))
    course.hand_over(facts.OfferDeclined(offer_ids=declined, note=command.note), course.to_shop())


def accept_offer(course: Course, command: commands.AcceptOffer) -> None:
    offer = next(one for one in course.dispute.offers if one.id == command.offer_id)
    terms = replace(offer.terms, deliver_on=command.deliver_on or offer.terms.deliver_on)
    fact = facts.OfferAccepted(offer_id=offer.id, offer_version=offer.version, terms=terms)
    course.record(fact, statutory_due_at=None)
    partial = terms.kind in (Remedy.PARTIAL_REFUND, Remedy.PRICE_REDUCTION)
    course.agree(
        terms, OutcomeReason.PARTIAL_REFUND_OFFER_ACCEPTED if partial else OutcomeReason.OFFER_ACCEPTED
    )


def escalate(course: Course, command: commands.Escalate) -> None:
    course.refer(OutcomeReason.REQUESTED_BY_PARTY, note=command.note)


def propose_extension(course: Course, command: commands.ProposeExtension) -> None:
    course.record(facts.ExtensionProposed(until=command.until, note=command.note))


def accept_extension(course: Course, _command: commands.Command) -> None:
    until = course.dispute.extension_until or course.now
    course.record(facts.ExtensionAccepted(until=until), negotiation_due_at=until)
