"""Effects of the transition table: the events that an allowed command makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.conditions import losers
from flask_amends.disputes.course import Course, Move, next_route, outcome_of, payer_of
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Award, Obligation, Offer, Terms
from flask_amends.disputes.policy import OnShopperSilence, OnShopSilence
from flask_amends.disputes.vocabulary import (
    PARCELS,
    REFUNDS,
    Actor,
    Basis,
    Clock,
    Outcome,
    OutcomeReason,
    Remedy,
    ReturnCondition,
    Status,
)

# -- entry ---------------------------------------------------------------------------------------------------


def release(course: Course, _command: commands.Command) -> None:
    course.enter(facts.Released())


def verify(course: Course, _command: commands.Command) -> None:
    course.enter(facts.Verified())


def retract(course: Course, command: commands.Retract) -> None:
    course.record(facts.Retracted(note=command.note))
    course.close(Outcome.RETRACTED, OutcomeReason.RETRACTED_BY_SHOPPER)


def reopen(course: Course, command: commands.Reopen) -> None:
    """Back to the entry rule with a case clock of its own; the counters stay."""
    course.enter(
        facts.Reopened(ask=course.dispute.ask, note=command.note),
        case_due_at=course.after(course.policy.reopened_case),
    )


# -- negotiation ---------------------------------------------------------------------------------------------


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
    """A better offer gives the shopper a new turn, but not past the time for talking."""
    fact = facts.OfferProposed(offers=_offers(course, command.alternatives), new_ask=None, note=command.note)
    move = course.to_shopper()
    negotiation = course.dispute.clocks.negotiation_due_at
    if negotiation is not None and move.due is not None:
        move = replace(move, due=min(move.due, negotiation))
    course.hand_over(fact, move, **_talk_clocks(course))


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


# -- review --------------------------------------------------------------------------------------------------


def require_evidence(course: Course, command: commands.RequireEvidence) -> None:
    """The route's clock is paused; what is left of it goes on when the party has answered."""
    due = course.dispute.clocks.turn_due_at or course.now
    fact = facts.EvidenceRequested(
        party=command.party,
        request_id=course.new_id("evr"),
        review_time_left_s=int((due - course.now).total_seconds()),
        note=command.note,
    )
    window = course.after(course.policy.evidence)
    course.record(fact, Move(status=Status.EVIDENCE_REQUIRED, turn=command.party, due=window))


def _back_to_review(course: Course) -> Move:
    request = course.dispute.evidence_request
    left = timedelta(seconds=request.review_time_left_s if request else 0)
    return course.to_reviewer(course.now + max(left, timedelta(seconds=1)))


def provide_evidence(course: Course, command: commands.ProvideEvidence) -> None:
    fact = facts.EvidenceAdded(
        evidence_id=command.evidence_id,
        evidence_type=command.type,
        request_id=command.request_id,
        note=command.note,
    )
    course.record(fact, _back_to_review(course))


def evidence_not_available(course: Course, command: commands.NotAvailable) -> None:
    fact = facts.EvidenceNotAvailable(request_id=command.request_id, note=command.note)
    course.record(fact, _back_to_review(course))


def decide_claim(course: Course, command: commands.Decide) -> None:
    lost = losers(course.dispute, command.terms)
    final = not (lost and _appeal_possible(course))
    fact = facts.Decided(
        terms=command.terms,
        reason=command.reason,
        assignment_id=command.assignment_id,
        evidence_ids=command.evidence_ids,
        final=final,
        note=command.note,
    )
    if final:
        course.record(fact, statutory_due_at=None)
        course.apply_award()
        return
    turn = lost[0] if len(lost) == 1 else None
    move = Move(status=Status.DECIDED, turn=turn, due=course.after(course.policy.appeal_window))
    course.record(fact, move, statutory_due_at=None)


def _appeal_possible(course: Course) -> bool:
    another = next_route(course.dispute, course.policy, restart=False)
    return course.policy.appeal and not course.dispute.counters.appeals and another is not None


def recuse(course: Course, command: commands.Recuse) -> None:
    course.record(facts.Recused(assignment_id=command.assignment_id, note=command.note))
    course.refer(OutcomeReason.RECUSED, restart=False)


def appeal(course: Course, command: commands.Appeal) -> None:
    course.record(facts.Appealed(note=command.note))
    course.refer(OutcomeReason.APPEALED, restart=False)


def accept_decision(course: Course, _command: commands.Command) -> None:
    course.record(facts.DecisionAccepted())
    award = course.dispute.award or _no_award(course)
    if set(losers(course.dispute, award.terms)) <= set(award.accepted_by):
        course.apply_award()


