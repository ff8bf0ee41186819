"""The transition table: all that can happen to a dispute, one row each. What is not here is refused."""

from __future__ import annotations

from flask_amends.disputes import checks as sent
from flask_amends.disputes import conditions as when
from flask_amends.disputes import events as e
from flask_amends.disputes.deadlines import ARBITRATING, NEGOTIATING
from flask_amends.disputes.effects import entry, execution, negotiation, record, review, time
from flask_amends.disputes.table import Row, Turn, expiry, index, row
from flask_amends.disputes.vocabulary import Action, Actor, Clock, Stage, Status

S, A, W = Status, Action, Actor

STAGES: dict[Status, Stage] = {
    S.QUARANTINED: Stage.NEGOTIATION,
    S.UNVERIFIED: Stage.NEGOTIATION,
    S.AWAITING_SHOP: Stage.NEGOTIATION,
    S.AWAITING_SHOPPER: Stage.NEGOTIATION,
    S.UNDER_REVIEW: Stage.ARBITRATION,
    S.EVIDENCE_REQUIRED: Stage.ARBITRATION,
    S.DECIDED: Stage.ARBITRATION,
    S.AWAITING_RETURN: Stage.FULFILMENT,
    S.RETURN_IN_TRANSIT: Stage.FULFILMENT,
    S.RETURN_INSPECTION: Stage.FULFILMENT,
    S.AWAITING_COMPENSATION: Stage.FULFILMENT,
    S.AWAITING_CONFIRMATION: Stage.FULFILMENT,
    S.CLOSED: Stage.CLOSED,
}

OPEN = frozenset(Status) - {S.CLOSED}
TALKING = OPEN - {S.QUARANTINED, S.UNVERIFIED}
SETTLING = NEGOTIATING | ARBITRATING
PARTIES = (W.SHOPPER, W.SHOP)
REVIEWERS = (W.ARBITER, W.MARKETPLACE)
PAYERS = (W.SHOP, W.MARKETPLACE, W.SHOPPER)
CARRYING = (W.SHOP, W.SHOPPER, W.CARRIER, W.MARKETPLACE)
WITNESSES = (W.SHOP, W.MARKETPLACE, W.SYSTEM)

#: Where EXECUTE(terms) can lead, and the events it makes.
EXECUTE = frozenset({S.CLOSED, S.AWAITING_RETURN, S.AWAITING_COMPENSATION})
EXECUTED = (e.ReturnRequested, e.CompensationRequested, e.Closed)
#: Where a referral can lead: a route, or the default rule where none is left.
REFER = EXECUTE | {S.UNDER_REVIEW}
REFERRED = (e.Escalated, e.Decided, *EXECUTED)
AGREED = (e.Agreed, *EXECUTED)
#: The same once a return is settled: it is never asked for again.
PAY = EXECUTE - {S.AWAITING_RETURN}
PAID = (e.CompensationRequested, e.Closed)
REVIEWED = (e.Escalated, e.Decided, *PAID)
TO_SHOP = REFER | {S.AWAITING_SHOP}
TO_SHOPPER = REFER | {S.AWAITING_SHOPPER}
ENTRY = frozenset({S.UNVERIFIED, S.AWAITING_SHOP}) | REFER


