"""One or more commands of every kind, for each party: what the explorer tries in every configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from flask_amends.disputes import Money
from flask_amends.disputes import commands as c
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.offers import Item, Terms
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
    EvidenceType,
    Ground,
    OutcomeReason,
    Reason,
    Remedy,
    ReturnCondition,
)

Made = Iterable[c.Command]
Make = Callable[[Actor, Dispute, datetime, Policy], Made]


def zloty(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency="PLN")


HALF = Terms(kind=Remedy.PARTIAL_REFUND, amount=zloty(50))
RETURN = Terms(kind=Remedy.REFUND_WITH_RETURN, amount=zloty(100), return_required=True)
NOTHING = Terms(kind=Remedy.NO_ACTION)
FULL = Terms(kind=Remedy.FULL_REFUND)
ALL = Terms(kind=Remedy.FULL_REFUND, amount=zloty(100))
UNKNOWN = Terms(kind=Remedy.OTHER)
REPRICE = Terms(kind=Remedy.REPRICE_ORDER, amount=zloty(60))
PARCEL = Terms(kind=Remedy.REPLACEMENT)
SORRY = Terms(kind=Remedy.APOLOGY)

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


def _plain(kind: type[c.Command], **given: object) -> Make:
    def make(actor: Actor, _dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
        return (kind(actor=actor, **given),)

    return make


def _propose(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    """Half, or the whole against a return; to whom wants to hear it, an apology."""
    yield c.Propose(actor=actor, alternatives=(HALF,))
    yield c.Propose(actor=actor, alternatives=(RETURN, HALF))
    if dispute.ask == SORRY:
        yield c.Propose(actor=actor, alternatives=(SORRY,))


def _counter(actor: Actor, _dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    return (c.Counter(actor=actor, alternatives=(RETURN,)), c.Counter(actor=actor, alternatives=(HALF, FULL)))


def _hold(actor: Actor, dispute: Dispute, now: datetime, _policy: Policy) -> Made:
    """Two days more if the clocks allow it, else one hour."""
    due = dispute.clocks.turn_due_at or now
    for until in (due + timedelta(days=2), now + timedelta(hours=1)):
        yield c.Hold(actor=actor, until=until, note="The workshop answers on Friday.")


def _accept_offer(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    for offer in dispute.open_offers(actor):
        yield c.AcceptOffer(actor=actor, offer_id=offer.id, offer_version=offer.version)


def _extension(actor: Actor, dispute: Dispute, now: datetime, policy: Policy) -> Made:
    """One day more, and the most there is."""
    due = dispute.clocks.negotiation_due_at or now
    for until in (
        due + timedelta(days=1),
        policy.longest_negotiation.after(dispute.negotiation_began_at or now),
    ):
        yield c.ProposeExtension(actor=actor, until=until)


def _require_evidence(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    for party in (Actor.SHOP, Actor.SHOPPER):
        yield c.RequireEvidence(
            actor=actor, assignment_id=dispute.assignment_id or "", party=party, note="Please send a photo."
        )


def _decide(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    for terms in (NOTHING, HALF, RETURN):
        yield c.Decide(
            actor=actor,
            assignment_id=dispute.assignment_id or "",
            terms=terms,
            reason=OutcomeReason.ITEM_NOT_AS_DESCRIBED,
            note="Because of the photos.",
        )


def _recuse(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    return (c.Recuse(actor=actor, assignment_id=dispute.assignment_id or ""),)


def _provide_evidence(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    request = dispute.evidence_request
    named = request.id if request else ""
    return (
        c.ProvideEvidence(
            actor=actor, request_id=named, evidence_id="evd_2", type=EvidenceType.PROOF_OF_DAMAGE
        ),
    )


def _not_available(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    request = dispute.evidence_request
    return (c.NotAvailable(actor=actor, request_id=request.id if request else ""),)


def _acknowledge(actor: Actor, _dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    for condition in (ReturnCondition.ITEM_RECEIVED, ReturnCondition.DAMAGED):
        yield c.AcknowledgeReturn(actor=actor, condition=condition)


def _performed(actor: Actor, _dispute: Dispute, now: datetime, _policy: Policy) -> Made:
    yield c.Performed(actor=actor, reference="1", verified=True)
    yield c.Performed(actor=actor, reference="1", expected_by=now)
    yield c.Performed(actor=actor, reference="1")


def _refunded(actor: Actor, dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    """A part once, and the whole."""
    if dispute.refunded is None:
        yield c.OrderRefunded(actor=actor, amount=zloty(20), reference="1")
    yield c.OrderRefunded(actor=actor, amount=zloty(100), reference="1", full=True)


def _reversed(actor: Actor, _dispute: Dispute, _now: datetime, _policy: Policy) -> Made:
    return (c.OrderReversed(actor=actor, amount=zloty(100), reference="1"),)


MOVES: dict[Action, Make] = {
    Action.RELEASE: _plain(c.Release),
    Action.VERIFY: _plain(c.Verify),
    Action.CLOSE_DUPLICATE: _plain(c.CloseDuplicate),
    Action.RETRACT: _plain(c.Retract),
    Action.REOPEN: _plain(c.Reopen, note="New facts."),
    Action.ACCEPT_CLAIM: _plain(c.AcceptClaim),
    Action.PROPOSE: _propose,
    Action.REJECT: _plain(c.Reject, ground=Ground.MINOR_DEFECT, note="We see it differently."),
    Action.REQUEST_INFO: _plain(c.RequestInfo, note="Which vase?"),
    Action.HOLD: _hold,
    Action.COUNTER: _counter,
    Action.DECLINE: _plain(c.Decline),
    Action.PROVIDE_INFO: _plain(c.ProvideInfo, note="The blue one."),
    Action.ESCALATE: _plain(c.Escalate),
    Action.ACCEPT_OFFER: _accept_offer,
    Action.PROPOSE_EXTENSION: _extension,
    Action.ACCEPT_EXTENSION: _plain(c.AcceptExtension),
    Action.REQUIRE_EVIDENCE: _require_evidence,
    Action.DECIDE: _decide,
    Action.RECUSE: _recuse,
    Action.PROVIDE_EVIDENCE: _provide_evidence,
    Action.NOT_AVAILABLE: _not_available,
    Action.APPEAL: _plain(c.Appeal, note="Look again."),
    Action.ACCEPT_DECISION: _plain(c.AcceptDecision),
    Action.PROVIDE_LABEL: _plain(c.ProvideLabel, note="Print it."),
    Action.SHIP: _plain(c.Ship, carrier="Post", tracking="1"),
    Action.WAIVE: _plain(c.Waive),
    Action.DELIVERED: _plain(c.Delivered),
    Action.ACKNOWLEDGE_RETURN: _acknowledge,
    Action.PERFORMED: _performed,
    Action.FAILED: _plain(c.Failed, note="The card is closed."),
    Action.CONFIRM: _plain(c.Confirm),
    Action.NOT_RECEIVED: _plain(c.NotReceived),
    Action.POST_MESSAGE: _plain(c.PostMessage, message_id="msg_1", text="Hello."),
    Action.ADD_EVIDENCE: _plain(c.AddEvidence, evidence_id="evd_1", type=EvidenceType.OTHER),
    Action.ORDER_REFUNDED: _refunded,
    Action.ORDER_REVERSED: _reversed,
    Action.ORDER_CHARGED_BACK: _plain(c.OrderChargedBack, reference="1"),
    Action.ORDER_WITHDRAWN: _plain(c.OrderWithdrawn),
}

#: What happens outside the dispute, and may happen again without end.
ORDER_FACTS = frozenset(
    {Action.ORDER_REFUNDED, Action.ORDER_REVERSED, Action.ORDER_CHARGED_BACK, Action.ORDER_WITHDRAWN}
)
#: Acts that leave status and clocks alone.
WORDS = frozenset({Action.POST_MESSAGE, Action.ADD_EVIDENCE})
#: The same fact or act by several actors leads to the same place: one of them is tried.
STAND_INS: dict[Action, frozenset[Actor]] = {
    Action.DELIVERED: frozenset({Actor.CARRIER}),
    **dict.fromkeys(ORDER_FACTS, frozenset({Actor.SYSTEM})),
    **dict.fromkeys(WORDS, frozenset({Actor.SHOP, Actor.SHOPPER})),
}
