"""The transition table: all that can happen to a dispute, one row each. What is not here is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_amends.disputes import conditions as when
from flask_amends.disputes import effects as do
from flask_amends.disputes import events as e
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.course import Course
from flask_amends.disputes.deadlines import ARBITRATING, NEGOTIATING
from flask_amends.disputes.events import Fact
from flask_amends.disputes.vocabulary import Action, Actor, Clock, Stage, Status

S, A, W = Status, Action, Actor

May = Callable[[Course], Refusal | None]
Check = Callable[[Course, Any], Refusal | None]
Effect = Callable[[Course, Any], None]


class Turn(StrEnum):
    """What a row does to the turn's clock."""

    NEW = "new"
    KEPT = "kept"
    SET = "set"
    EITHER = "new or kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One transition: ``may`` reads the dispute, ``check`` what was sent; the other columns are complete."""

    statuses: frozenset[Status]
    action: Action
    actors: frozenset[Actor]
    may: May
    check: Check
    effect: Effect
    targets: frozenset[Status]
    turn: Turn
    events: frozenset[type[Fact]]


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
EXECUTING = frozenset(status for status, stage in STAGES.items() if stage is Stage.FULFILMENT)
PARTIES = (W.SHOPPER, W.SHOP)
REVIEWERS = (W.ARBITER, W.MARKETPLACE)
WITNESSES = (W.SHOP, W.MARKETPLACE, W.SYSTEM)

#: Where EXECUTE(terms) can lead, and the events it makes.
EXECUTE = frozenset({S.CLOSED, S.AWAITING_RETURN, S.AWAITING_COMPENSATION})
EXECUTE_EVENTS = (e.ReturnRequested, e.CompensationRequested, e.Closed)
#: Where a referral can lead: a route, or the default rule where none is left.
REFER = EXECUTE | {S.UNDER_REVIEW}
REFER_EVENTS = (e.Escalated, e.Decided, *EXECUTE_EVENTS)
ENTRY = frozenset({S.UNVERIFIED, S.AWAITING_SHOP}) | REFER


def _row(  # noqa: PLR0917 - the columns of the table, in the table's order
    statuses: Status | Iterable[Status],
    action: Action,
    actors: Actor | Iterable[Actor],
    effect: Effect,
    targets: Status | Iterable[Status] | None,
    events: Iterable[type[Fact]],
    *,
    may: May = when.always,
    check: Check = when.nothing,
    turn: Turn = Turn.NEW,
) -> Row:
    """A row; ``targets`` of ``None`` mean that the status stays."""
    sources = frozenset({statuses} if isinstance(statuses, Status) else statuses)
    where = sources if targets is None else frozenset({targets} if isinstance(targets, Status) else targets)
    return Row(
        statuses=sources,
        action=action,
        actors=frozenset({actors} if isinstance(actors, Actor) else actors),
        may=may,
        check=check,
        effect=effect,
        targets=where,
        turn=Turn.KEPT if targets is None and turn is Turn.NEW else turn,
        events=frozenset(events),
    )


_ENTRY_ROWS = (
    _row(S.QUARANTINED, A.RELEASE, W.SHOP, do.release, ENTRY, (e.Released, *REFER_EVENTS)),
    _row(S.UNVERIFIED, A.VERIFY, W.SHOPPER, do.verify, ENTRY - {S.UNVERIFIED}, (e.Verified, *REFER_EVENTS)),
    _row(
        SETTLING | {S.QUARANTINED, S.UNVERIFIED},
        A.RETRACT,
        W.SHOPPER,
        do.retract,
        S.CLOSED,
        (e.Retracted, e.Closed),
        may=when.unsettled,
    ),
    _row(
        S.CLOSED,
        A.REOPEN,
        W.SHOPPER,
        do.reopen,
        ENTRY,
        (e.Reopened, *REFER_EVENTS),
        may=when.can_reopen,
        check=when.written,
    ),
)