# fmt: off
#: status, action, actors, effect -> targets (None: the status stays), events; may and check are the guards.
ROWS: tuple[Row, ...] = (
    # the door
    row(S.QUARANTINED, A.RELEASE, W.SHOP, entry.release, ENTRY, (e.Released, *REFERRED)),
    row(S.UNVERIFIED, A.VERIFY, W.SHOPPER, entry.verify, ENTRY - {S.UNVERIFIED}, (e.Verified, *REFERRED)),
    row(S.UNVERIFIED, A.CLOSE_DUPLICATE, W.SYSTEM, entry.close_duplicate, S.CLOSED, (e.Closed,)),
    row(SETTLING | {S.QUARANTINED, S.UNVERIFIED}, A.RETRACT, W.SHOPPER, entry.retract, S.CLOSED,
        (e.Retracted, e.Closed), may=when.undecided),
    row(S.CLOSED, A.REOPEN, W.SHOPPER, entry.reopen, ENTRY, (e.Reopened, *REFERRED),
        may=when.can_reopen, check=sent.written),
    # negotiation
    row(SETTLING, A.ACCEPT_CLAIM, W.SHOP, negotiation.accept_claim, EXECUTE, (e.ClaimAccepted, *AGREED),
        may=when.claim_can_be_accepted),
    row(SETTLING, A.ACCEPT_OFFER, PARTIES, negotiation.accept_offer, EXECUTE, (e.OfferAccepted, *AGREED),
        may=when.offer_to_accept, check=sent.standing_offer),
    row(S.AWAITING_SHOP, A.PROPOSE, W.SHOP, negotiation.propose, TO_SHOPPER, (e.OfferProposed, *REFERRED),
        may=when.round_left, check=sent.alternatives),
    row(S.AWAITING_SHOPPER, A.PROPOSE, W.SHOP, negotiation.propose_better, None, (e.OfferProposed,),
        may=when.round_left, check=sent.alternatives, turn=Turn.EITHER),
    row(S.AWAITING_SHOP, A.REJECT, W.SHOP, negotiation.reject, TO_SHOPPER, (e.ClaimRejected, *REFERRED),
        may=when.round_left, check=sent.written),
    row(S.AWAITING_SHOP, A.REQUEST_INFO, W.SHOP, negotiation.request_info, TO_SHOPPER,
        (e.EvidenceRequested, *REFERRED), may=when.info_request_left, check=sent.written),
    row(S.AWAITING_SHOP, A.HOLD, W.SHOP, negotiation.hold, None, (e.HoldPromised,),
        may=when.hold_left, check=sent.hold_date, turn=Turn.SET),
    row(S.AWAITING_SHOPPER, A.COUNTER, W.SHOPPER, negotiation.counter, TO_SHOP, (e.OfferProposed, *REFERRED),
        may=when.round_left, check=sent.alternatives),
    row(S.AWAITING_SHOPPER, A.DECLINE, W.SHOPPER, negotiation.decline, TO_SHOP, (e.OfferDeclined, *REFERRED),
        may=when.offer_to_decline),
    row(S.AWAITING_SHOPPER, A.PROVIDE_INFO, W.SHOPPER, negotiation.provide_info, TO_SHOP,
        (e.InfoProvided, *REFERRED), may=when.info_asked_for, check=sent.written),
    row(NEGOTIATING, A.PROPOSE_EXTENSION, PARTIES, negotiation.propose_extension, None,
        (e.ExtensionProposed,), may=when.may_ask_for_extension, check=sent.extension_date),
    row(NEGOTIATING, A.ACCEPT_EXTENSION, PARTIES, negotiation.accept_extension, None, (e.ExtensionAccepted,),
        may=when.extension_to_accept),
    row(NEGOTIATING, A.ESCALATE, PARTIES, negotiation.escalate, S.UNDER_REVIEW, (e.Escalated,),
        may=when.route_open),
    # review
    row(S.UNDER_REVIEW, A.PROPOSE, W.SHOP, negotiation.propose_in_review, None, (e.OfferProposed,),
        may=when.round_left, check=sent.alternatives),
    row(S.UNDER_REVIEW, A.REQUIRE_EVIDENCE, REVIEWERS, review.require_evidence, S.EVIDENCE_REQUIRED,
        (e.EvidenceRequested,), may=when.reviewer_of_route, check=sent.evidence_request_left),
    row(S.UNDER_REVIEW, A.DECIDE, REVIEWERS, review.decide_claim, EXECUTE | {S.DECIDED},
        (e.Decided, *EXECUTED), may=when.reviewer_of_route, check=sent.decision),
    row(S.UNDER_REVIEW, A.RECUSE, REVIEWERS, review.recuse, REFER, (e.Recused, *REFERRED),
        may=when.reviewer_of_route, check=sent.assignment),
    row(S.EVIDENCE_REQUIRED, A.PROVIDE_EVIDENCE, PARTIES, review.provide_evidence, S.UNDER_REVIEW,
        (e.EvidenceAdded,), may=when.named_party, check=sent.open_request),
    row(S.EVIDENCE_REQUIRED, A.NOT_AVAILABLE, PARTIES, review.evidence_not_available, S.UNDER_REVIEW,
        (e.EvidenceNotAvailable,), may=when.named_party, check=sent.open_request),
    row(S.DECIDED, A.APPEAL, PARTIES, review.appeal, S.UNDER_REVIEW, (e.Appealed, e.Escalated),
        may=when.loser, check=sent.written),
    row(S.DECIDED, A.ACCEPT_DECISION, PARTIES, review.accept_decision, EXECUTE | {S.DECIDED},
        (e.DecisionAccepted, *EXECUTED), may=when.loser, turn=Turn.EITHER),
    # execution
    row(S.AWAITING_RETURN, A.PROVIDE_LABEL, W.SHOP, execution.provide_label, S.AWAITING_RETURN,
        (e.ReturnLabelled,), may=when.label_due, check=sent.label_named),
    row(S.AWAITING_RETURN, A.SHIP, W.SHOPPER, execution.ship, S.RETURN_IN_TRANSIT, (e.ReturnShipped,),
        may=when.label_there, check=sent.tracked),
    row(S.RETURN_IN_TRANSIT, A.DELIVERED, CARRYING, execution.delivered, S.RETURN_INSPECTION,
        (e.ReturnDelivered,)),
    row(S.RETURN_INSPECTION, A.ACKNOWLEDGE_RETURN, W.SHOP, execution.acknowledge_return,
        PAY | {S.UNDER_REVIEW}, (e.ReturnAcknowledged, *REVIEWED)),
    row(S.AWAITING_COMPENSATION, A.PERFORMED, PAYERS, execution.performed,
        {S.AWAITING_CONFIRMATION, S.CLOSED}, (e.CompensationPerformed, e.Closed),
        may=when.payer, check=sent.performed_date),
    row(S.AWAITING_COMPENSATION, A.FAILED, PAYERS, execution.failed, None, (e.CompensationFailed,),
        may=when.payer_with_failures_left, check=sent.written),
    row({S.AWAITING_RETURN, S.RETURN_IN_TRANSIT, S.AWAITING_COMPENSATION}, A.WAIVE, PARTIES, execution.waive,
        S.CLOSED, (e.Waived, e.Closed), may=when.payee),
    row(S.AWAITING_CONFIRMATION, A.CONFIRM, PARTIES, execution.confirm, S.CLOSED,
        (e.CompensationConfirmed, e.Closed), may=when.payee),
    row(S.AWAITING_CONFIRMATION, A.NOT_RECEIVED, PARTIES, execution.not_received, S.AWAITING_COMPENSATION,
        (e.CompensationDisputed,), may=when.payee_still_waiting),
    # words, files, facts about the order
    row(TALKING, A.POST_MESSAGE, (*PARTIES, *REVIEWERS), record.post_message, None, (e.MessagePosted,),
        check=sent.message_written),
    row(OPEN, A.ADD_EVIDENCE, (W.SHOPPER, W.SYSTEM), record.add_evidence, None, (e.EvidenceAdded,)),
    row(TALKING, A.ADD_EVIDENCE, (W.SHOP, *REVIEWERS), record.add_evidence, None, (e.EvidenceAdded,)),
    row(OPEN, A.ORDER_REFUNDED, WITNESSES, record.order_refunded, OPEN | {S.CLOSED},
        (e.OrderRefundRecorded, e.ReturnDropped, e.CompensationPerformed, e.Closed),
        check=sent.order_amount, turn=Turn.EITHER),
    row(OPEN | {S.CLOSED}, A.ORDER_REVERSED, WITNESSES, record.order_reversed, OPEN | {S.CLOSED},
        (e.OrderReversalRecorded, e.CompensationRequested), check=sent.order_amount, turn=Turn.EITHER),
    row(OPEN, A.ORDER_CHARGED_BACK, WITNESSES, record.order_charged_back, S.CLOSED,
        (e.OrderFactRecorded, e.Closed)),
    row(OPEN, A.ORDER_WITHDRAWN, WITNESSES, record.order_withdrawn, S.CLOSED,
        (e.OrderFactRecorded, e.Closed)),
    row(OPEN, A.REMIND, W.SYSTEM, time.remind, None, (e.DeadlineApproaching,), may=when.reminder_due),
    # time
    expiry(Clock.TURN, S.QUARANTINED, entry.release, ENTRY, e.Released, *REFERRED, missed=False),
    expiry(Clock.TURN, S.UNVERIFIED, time.expire_unverified, S.CLOSED, e.Closed),
    expiry(Clock.TURN, S.AWAITING_SHOP, time.expire_shops_turn, REFER, e.ClaimAccepted, *REFERRED),
    expiry(Clock.TURN, S.AWAITING_SHOPPER, time.expire_shoppers_turn, {S.UNDER_REVIEW, S.CLOSED},
           e.Escalated, e.Closed),
    expiry(Clock.TURN, S.UNDER_REVIEW, time.expire_route, REFER, *REFERRED),
    expiry(Clock.TURN, S.EVIDENCE_REQUIRED, time.expire_evidence, S.UNDER_REVIEW),
    expiry(Clock.TURN, S.DECIDED, time.expire_appeal, EXECUTE, *EXECUTED),
    expiry(Clock.TURN, S.AWAITING_RETURN, time.expire_return, {S.AWAITING_COMPENSATION, S.CLOSED},
           e.ReturnDropped, e.CompensationRequested, e.Closed),
    expiry(Clock.TURN, S.RETURN_IN_TRANSIT, time.expire_transit, PAY | {S.UNDER_REVIEW},
           e.ReturnDropped, *REVIEWED),
    expiry(Clock.TURN, S.RETURN_INSPECTION, time.expire_inspection, S.AWAITING_COMPENSATION,
           e.ReturnAcknowledged, e.CompensationRequested),
    expiry(Clock.TURN, S.AWAITING_COMPENSATION, time.expire_compensation, PAY | {S.UNDER_REVIEW},
           e.CompensationOverdue, *REVIEWED),
    expiry(Clock.TURN, S.AWAITING_CONFIRMATION, time.expire_confirmation, S.CLOSED,
           e.CompensationConfirmed, e.Closed),
    expiry(Clock.NEGOTIATION, NEGOTIATING, time.expire_negotiation, REFER | NEGOTIATING, *REFERRED),
    expiry(Clock.STATUTORY, SETTLING, time.expire_statutory, REFER, e.ClaimAccepted, e.Escalated, *EXECUTED),
    expiry(Clock.CASE, SETTLING, time.expire_case, EXECUTE, e.Decided, *EXECUTED),
)
# fmt: on


_INDEX = index(ROWS)

#: Which actions exist in a status at all, whoever acts.
ACTIONS_IN: dict[Status, frozenset[Action]] = {
    status: frozenset(action for one, action, _ in _INDEX if one is status) for status in Status
}


def find(status: Status, action: Action, actor: Actor) -> Row | None:
    """The one row for this status, action and actor, or ``None``: then it is refused."""
    return _INDEX.get((status, action, actor))
