"""One or more commands of every kind, for each party: what the explorer tries in every configuration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from flask_amends.disputes import Money
from flask_amends.disputes import commands as c
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.offers import Item, Terms
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import (
    Actor,
    EvidenceType,
    Ground,
    OfferStatus,
    OutcomeReason,
    Reason,
    Remedy,
    ReturnCondition,
)


def zloty(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency="PLN")


HALF = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(50))
RETURN = Terms(kind=Remedy.REFUND_WITH_RETURN, amount=zloty(100), return_required=True)
NOTHING = Terms(kind=Remedy.NO_ACTION)
FULL = Terms(kind=Remedy.FULL_REFUND)
UNKNOWN = Terms(kind=Remedy.OTHER)
REPRICE = Terms(kind=Remedy.REPRICE_ORDER, amount=zloty(60))

_ITEM = Item(sku="vase", title="Vase", quantity=1, unit_price=zloty(100))


def claim(ask: Terms = FULL, *, reason: Reason = Reason.DEFECTIVE, **changes: object) -> c.OpenClaim:
    """A claim about one vase for 100 zloty."""
    given: dict[str, object] = {
        "dispute_id": "dsp_x",
        "reason": reason,
        "ask": ask,
        "description": "It leaks.",
        "items": (_ITEM,),
        "bought": (_ITEM,),
        "currency": "PLN",
        "paid": zloty(100),
        "order_number": "1",
        "order_verified": True,
    }
    return c.OpenClaim(**{**given, **changes})  # type: ignore[arg-type]


def moves(dispute: Dispute, now: datetime, policy: Policy) -> Iterator[c.Command]:
    """Commands that might be allowed; the table says which are."""
    shop, shopper = Actor.SHOP, Actor.SHOPPER
    yield c.Release(actor=shop)
    yield c.Verify(actor=shopper)
    yield c.Retract(actor=shopper)
    yield c.Reopen(actor=shopper, note="New facts.")
    yield c.AcceptClaim(actor=shop)
    yield c.Propose(actor=shop, alternatives=(HALF,))
    yield c.Propose(actor=shop, alternatives=(RETURN,))
    yield c.Reject(actor=shop, ground=Ground.MINOR_DEFECT, note="We see it differently.")
    yield c.RequestInfo(actor=shop, note="Which vase?")
    yield c.Hold(actor=shop, until=now + timedelta(days=2), note="The workshop answers on Friday.")
    yield c.Counter(actor=shopper, alternatives=(RETURN,))
    yield c.Counter(actor=shopper, alternatives=(HALF, RETURN))
    yield c.Decline(actor=shopper)
    yield c.ProvideInfo(actor=shopper, note="The blue one.")
    for party in (shop, shopper):
        yield c.Escalate(actor=party)
        yield c.ProposeExtension(actor=party, until=_extended(dispute, now, policy))
        yield c.AcceptExtension(actor=party)
        yield c.PostMessage(actor=party, message_id="msg_1", text="Hello.")
        yield c.AddEvidence(actor=party, evidence_id="evd_1", type=EvidenceType.OTHER)
        yield c.Waive(actor=party)
        yield c.Confirm(actor=party)
        yield c.NotReceived(actor=party)
        yield c.Appeal(actor=party, note="Look again.")
        yield c.AcceptDecision(actor=party)
        yield from _accepted(dispute, party)
        yield from _evidence(dispute, party)
    yield from _review(dispute)
    yield from _execution(now)
    yield from _order(dispute)


def _extended(dispute: Dispute, now: datetime, policy: Policy) -> datetime:
    return policy.longest_negotiation.after(dispute.negotiation_began_at or now)


def _accepted(dispute: Dispute, party: Actor) -> Iterator[c.Command]:
    for offer in dispute.offers:
        if offer.status is OfferStatus.PROPOSED and offer.proposed_by is not party:
            yield c.AcceptOffer(actor=party, offer_id=offer.id, offer_version=offer.version)


def _evidence(dispute: Dispute, party: Actor) -> Iterator[c.Command]:
    request = dispute.evidence_request
    if request is not None:
        yield c.ProvideEvidence(
            actor=party, request_id=request.id, evidence_id="evd_2", type=EvidenceType.PROOF_OF_DAMAGE
        )
        yield c.NotAvailable(actor=party, request_id=request.id)


def _review(dispute: Dispute) -> Iterator[c.Command]:
    if dispute.assignment_id is None:
        return
    for reviewer in (Actor.ARBITER, Actor.MARKETPLACE):
        for party in (Actor.SHOP, Actor.SHOPPER):
            yield c.RequireEvidence(
                actor=reviewer, assignment_id=dispute.assignment_id, party=party, note="Please send a photo."
            )
        for terms in (NOTHING, HALF, RETURN):
            yield c.Decide(
                actor=reviewer,
                assignment_id=dispute.assignment_id,
                terms=terms,
                reason=OutcomeReason.ITEM_NOT_AS_DESCRIBED,
                note="Because of the photos.",
            )
        yield c.Recuse(actor=reviewer, assignment_id=dispute.assignment_id)


def _execution(now: datetime) -> Iterator[c.Command]:
    yield c.ProvideLabel(actor=Actor.SHOP, note="Print it.")
    yield c.Ship(actor=Actor.SHOPPER, carrier="Post", tracking="1")
    yield c.Delivered(actor=Actor.CARRIER)
    for condition in (ReturnCondition.ITEM_RECEIVED, ReturnCondition.DAMAGED):
        yield c.AcknowledgeReturn(actor=Actor.SHOP, condition=condition)
    for payer in (Actor.SHOP, Actor.MARKETPLACE, Actor.SHOPPER):
        yield c.Performed(actor=payer, reference="1", verified=True)
        yield c.Performed(actor=payer, reference="1", expected_by=now)
        yield c.Failed(actor=payer, note="The card is closed.")


def _order(dispute: Dispute) -> Iterator[c.Command]:
    if dispute.refunded is None:
        yield c.OrderRefunded(actor=Actor.SHOP, amount=zloty(20), reference="1")
    yield c.OrderRefunded(actor=Actor.SHOP, amount=zloty(100), reference="1", full=True)
    yield c.OrderReversed(actor=Actor.SHOP, amount=zloty(100), reference="1")
    yield c.OrderChargedBack(actor=Actor.SHOP, reference="1")
    yield c.OrderWithdrawn(actor=Actor.SHOP)