_NEGOTIATION_ROWS = (
    _row(
        SETTLING,
        A.ACCEPT_CLAIM,
        W.SHOP,
        do.accept_claim,
        EXECUTE,
        (e.ClaimAccepted, e.Agreed, *EXECUTE_EVENTS),
        may=when.claim_can_be_accepted,
    ),
    _row(
        SETTLING,
        A.ACCEPT_OFFER,
        PARTIES,
        do.accept_offer,
        EXECUTE,
        (e.OfferAccepted, e.Agreed, *EXECUTE_EVENTS),
        may=when.offer_to_accept,
        check=when.standing_offer,
    ),
    _row(
        S.AWAITING_SHOP,
        A.PROPOSE,
        W.SHOP,
        do.propose,
        REFER | {S.AWAITING_SHOPPER},
        (e.OfferProposed, *REFER_EVENTS),
        may=when.round_left,
        check=when.alternatives,
    ),
    _row(
        S.AWAITING_SHOPPER,
        A.PROPOSE,
        W.SHOP,
        do.propose_better,
        REFER | {S.AWAITING_SHOPPER},
        (e.OfferProposed, *REFER_EVENTS),
        may=when.round_left,
        check=when.alternatives,
    ),
    _row(
        S.AWAITING_SHOP,
        A.REJECT,
        W.SHOP,
        do.reject,
        REFER | {S.AWAITING_SHOPPER},
        (e.ClaimRejected, *REFER_EVENTS),
        may=when.round_left,
        check=when.written,
    ),
    _row(
        S.AWAITING_SHOP,
        A.REQUEST_INFO,
        W.SHOP,
        do.request_info,
        REFER | {S.AWAITING_SHOPPER},
        (e.EvidenceRequested, *REFER_EVENTS),
        may=when.info_request_left,
        check=when.written,
    ),
    _row(
        S.AWAITING_SHOP,
        A.HOLD,
        W.SHOP,
        do.hold,
        None,
        (e.HoldPromised,),
        may=when.hold_left,
        check=when.hold_date,
        turn=Turn.SET,
    ),
    _row(
        S.AWAITING_SHOPPER,
        A.COUNTER,
        W.SHOPPER,
        do.counter,
        REFER | {S.AWAITING_SHOP},
        (e.OfferProposed, *REFER_EVENTS),
        may=when.round_left,
        check=when.alternatives,
    ),
    _row(
        S.AWAITING_SHOPPER,
        A.DECLINE,
        W.SHOPPER,
        do.decline,
        REFER | {S.AWAITING_SHOP},
        (e.OfferDeclined, *REFER_EVENTS),
        may=when.offer_to_decline,
    ),
    _row(
        S.AWAITING_SHOPPER,
        A.PROVIDE_INFO,
        W.SHOPPER,
        do.provide_info,
        REFER | {S.AWAITING_SHOP},
        (e.InfoProvided, *REFER_EVENTS),
        may=when.info_asked_for,
        check=when.written,
    ),
    _row(
        NEGOTIATING,
        A.PROPOSE_EXTENSION,
        PARTIES,
        do.propose_extension,
        None,
        (e.ExtensionProposed,),
        may=when.may_ask_for_extension,
        check=when.extension_date,
    ),
    _row(
        NEGOTIATING,
        A.ACCEPT_EXTENSION,
        PARTIES,
        do.accept_extension,
        None,
        (e.ExtensionAccepted,),
        may=when.extension_to_accept,
    ),
    _row(NEGOTIATING, A.ESCALATE, PARTIES, do.escalate, S.UNDER_REVIEW, (e.Escalated,), may=when.route_open),
)

_REVIEW_ROWS = (
    _row(
        S.UNDER_REVIEW,
        A.PROPOSE,
        W.SHOP,
        do.propose_in_review,
        None,
        (e.OfferProposed,),
        may=when.round_left,
        check=when.alternatives,
    ),
    _row(
        S.UNDER_REVIEW,
        A.REQUIRE_EVIDENCE,
        REVIEWERS,
        do.require_evidence,
        S.EVIDENCE_REQUIRED,
        (e.EvidenceRequested,),
        may=when.reviewer_of_route,
        check=when.evidence_request_left,
    ),
    _row(
        S.UNDER_REVIEW,
        A.DECIDE,
        REVIEWERS,
        do.decide_claim,
        EXECUTE | {S.DECIDED},
        (e.Decided, *EXECUTE_EVENTS),
        may=when.reviewer_of_route,
        check=when.decision,
    ),
    _row(
        S.UNDER_REVIEW,
        A.RECUSE,
        REVIEWERS,
        do.recuse,
        REFER,
        (e.Recused, *REFER_EVENTS),
        may=when.reviewer_of_route,
        check=when.assignment,
    ),
    _row(
        S.EVIDENCE_REQUIRED,
        A.PROVIDE_EVIDENCE,
        PARTIES,
        do.provide_evidence,
        S.UNDER_REVIEW,
        (e.EvidenceAdded,),
        may=when.named_party,
        check=when.open_request,
    ),
    _row(
        S.EVIDENCE_REQUIRED,
        A.NOT_AVAILABLE,
        PARTIES,
        do.evidence_not_available,
        S.UNDER_REVIEW,
        (e.EvidenceNotAvailable,),
        may=when.named_party,
        check=when.open_request,
    ),
    _row(
        S.DECIDED,
        A.APPEAL,
        PARTIES,
        do.appeal,
        S.UNDER_REVIEW,
        (e.Appealed, e.Escalated),
        may=when.loser,
        check=when.written,
    ),
    _row(
        S.DECIDED,
        A.ACCEPT_DECISION,
        PARTIES,
        do.accept_decision,
        EXECUTE | {S.DECIDED},
        (e.DecisionAccepted, *EXECUTE_EVENTS),
        may=when.loser,
        turn=Turn.EITHER,
    ),
)

