"""Commands: what a party asks for. Each carries its actor's words as plain text and its facts as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Item, Terms
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
    EvidenceType,
    Ground,
    OutcomeReason,
    Reason,
    ReturnCondition,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClaim:
    """A shopper's claim (X4). ``delivered_by`` and ``money_moved_by`` come from order and marketplace.

    ``bought`` are the order's lines, ``items`` the claimed ones. ``late`` says that the claim window had
    passed.
    """

    dispute_id: str
    reason: Reason
    ask: Terms
    description: str
    items: tuple[Item, ...] = ()
    bought: tuple[Item, ...] = ()
    currency: str | None = None
    paid: Money | None = None
    refunded: Money | None = None
    marketplace: str | None = None
    order_number: str | None = None
    order_verified: bool = False
    delivered_by: Actor = Actor.SHOP
    money_moved_by: Actor = Actor.SHOP
    late: bool = False
    needs_verification: bool = False
    suspicious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a party wants done to an open dispute."""

    action: ClassVar[Action]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Command):
    action = Action.RELEASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify(Command):
    action = Action.VERIFY


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDuplicate(Command):
    """The same claim of the same person is open already, and goes on there."""

    action = Action.CLOSE_DUPLICATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract(Command):
    action = Action.RETRACT
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptClaim(Command):
    action = Action.ACCEPT_CLAIM
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(Command):
    action = Action.PROPOSE
    alternatives: tuple[Terms, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Command):
    action = Action.COUNTER
    alternatives: tuple[Terms, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    action = Action.REJECT
    ground: Ground
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInfo(Command):
    action = Action.REQUEST_INFO
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Command):
    """A holding reply: a promise with a date and a reason, both required (T8)."""

    action = Action.HOLD
    until: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(Command):
    action = Action.ESCALATE
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer(Command):
    """Acceptance of one alternative; ``deliver_on`` is the day the shopper chose for a parcel (H7)."""

    action = Action.ACCEPT_OFFER
    offer_id: str
    offer_version: int
    deliver_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Command):
    action = Action.DECLINE
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideInfo(Command):
    action = Action.PROVIDE_INFO
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeExtension(Command):
    action = Action.PROPOSE_EXTENSION
    until: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptExtension(Command):
    action = Action.ACCEPT_EXTENSION


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireEvidence(Command):
    action = Action.REQUIRE_EVIDENCE
    assignment_id: str
    party: Actor
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Command):
    """A decision, with its reason and the evidence relied on. Another assignment's decision is ignored."""

    action = Action.DECIDE
    assignment_id: str
    terms: Terms
    reason: OutcomeReason
    note: str
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse(Command):
    action = Action.RECUSE
    assignment_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideEvidence(Command):
    action = Action.PROVIDE_EVIDENCE
    request_id: str
    evidence_id: str
    type: EvidenceType
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAvailable(Command):
    action = Action.NOT_AVAILABLE
    request_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Command):
    action = Action.APPEAL
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDecision(Command):
    action = Action.ACCEPT_DECISION


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideLabel(Command):
    action = Action.PROVIDE_LABEL
    note: str
    label_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship(Command):
    action = Action.SHIP
    carrier: str
    tracking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waive(Command):
    action = Action.WAIVE
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Command):
    action = Action.DELIVERED
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeReturn(Command):
    action = Action.ACKNOWLEDGE_RETURN
    condition: ReturnCondition
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed(Command):
    """The compensation was given. ``verified`` only if an adapter or the marketplace saw it happen."""

    action = Action.PERFORMED
    reference: str
    verified: bool = False
    expected_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Command):
    action = Action.FAILED
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Command):
    action = Action.CONFIRM


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReceived(Command):
    action = Action.NOT_RECEIVED
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    """A closed case opened again on new facts: once, and never after a decision."""

    action = Action.REOPEN
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMessage(Command):
    action = Action.POST_MESSAGE
    message_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvidence(Command):
    action = Action.ADD_EVIDENCE
    evidence_id: str
    type: EvidenceType
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefunded(Command):
    """A fact about the order: money went back, seen by an adapter or the marketplace."""

    action = Action.ORDER_REFUNDED
    amount: Money
    reference: str
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReversed(Command):
    """A fact about the order: a refund was taken back."""

    action = Action.ORDER_REVERSED
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChargedBack(Command):
    action = Action.ORDER_CHARGED_BACK
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWithdrawn(Command):
    """A fact about the order: the shopper withdrew from the contract for these items (EU law)."""

    action = Action.ORDER_WITHDRAWN
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Command):
    action = Action.REMIND


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnExpired(Command):
    action = Action.TURN_EXPIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationExpired(Command):
    action = Action.NEGOTIATION_EXPIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryExpired(Command):
    action = Action.STATUTORY_EXPIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExpired(Command):
    action = Action.CASE_EXPIRED


#: Every command by its action: the one list for forms, the API and inbound webhooks.
COMMANDS: dict[Action, type[Command]] = {
    kind.action: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
