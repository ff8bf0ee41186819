"""What happened to a dispute: the audit entry, the line on the timeline and the webhook are this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_amends.disputes import vocabulary as v
from flask_amends.disputes.deadlines import Clocks
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Item, Offer, Terms
from flask_amends.disputes.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The body of an event; ``type`` is its published name, which is never renamed or reused."""

    type: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a dispute's history.

    ``sequence`` starts at 1 and has no gaps. ``status``, ``turn`` and ``clocks`` are the dispute's
    *after* the event, so that a history replays to the same state whatever the rules are by then.
    """

    sequence: int
    at: datetime
    actor: v.Actor
    fact: Fact
    status: v.Status
    turn: v.Actor | None
    clocks: Clocks
    new_turn: bool

    @property
    def type(self) -> str:
        return self.fact.type


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Fact):
    type = "dispute.created"
    dispute_id: str
    policy: str
    reason: v.Reason
    ask: Terms
    description: Personal
    items: tuple[Item, ...]
    currency: str | None
    paid: Money | None
    refunded: Money | None
    marketplace: str | None
    order_number: str | None
    order_verified: bool
    needs_verification: bool
    liable: v.Actor
    money_moved_by: v.Actor
    house_rules: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Fact):
    type = "dispute.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Fact):
    type = "dispute.verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Fact):
    type = "dispute.message.posted"
    message_id: str
    text: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded(Fact):
    type = "dispute.evidence.added"
    evidence_id: str
    evidence_type: v.EvidenceType
    request_id: str | None
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequested(Fact):
    """An arbiter asked ``party`` for evidence, or (no ``request_id``) the shop for details."""

    type = "dispute.evidence.requested"
    party: v.Actor
    request_id: str | None
    review_time_left_s: int | None
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceNotAvailable(Fact):
    type = "dispute.evidence.not_available"
    request_id: str
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoProvided(Fact):
    type = "dispute.info.provided"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferProposed(Fact):
    """One to three alternatives. ``new_ask`` is set when a shopper's counter holds exactly one."""

    type = "dispute.offer.proposed"
    offers: tuple[Offer, ...]
    new_ask: Terms | None
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAccepted(Fact):
    type = "dispute.offer.accepted"
    offer_id: str
    offer_version: int
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDeclined(Fact):
    type = "dispute.offer.declined"
    offer_ids: tuple[str, ...]
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAccepted(Fact):
    """The ask is granted as it stands: by the shop, or (``by_silence``) because it did not answer in time."""

    type = "dispute.claim.accepted"
    terms: Terms
    by_silence: bool
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRejected(Fact):
    type = "dispute.claim.rejected"
    ground: v.Ground
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPromised(Fact):
    type = "dispute.hold.promised"
    until: datetime
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionProposed(Fact):
    type = "dispute.extension.proposed"
    until: datetime
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAccepted(Fact):
    type = "dispute.extension.accepted"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineApproaching(Fact):
    type = "dispute.deadline.approaching"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(Fact):
    """A clock ran out. ``party`` is whose turn it was."""

    type = "dispute.deadline.missed"
    clock: v.Clock
    party: v.Actor | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(Fact):
    """The case was handed to ``route``; its decision must carry the new ``assignment_id``."""

    type = "dispute.escalated"
    route: v.RouteName
    assignment_id: str
    reason: v.OutcomeReason
    restart: bool
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Recused(Fact):
    type = "dispute.recused"
    assignment_id: str
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Fact):
    type = "dispute.decided"
    terms: Terms
    reason: v.OutcomeReason
    assignment_id: str
    evidence_ids: tuple[str, ...]
    final: bool
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAccepted(Fact):
    type = "dispute.decision.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealed(Fact):
    type = "dispute.appealed"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Fact):
    """Both sides want the same; what remains is to perform it (X6, X8)."""

    type = "dispute.agreed"
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed(Fact):
    """What is owed, by whom, to whom and why. ``compensation_id`` stays the same for the same debt."""

    terms: Terms
    basis: v.Basis
    reason: v.OutcomeReason
    payer: v.Actor
    payee: v.Actor
    compensation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(Owed):
    type = "dispute.return.requested"
    label_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLabelled(Fact):
    type = "dispute.return.labelled"
    label_url: str
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDropped(Fact):
    """The return is no longer required: the shop sent no label, or the parcel was lost."""

    type = "dispute.return.dropped"
    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnShipped(Fact):
    type = "dispute.return.shipped"
    carrier: str
    tracking: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDelivered(Fact):
    type = "dispute.return.delivered"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAcknowledged(Fact):
    type = "dispute.return.acknowledged"
    condition: v.ReturnCondition
    deemed: bool
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationRequested(Owed):
    type = "dispute.compensation.requested"
    guarantee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationPerformed(Fact):
    type = "dispute.compensation.performed"
    reference: Personal
    verified: bool
    expected_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationFailed(Fact):
    type = "dispute.compensation.failed"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationOverdue(Fact):
    type = "dispute.compensation.overdue"
    payer: v.Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationConfirmed(Fact):
    type = "dispute.compensation.confirmed"
    by_silence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationDisputed(Fact):
    type = "dispute.compensation.disputed"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted(Fact):
    type = "dispute.retracted"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Fact):
    type = "dispute.waived"
    note: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefundRecorded(Fact):
    """A verified refund of the order; ``new_ask`` and ``new_owed`` are set where it lowered one of them."""

    type = "dispute.order.refunded"
    amount: Money
    reference: Personal
    new_ask: Terms | None
    new_owed: Terms | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReversalRecorded(Fact):
    """A refund was taken back. The first one is owed again; ``new_ask`` is set where it raised the ask."""

    type = "dispute.order.reversed"
    amount: Money
    reference: Personal
    owed_again: bool
    new_ask: Terms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFactRecorded(Fact):
    """A chargeback or a withdrawal from the contract, which ends the dispute."""

    type = "dispute.order.superseded"
    reference: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Fact):
    type = "dispute.closed"
    outcome: v.Outcome
    reason: v.OutcomeReason | None
    name_adr_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Fact):
    type = "dispute.reopened"
    ask: Terms
    note: Personal


#: Every kind of event by its published name.
FACTS: dict[str, type[Fact]] = {
    kind.type: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Fact) and "type" in vars(kind)
}