_EXECUTION_ROWS = (
    _row(
        S.AWAITING_RETURN,
        A.PROVIDE_LABEL,
        W.SHOP,
        do.provide_label,
        S.AWAITING_RETURN,
        (e.ReturnLabelled,),
        may=when.label_due,
    ),
    _row(
        S.AWAITING_RETURN,
        A.SHIP,
        W.SHOPPER,
        do.ship,
        S.RETURN_IN_TRANSIT,
        (e.ReturnShipped,),
        may=when.label_there,
    ),
    _row(
        S.RETURN_IN_TRANSIT,
        A.DELIVERED,
        (W.SHOP, W.SHOPPER, W.CARRIER, W.MARKETPLACE),
        do.delivered,
        S.RETURN_INSPECTION,
        (e.ReturnDelivered,),
    ),
    _row(
        S.RETURN_INSPECTION,
        A.ACKNOWLEDGE_RETURN,
        W.SHOP,
        do.acknowledge_return,
        REFER,
        (e.ReturnAcknowledged, *REFER_EVENTS),
    ),
    _row(
        S.AWAITING_COMPENSATION,
        A.PERFORMED,
        (W.SHOP, W.MARKETPLACE, W.SHOPPER),
        do.performed,
        {S.AWAITING_CONFIRMATION, S.CLOSED},
        (e.CompensationPerformed, e.Closed),
        may=when.payer,
        check=when.performed_date,
    ),
    _row(
        S.AWAITING_COMPENSATION,
        A.FAILED,
        (W.SHOP, W.MARKETPLACE, W.SHOPPER),
        do.failed,
        None,
        (e.CompensationFailed,),
        may=when.payer_with_failures_left,
        check=when.written,
    ),
    _row(
        {S.AWAITING_RETURN, S.RETURN_IN_TRANSIT, S.AWAITING_COMPENSATION},
        A.WAIVE,
        PARTIES,
        do.waive,
        S.CLOSED,
        (e.Waived, e.Closed),
        may=when.payee,
    ),
    _row(
        S.AWAITING_CONFIRMATION,
        A.CONFIRM,
        PARTIES,
        do.confirm,
        S.CLOSED,
        (e.CompensationConfirmed, e.Closed),
        may=when.payee,
    ),
    _row(
        S.AWAITING_CONFIRMATION,
        A.NOT_RECEIVED,
        PARTIES,
        do.not_received,
        S.AWAITING_COMPENSATION,
        (e.CompensationDisputed,),
        may=when.payee_still_waiting,
    ),
)

_RECORD_ROWS = (
    _row(
        TALKING,
        A.POST_MESSAGE,
        (*PARTIES, *REVIEWERS),
        do.post_message,
        None,
        (e.MessagePosted,),
        check=when.message_written,
    ),
    _row(OPEN, A.ADD_EVIDENCE, W.SHOPPER, do.add_evidence, None, (e.EvidenceAdded,)),
    _row(TALKING, A.ADD_EVIDENCE, (W.SHOP, *REVIEWERS), do.add_evidence, None, (e.EvidenceAdded,)),
    _row(
        OPEN,
        A.ORDER_REFUNDED,
        WITNESSES,
        do.order_refunded,
        OPEN | {S.CLOSED},
        (e.OrderRefundRecorded, e.CompensationPerformed, e.Closed),
        turn=Turn.EITHER,
    ),
    _row(
        OPEN | {S.CLOSED},
        A.ORDER_REVERSED,
        WITNESSES,
        do.order_reversed,
        OPEN | {S.CLOSED},
        (e.OrderReversalRecorded, e.CompensationRequested),
        turn=Turn.EITHER,
    ),
    _row(
        OPEN,
        A.ORDER_CHARGED_BACK,
        WITNESSES,
        do.order_charged_back,
        S.CLOSED,
        (e.OrderFactRecorded, e.Closed),
    ),
    _row(OPEN, A.ORDER_WITHDRAWN, WITNESSES, do.order_withdrawn, S.CLOSED, (e.OrderFactRecorded, e.Closed)),
    _row(OPEN, A.REMIND, W.SYSTEM, do.remind, None, (e.DeadlineApproaching,), may=when.reminder_due),
)


