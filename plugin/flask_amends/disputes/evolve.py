"""What an event does to a dispute: it copies what the event says, so that old histories replay for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from flask_amends.disputes import events as facts
from flask_amends.disputes.dispute import Counters, Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Award, EvidenceRequest, Obligation, Offer, Terms
from flask_amends.disputes.vocabulary import (
    Actor,
    Clock,
    OfferStatus,
    OutcomeReason,
    ReturnState,
    Status,
)

Apply = Callable[[Dispute, Any], dict[str, Any]]


def evolve(dispute: Dispute | None, event: Event) -> Dispute:
    """The dispute after ``event``. The first event of a history creates it.

    Raises ``ValueError`` when the event is not the next one of this history.
    """
    if dispute is None:
        return _created(event)
    if event.sequence != dispute.version + 1:
        raise ValueError(f"Event {event.sequence} cannot follow version {dispute.version} of {dispute.id}.")
    changes = {**_posted(dispute, event), **_changes(dispute, event), **_turn(event)}
    return dispute.changed(version=event.sequence, status=event.status, clocks=event.clocks, **changes)


def replay(history: Iterable[Event]) -> Dispute:
    """The dispute that a whole history adds up to. Raises ``ValueError`` for an empty or broken one."""
    dispute: Dispute | None = None
    for event in history:
        dispute = evolve(dispute, event)
    if dispute is None:
        raise ValueError("A history has at least one event.")
    return dispute


def _created(event: Event) -> Dispute:
    fact = event.fact
    if not isinstance(fact, facts.Created) or event.sequence != 1:
        raise ValueError(f"A history begins with {facts.Created.type}, not {event.type}.")
    return Dispute(
        id=fact.dispute_id,
        version=1,
        opened_at=event.at,
        policy=fact.policy,
        status=event.status,
        clocks=event.clocks,
        turn=event.turn,
        turn_began_at=event.at,
        reason=fact.reason,
        ask=fact.ask,
        items=fact.items,
        currency=fact.currency,
        paid=fact.paid,
        refunded=fact.refunded,
        marketplace=fact.marketplace,
        order_number=fact.order_number,
        order_verified=fact.order_verified,
        needs_verification=fact.needs_verification,
        liable=fact.liable,
        money_moved_by=fact.money_moved_by,
        house_rules=fact.house_rules,
    )


def _posted(dispute: Dispute, event: Event) -> dict[str, Any]:
    """A message, evidence or act of a party counts as an answer; release from quarantine does not."""
    if isinstance(event.fact, facts.Released):
        return {}
    changes: dict[str, Any] = {}
    if event.actor is Actor.SHOP:
        changes["shop_posted"] = True
    if event.actor is dispute.turn:
        changes["posted_in_turn"] = True
    return changes


def _turn(event: Event) -> dict[str, Any]:
    if not event.new_turn:
        return {"turn": event.turn}
    return {"turn": event.turn, "turn_began_at": event.at, "posted_in_turn": False, "reminded": False}


def _count(dispute: Dispute, **by: int) -> Counters:
    return replace(
        dispute.counters, **{name: getattr(dispute.counters, name) + one for name, one in by.items()}
    )


def _mark(offers: tuple[Offer, ...], status: OfferStatus, **where: object) -> tuple[Offer, ...]:
    """Open offers that match ``where`` get ``status``."""

    def matches(offer: Offer) -> bool:
        return offer.status is OfferStatus.PROPOSED and all(
            getattr(offer, name) == one for name, one in where.items()
        )

    return tuple(replace(offer, status=status) if matches(offer) else offer for offer in offers)


def _changes(dispute: Dispute, event: Event) -> dict[str, Any]:
    apply = _APPLY.get(type(event.fact))
    return apply(dispute, event) if apply else {}


def _verified(_dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"needs_verification": False}


def _agreed(dispute: Dispute, _event: Any) -> dict[str, Any]:
    """What was not chosen cannot be accepted any more, and a decision under appeal awaits no other."""
    award = dispute.award
    return {
        "offers": _mark(dispute.offers, OfferStatus.SUPERSEDED),
        "award": replace(award, appealed=False) if award else None,
    }


def _offer_accepted(dispute: Dispute, event: Any) -> dict[str, Any]:
    return {"offers": _mark(dispute.offers, OfferStatus.ACCEPTED, id=event.fact.offer_id)}


def _offer_declined(dispute: Dispute, _event: Any) -> dict[str, Any]:
    declined = _mark(dispute.offers, OfferStatus.DECLINED)
    return {"offers": declined, "counters": _count(dispute, rounds=1)}


def _claim_rejected(dispute: Dispute, event: Any) -> dict[str, Any]:
    return {
        "offers": _mark(dispute.offers, OfferStatus.DECLINED),
        "counters": _count(dispute, rounds=1),
        "negotiation_began_at": dispute.negotiation_began_at or event.at,
    }


def _hold_promised(dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"counters": _count(dispute, holds=1), "reminded": False}


def _info_provided(_dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"info_requested": False}


def _reminded(_dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"reminded": True}


def _extension_proposed(dispute: Dispute, event: Any) -> dict[str, Any]:
    asked = (*dispute.extension_asked_by, event.actor)
    return {"extension_asked_by": asked, "extension_until": event.fact.until}


def _extension_accepted(dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"counters": _count(dispute, extensions=1), "extension_until": None}


def _closed(_dispute: Dispute, event: Any) -> dict[str, Any]:
    fact = event.fact
    return {
        "outcome": fact.outcome,
        "outcome_reason": fact.reason,
        "closed_at": event.at,
        "evidence_request": None,
    }


def _offer_proposed(dispute: Dispute, event: Any) -> dict[str, Any]:
    by, at = event.fact.offers[0].proposed_by, event.fact.offers[0].proposed_at
    earlier = _mark(dispute.offers, OfferStatus.SUPERSEDED, proposed_by=by)
    changes: dict[str, Any] = {
        "offers": (*_mark(earlier, OfferStatus.DECLINED), *event.fact.offers),
        "counters": _count(dispute, rounds=1),
    }
    if by is Actor.SHOP and dispute.negotiation_began_at is None:
        changes["negotiation_began_at"] = at
    if event.fact.new_ask is not None:
        changes["ask"] = event.fact.new_ask
    return changes


def _deadline_missed(dispute: Dispute, event: Any) -> dict[str, Any]:
    if event.fact.clock is Clock.NEGOTIATION:
        return {"negotiation_passed": True}
    if event.fact.clock is Clock.TURN and dispute.status in (Status.AWAITING_SHOP, Status.AWAITING_SHOPPER):
        proposer = Actor.SHOP if event.fact.party is Actor.SHOPPER else Actor.SHOPPER
        return {"offers": _mark(dispute.offers, OfferStatus.EXPIRED, proposed_by=proposer)}
    return {}


def _reopened(dispute: Dispute, event: Any) -> dict[str, Any]:
    """Counters stay; talk and outcome start afresh, and expired offers stand again if none was agreed."""
    lapsed = OfferStatus.EXPIRED if dispute.obligation is None else None
    restored = tuple(
        replace(offer, status=OfferStatus.PROPOSED) if offer.status is lapsed else offer
        for offer in dispute.offers
    )
    return {
        "ask": event.fact.ask,
        "offers": restored,
        "counters": _count(dispute, reopenings=1),
        "negotiation_began_at": None,
        "negotiation_passed": False,
        "extension_until": None,
        "info_requested": False,
        "obligation": None,
        "outcome": None,
        "outcome_reason": None,
        "closed_at": None,
        "shop_posted": False,
    }


def _escalated(dispute: Dispute, event: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "route": event.fact.route,
        "routes_used": (*(() if event.fact.restart else dispute.routes_used), event.fact.route),
        "assignment_id": event.fact.assignment_id,
        "assignments": dispute.assignments + 1,
        "review_reason": event.fact.reason,
        "evidence_request": None,
        "info_requested": False,
    }
    if event.fact.reason is OutcomeReason.COMPENSATION_OVERDUE and event.fact.restart:
        changes["counters"] = _count(dispute, overdue_reviews=1)
    return changes


def _evidence_requested(dispute: Dispute, event: Any) -> dict[str, Any]:
    if event.fact.request_id is None:
        return {"info_requested": True, "counters": _count(dispute, info_requests=1)}
    request = EvidenceRequest(
        id=event.fact.request_id,
        party=event.fact.party,
        review_time_left_s=event.fact.review_time_left_s or 0,
    )
    counter = "evidence_requests_shop" if event.fact.party is Actor.SHOP else "evidence_requests_shopper"
    return {"evidence_request": request, "counters": _count(dispute, **{counter: 1})}


def _evidence_added(_dispute: Dispute, event: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {"shop_gave_evidence": True} if event.actor is Actor.SHOP else {}
    return changes | ({"evidence_request": None} if event.fact.request_id else {})


def _evidence_not_available(_dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"evidence_request": None}


def _decided(_dispute: Dispute, event: Any) -> dict[str, Any]:
    award = Award(terms=event.fact.terms, reason=event.fact.reason)
    return {"award": award, "assignment_id": None, "route": None}


def _decision_accepted(dispute: Dispute, event: Any) -> dict[str, Any]:
    award = dispute.award
    return {"award": replace(award, accepted_by=(*award.accepted_by, event.actor))} if award else {}


def _appealed(dispute: Dispute, _event: Any) -> dict[str, Any]:
    award = dispute.award
    return {"award": replace(award, appealed=True)} if award else {}


def _return_requested(dispute: Dispute, event: Any) -> dict[str, Any]:
    state = ReturnState.LABEL_DUE if event.fact.label_due else ReturnState.TO_SHIP
    return {"obligation": _owed(event.fact), "return_state": state} | _agreed(dispute, event)


def _return_moved(state: ReturnState) -> Apply:
    def moved(_dispute: Dispute, _event: Event) -> dict[str, Any]:
        return {"return_state": state}

    return moved


def _return_dropped(_dispute: Dispute, event: Any) -> dict[str, Any]:
    return {"return_state": ReturnState.LOST if event.fact.lost else ReturnState.DROPPED}


def _compensation_requested(dispute: Dispute, event: Any) -> dict[str, Any]:
    """Something is owed. After a reversed refund this opens a closed case again."""
    guarantees = _count(dispute, guarantees=int(event.fact.guarantee))
    changes = {"obligation": _owed(event.fact), "counters": guarantees} | _agreed(dispute, event)
    return (
        changes
        if dispute.is_open
        else {**changes, "outcome": None, "outcome_reason": None, "closed_at": None}
    )


def _compensation_failed(dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"counters": _count(dispute, failures=1)}


def _compensation_disputed(dispute: Dispute, _event: Any) -> dict[str, Any]:
    return {"counters": _count(dispute, not_received=1)} | _obligation(dispute, performed=False)


def _compensation_performed(dispute: Dispute, event: Any) -> dict[str, Any]:
    return _obligation(dispute, performed=True, expected_by=event.fact.expected_by)


def _reversed(dispute: Dispute, event: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {"counters": _count(dispute, reversals=int(event.fact.owed_again))}
    if dispute.refunded is not None:
        back = min(dispute.refunded.minor, event.fact.amount.minor)
        changes["refunded"] = Money.from_minor(dispute.refunded.minor - back, dispute.refunded.currency)
    return changes | ({"ask": event.fact.new_ask} if event.fact.new_ask is not None else {})


def _owed(fact: facts.Owed) -> Obligation:
    return Obligation(
        terms=fact.terms,
        basis=fact.basis,
        reason=fact.reason,
        payer=fact.payer,
        payee=fact.payee,
        compensation_id=fact.compensation_id,
    )


def _obligation(dispute: Dispute, **changes: Any) -> dict[str, Any]:
    return {"obligation": replace(dispute.obligation, **changes)} if dispute.obligation else {}


def _refunded(dispute: Dispute, event: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "refunded": event.fact.amount if dispute.refunded is None else dispute.refunded + event.fact.amount
    }
    if event.fact.new_ask is not None:
        changes["ask"] = event.fact.new_ask
    if event.fact.new_owed is not None:
        changes |= _obligation(dispute, terms=event.fact.new_owed) or _awarded(dispute, event.fact.new_owed)
    return changes


def _awarded(dispute: Dispute, terms: Terms) -> dict[str, Any]:
    return {"award": replace(dispute.award, terms=terms)} if dispute.award else {}


#: What each kind of event changes beside the status, the turn and the clocks, which every event carries.
_APPLY: dict[type[facts.Fact], Apply] = {
    facts.Verified: _verified,
    facts.Agreed: _agreed,
    facts.OfferProposed: _offer_proposed,
    facts.OfferAccepted: _offer_accepted,
    facts.OfferDeclined: _offer_declined,
    facts.ClaimRejected: _claim_rejected,
    facts.HoldPromised: _hold_promised,
    facts.InfoProvided: _info_provided,
    facts.DeadlineApproaching: _reminded,
    facts.DeadlineMissed: _deadline_missed,
    facts.ExtensionProposed: _extension_proposed,
    facts.ExtensionAccepted: _extension_accepted,
    facts.Reopened: _reopened,
    facts.Closed: _closed,
    facts.Escalated: _escalated,
    facts.EvidenceRequested: _evidence_requested,
    facts.EvidenceAdded: _evidence_added,
    facts.EvidenceNotAvailable: _evidence_not_available,
    facts.Decided: _decided,
    facts.DecisionAccepted: _decision_accepted,
    facts.Appealed: _appealed,
    facts.ReturnRequested: _return_requested,
    facts.ReturnLabelled: _return_moved(ReturnState.TO_SHIP),
    facts.ReturnDropped: _return_dropped,
    facts.ReturnShipped: _return_moved(ReturnState.SHIPPED),
    facts.ReturnDelivered: _return_moved(ReturnState.DELIVERED),
    facts.ReturnAcknowledged: _return_moved(ReturnState.RECEIVED),
    facts.CompensationRequested: _compensation_requested,
    facts.CompensationFailed: _compensation_failed,
    facts.CompensationDisputed: _compensation_disputed,
    facts.CompensationPerformed: _compensation_performed,
    facts.OrderRefundRecorded: _refunded,
    facts.OrderReversalRecorded: _reversed,
}