def _no_award(course: Course) -> Award:
    raise ValueError(f"{course.dispute.id} has no award to accept.")


# -- execution -----------------------------------------------------------------------------------------------


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
    owed = _owed(course)
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
    owed = _owed(course)
    course.record(facts.CompensationConfirmed(by_silence=False))
    course.close(outcome_of(owed.basis, owed.terms), owed.reason)


def not_received(course: Course, command: commands.NotReceived) -> None:
    owed = _owed(course)
    course.record(facts.CompensationDisputed(note=command.note), course.to_compensation(owed.payer))


def _owed(course: Course) -> Obligation:
    if course.dispute.obligation is None:
        raise ValueError(f"{course.dispute.id} owes nothing.")
    return course.dispute.obligation


#: Outcomes (``None``: still open) after which a refund that is taken back is owed again.
_GIVEN_BACK_AGAIN = frozenset({None, Outcome.RESOLVED_BY_AGREEMENT, Outcome.RESOLVED_SHOPPER_FAVOUR})

# -- words, files, facts about the order ---------------------------------------------------------------------


def post_message(course: Course, command: commands.PostMessage) -> None:
    course.record(facts.MessagePosted(message_id=command.message_id, text=command.text))


def add_evidence(course: Course, command: commands.AddEvidence) -> None:
    fact = facts.EvidenceAdded(
        evidence_id=command.evidence_id, evidence_type=command.type, request_id=None, note=command.note
    )
    course.record(fact)


def order_refunded(course: Course, command: commands.OrderRefunded) -> None:
    """A verified refund: one that covers what is owed or asked ends the case, a smaller one lowers it."""
    dispute = course.dispute
    owed = dispute.obligation if dispute.obligation and dispute.obligation.terms.kind in REFUNDS else None
    terms = owed.terms if owed else dispute.ask
    covered = command.full or (terms.amount is not None and terms.amount <= command.amount)
    lowered = None if covered else _lowered(terms, command.amount)
    course.record(
        facts.OrderRefundRecorded(
            amount=command.amount,
            reference=command.reference,
            new_ask=None if owed else lowered,
            new_owed=lowered if owed else None,
        )
    )
    if not covered:
        return
    if owed is None:
        course.close(Outcome.SETTLED_EXTERNALLY, OutcomeReason.SELLER_ISSUED_REFUND)
        return
    fact = facts.CompensationPerformed(reference=command.reference, verified=True, expected_by=None)
    course.record(fact)
    course.close(outcome_of(owed.basis, owed.terms), owed.reason)


def _lowered(terms: Terms, by: Money) -> Terms | None:
    if terms.amount is None or terms.amount.currency != by.currency:
        return None
    return replace(terms, amount=terms.amount - by)


def order_reversed(course: Course, command: commands.OrderReversed) -> None:
    """A refund that was taken back is owed again, once; later reversals are recorded only."""
    dispute = course.dispute
    given = dispute.obligation is not None and dispute.obligation.performed
    settled = dispute.outcome is Outcome.SETTLED_EXTERNALLY or (
        given and dispute.outcome in _GIVEN_BACK_AGAIN
    )
    first = dispute.counters.reversals == 0
    course.record(facts.OrderReversalRecorded(amount=command.amount, reference=command.reference))
    if not (settled and first):
        return
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=command.amount)
    basis = dispute.obligation.basis if dispute.obligation else Basis.AGREED
    payer = payer_of(dispute, terms, basis)
    fact = facts.CompensationRequested(
        terms=terms,
        basis=basis,
        reason=OutcomeReason.SELLER_ISSUED_REFUND,
        payer=payer,
        payee=Actor.SHOPPER,
        compensation_id=course.new_id("cmp"),
    )
    course.record(fact, course.to_compensation(payer))


def order_charged_back(course: Course, command: commands.OrderChargedBack) -> None:
    course.record(facts.OrderFactRecorded(reference=command.reference))
    course.close(Outcome.SUPERSEDED_BY_CHARGEBACK)


def order_withdrawn(course: Course, command: commands.OrderWithdrawn) -> None:
    course.record(facts.OrderFactRecorded(reference=command.reference))
    course.close(Outcome.SUPERSEDED_BY_WITHDRAWAL)


# -- time ----------------------------------------------------------------------------------------------------


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
    move = _back_to_review(course)
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
    dispute, owed = course.dispute, _owed(course)
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
    owed = _owed(course)
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
    course.apply_default_rule()