def _turn_row(status: Status, effect: Effect, targets: Status | Iterable[Status], *events: type[Fact]) -> Row:
    happened: tuple[type[Fact], ...] = (e.DeadlineMissed, *events)
    return _row(status, A.TURN_EXPIRED, W.SYSTEM, effect, targets, happened, may=when.is_due(Clock.TURN))


_TIME_ROWS = (
    _row(
        S.QUARANTINED,
        A.TURN_EXPIRED,
        W.SYSTEM,
        do.release,
        ENTRY,
        (e.Released, *REFER_EVENTS),
        may=when.is_due(Clock.TURN),
    ),
    _turn_row(S.UNVERIFIED, do.expire_unverified, S.CLOSED, e.Closed),
    _turn_row(S.AWAITING_SHOP, do.expire_shops_turn, REFER, e.ClaimAccepted, *REFER_EVENTS),
    _turn_row(S.AWAITING_SHOPPER, do.expire_shoppers_turn, REFER, *REFER_EVENTS),
    _turn_row(S.UNDER_REVIEW, do.expire_route, REFER, *REFER_EVENTS),
    _turn_row(S.EVIDENCE_REQUIRED, do.expire_evidence, S.UNDER_REVIEW),
    _turn_row(S.DECIDED, do.expire_appeal, EXECUTE, *EXECUTE_EVENTS),
    _turn_row(
        S.AWAITING_RETURN,
        do.expire_return,
        {S.AWAITING_COMPENSATION, S.CLOSED},
        e.ReturnDropped,
        e.CompensationRequested,
        e.Closed,
    ),
    _turn_row(S.RETURN_IN_TRANSIT, do.expire_transit, REFER, e.ReturnDropped, *REFER_EVENTS),
    _turn_row(
        S.RETURN_INSPECTION,
        do.expire_inspection,
        S.AWAITING_COMPENSATION,
        e.ReturnAcknowledged,
        e.CompensationRequested,
    ),
    _turn_row(S.AWAITING_COMPENSATION, do.expire_compensation, REFER, e.CompensationOverdue, *REFER_EVENTS),
    _turn_row(S.AWAITING_CONFIRMATION, do.expire_confirmation, S.CLOSED, e.CompensationConfirmed, e.Closed),
    _row(
        NEGOTIATING,
        A.NEGOTIATION_EXPIRED,
        W.SYSTEM,
        do.expire_negotiation,
        REFER | NEGOTIATING,
        (e.DeadlineMissed, *REFER_EVENTS),
        may=when.is_due(Clock.NEGOTIATION),
        turn=Turn.EITHER,
    ),
    _row(
        SETTLING,
        A.STATUTORY_EXPIRED,
        W.SYSTEM,
        do.expire_statutory,
        REFER,
        (e.DeadlineMissed, e.ClaimAccepted, *REFER_EVENTS),
        may=when.is_due(Clock.STATUTORY),
    ),
    _row(
        SETTLING,
        A.CASE_EXPIRED,
        W.SYSTEM,
        do.expire_case,
        EXECUTE,
        (e.DeadlineMissed, e.Decided, *EXECUTE_EVENTS),
        may=when.is_due(Clock.CASE),
    ),
)

ROWS: tuple[Row, ...] = (
    *_ENTRY_ROWS,
    *_NEGOTIATION_ROWS,
    *_REVIEW_ROWS,
    *_EXECUTION_ROWS,
    *_RECORD_ROWS,
    *_TIME_ROWS,
)

EXPIRY: dict[Clock, Action] = {
    Clock.STATUTORY: A.STATUTORY_EXPIRED,
    Clock.TURN: A.TURN_EXPIRED,
    Clock.NEGOTIATION: A.NEGOTIATION_EXPIRED,
    Clock.CASE: A.CASE_EXPIRED,
}


def find(status: Status, action: Action, actor: Actor) -> Row | None:
    """The one row for this status, action and actor, or ``None``: then it is refused."""
    return _INDEX.get((status, action, actor))


def _index(rows: Iterable[Row]) -> dict[tuple[Status, Action, Actor], Row]:
    index: dict[tuple[Status, Action, Actor], Row] = {}
    for row in rows:
        for key in ((status, row.action, actor) for status in row.statuses for actor in row.actors):
            if key in index:
                raise ValueError(f"Two rows for {' / '.join(key)}.")
            index[key] = row
    return index


_INDEX = _index(ROWS)
#: Which actions exist in a status at all, whoever acts.
ACTIONS_IN: dict[Status, frozenset[Action]] = {
    status: frozenset(action for one, action, _ in _INDEX if one is status) for status in Status
}
