"""What programs may send, field by field; unknown names are refused, and so is every other kind of value."""

from __future__ import annotations

from flask_amends.disputes.vocabulary import (
    Actor,
    EvidenceType,
    Ground,
    OutcomeReason,
    Reason,
    Remedy,
    ReturnCondition,
)
from flask_amends.service.orders import OrderFact
from flask_amends.web.api.fields import (
    Amount,
    Code,
    Email,
    Flag,
    Inside,
    Many,
    Text,
    When,
    Whole,
    upload_ids,
)
from flask_amends.web.desk.schemas import ASKED, AWARDED, DECISION_REASONS, MESSAGE, NOTE, OFFERED, REFERENCE
from flask_amends.web.fields import FormSchema

MOST_ITEMS = 200
#: ``changed_mind`` is a withdrawal from the contract and has its own form.
REASONS = tuple(Reason)


class Versioned(FormSchema):
    """Every action may carry the version that was read; ``If-Match`` says the same."""

    version = Whole(smallest=1, load_default=None)


class Nothing(Versioned):
    """An action that says everything by itself."""


class Note(Versioned):
    """An action with words that may be left out."""

    note = Text(longest=NOTE, multiline=True, load_default="")


class Written(Versioned):
    """An action that consists of its words."""

    note = Text(longest=NOTE, multiline=True, required=True)


class Terms(FormSchema):
    """One way to put things right."""

    kind = Code(Remedy, OFFERED, required=True)
    amount = Amount(load_default=None)
    skus = Many(Text(required=True), most=MOST_ITEMS, load_default=list)
    return_required = Flag(load_default=False)
    gift = Amount(load_default=None)


class Award(Terms):
    """What is decided; ``no_action`` decides for the shop."""

    kind = Code(Remedy, AWARDED, required=True)


class Propose(Note):
    """One to three alternatives, of which the shopper accepts one."""

    alternatives = Many(Inside(Terms), most=20, required=True)


class AcceptOffer(Versioned):
    """The offer by its id and version, so that only what was read is accepted."""

    offer_id = Text(longest=60, required=True)
    offer_version = Whole(smallest=1, required=True)


class Reject(Written):
    """A ground, and its explanation in words."""

    ground = Code(Ground, required=True)


class Until(Written):
    """A date and its reason, both required (T8)."""

    until = When(required=True)


class Extension(Note):
    """A date that the other side is asked to agree to."""

    until = When(required=True)


class Evidence(Note):
    """What a piece of evidence shows, with photos that were uploaded before."""

    type = Code(EvidenceType, required=True)
    upload_ids = upload_ids()


class ProvideEvidence(Evidence):
    """The answer to a request for evidence, by the id of that request."""

    request_id = Text(longest=60, required=True)


class NotAvailable(Note):
    """The evidence that was asked for is not there."""

    request_id = Text(longest=60, required=True)


class Label(Versioned):
    """A return label: where it is, or how to send the goods back."""

    note = Text(longest=NOTE, multiline=True, load_default="")
    label_url = Text(longest=500, load_default="")


class Return(Note):
    """How a return arrived."""

    condition = Code(ReturnCondition, required=True)


class Performed(Versioned):
    """What was done, and when it should arrive."""

    reference = Text(longest=REFERENCE, required=True)
    expected_by = When(load_default=None)


class Message(Versioned):
    """A message to everybody in the case."""

    text = Text(longest=MESSAGE, multiline=True, required=True)
    upload_ids = upload_ids()


class Assigned(Written):
    """An act of whoever was asked to decide, under the assignment that stands."""

    assignment_id = Text(longest=60, required=True)


class Decide(Assigned):
    """A decision: what is awarded, why, and the evidence relied on."""

    terms = Inside(Award, required=True)
    reason = Code(OutcomeReason, DECISION_REASONS, required=True)
    evidence_ids = Many(Text(longest=60, required=True), most=MOST_ITEMS, load_default=list)


class RequireEvidence(Assigned):
    """Whom to ask for evidence, and what for."""

    party = Code(Actor, ASKED, required=True)


class Recuse(Note):
    """Who was asked to decide passes the case on."""

    assignment_id = Text(longest=60, required=True)


class ClaimedItem(FormSchema):
    """A claimed item; ``title`` is used where the order is not known."""

    sku = Text(required=True)
    quantity = Whole(smallest=1, largest=9999, load_default=1)
    title = Text(load_default="")


class OpenDispute(FormSchema):
    """A claim of a customer. ``proven`` says that the shop knows that this is the order's customer."""

    email = Email(required=True)
    reason = Code(Reason, REASONS, required=True)
    ask = Code(Remedy, required=True)
    description = Text(longest=MESSAGE, multiline=True, required=True)
    order_number = Text(load_default=None)
    name = Text(load_default="")
    phone = Text(longest=40, load_default=None)
    items = Many(Inside(ClaimedItem), most=MOST_ITEMS, load_default=list)
    amount = Amount(load_default=None)
    upload_ids = upload_ids()
    locale = Text(longest=20, load_default=None)
    time_zone = Text(longest=64, load_default=None)
    proven = Flag(load_default=True)


class OrderEvent(FormSchema):
    """What happened to an order. ``amount`` is needed for ``refunded`` and ``reversed``."""

    order_number = Text(required=True)
    kind = Code(OrderFact, required=True)
    amount = Amount(load_default=None)
    reference = Text(load_default="")
    full = Flag(load_default=False)
    at = When(load_default=None)
