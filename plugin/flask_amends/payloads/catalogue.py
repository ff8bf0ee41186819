"""The catalogue of messages: every type, what it says, since when, and the schema of its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask_amends.payloads.after import REVIEW_CHANGED, REVIEW_SUBMITTED, WITHDRAWAL_RECEIVED
from flask_amends.payloads.case import Case, CaseDetails
from flask_amends.payloads.caseless import CASELESS
from flask_amends.payloads.json_schema import Json, object_schema
from flask_amends.payloads.messages import (
    FACT_SCHEMAS,
    PING,
    REVIEW_INVITED,
    UPDATED,
    Head,
    own_schema,
    schema_name,
)
from flask_amends.payloads.shop import SUMMARIES

_SENTENCES: Mapping[str, str] = {
    "dispute.created": "A shopper's claim was received.",
    "dispute.released": "A claim that was held back was passed on.",
    "dispute.verified": "The shopper proved their address; the shop's clocks run.",
    "dispute.message.posted": "Somebody wrote in the case.",
    "dispute.evidence.added": "Evidence was added; its files are named by their digests.",
    "dispute.evidence.requested": "A party was asked for evidence or details, and is to answer.",
    "dispute.evidence.not_available": "A party has not got the evidence that was asked for.",
    "dispute.info.provided": "The shopper answered the shop's question.",
    "dispute.offer.proposed": "One to three alternatives; the other party accepts one, by id and version.",
    "dispute.offer.accepted": "An offer was accepted.",
    "dispute.offer.declined": "The open offers were declined.",
    "dispute.claim.accepted": "What the shopper asked for is granted, by the shop or by its silence.",
    "dispute.claim.rejected": "The shop rejected the claim, on one of the published grounds.",
    "dispute.hold.promised": "The shop promised its answer for a later day.",
    "dispute.extension.proposed": "A party asked for more time to negotiate.",
    "dispute.extension.accepted": "More time to negotiate was agreed.",
    "dispute.deadline.approaching": "A turn ends soon. Not sent any more once it has ended.",
    "dispute.deadline.missed": "A clock ran out; what follows is in the next events.",
    "dispute.escalated": "The case was handed to a route; its decision must carry the assignment_id.",
    "dispute.recused": "Who was to decide passed the case on.",
    "dispute.decided": "A decision was made, with its reason.",
    "dispute.decision.accepted": "A party accepted a decision that it could have appealed.",
    "dispute.appealed": "A party appealed; somebody else decides.",
    "dispute.agreed": "Both sides want the same; what remains is to perform it.",
    "dispute.return.requested": "The goods are to be sent back first.",
    "dispute.return.labelled": "The shop sent the return label.",
    "dispute.return.dropped": "The return is no longer required.",
    "dispute.return.shipped": "The shopper sent the goods back.",
    "dispute.return.delivered": "The return parcel was delivered.",
    "dispute.return.acknowledged": "The shop said how the return arrived, or its silence counts as received.",
    "dispute.compensation.requested": "Something is owed, by payer to payee, under a compensation_id.",
    "dispute.compensation.performed": "The payer did what was owed.",
    "dispute.compensation.failed": "An attempt to do what is owed did not work.",
    "dispute.compensation.overdue": "What is owed was not done in time.",
    "dispute.compensation.confirmed": "It has arrived, said by the payee or taken from their silence.",
    "dispute.compensation.disputed": "The payee says that it has not arrived.",
    "dispute.retracted": "The shopper withdrew the claim.",
    "dispute.waived": "The payee let go of what was owed.",
    "dispute.order.refunded": "A verified refund of the order became known.",
    "dispute.order.reversed": "A refund of the order was taken back.",
    "dispute.order.superseded": "A chargeback or a withdrawal from the contract ended the case.",
    "dispute.closed": "The case is closed, with its outcome.",
    "dispute.reopened": "The shopper opened the case again, on new facts.",
    UPDATED: "Something changed. For simple receivers; sent only to endpoints that name it in their filter.",
    REVIEW_INVITED: "The case is settled, and the shopper was invited to say how it went.",
    REVIEW_SUBMITTED: "A buyer said how it went, in marks and words, kept as given.",
    REVIEW_CHANGED: "A buyer changed a review; the earlier version is kept.",
    WITHDRAWAL_RECEIVED: "A buyer declared the withdrawal from a contract; it is kept with its exact time.",
    **SUMMARIES,
    PING: "A test of the connection; nothing happened.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One line of the catalogue. ``since`` is the release that first sent it."""

    type: str
    summary: str
    since: str = "0.1"
    deprecated: bool = False

    @property
    def schema_name(self) -> str:
        """Its name among the components of the OpenAPI document."""
        return schema_name(self.type)


@cache
def catalogue() -> tuple[EventType, ...]:
    """Every type of message, by name."""
    return tuple(
        EventType(type=name, summary=_summary(name)) for name in sorted({*FACT_SCHEMAS, *CASELESS, PING})
    )


def body_schema(type_: str, *, shared: Json | None = None) -> Json:
    """The JSON Schema of a whole body. ``shared`` stands for the part that all types have in common."""
    own = object_schema(own_schema(type_)())
    alone = type_ == PING or type_ in CASELESS
    parts = [own] if alone else [shared_schema() if shared is None else shared, own]
    return {
        "type": "object",
        "description": _summary(type_),
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": type_},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"allOf": parts},
        },
    }


@cache
def shared_schema() -> Json:
    """The JSON Schema of what every message of a case carries."""
    parts = [object_schema(part()) for part in (Head, Case, CaseDetails)]
    return {
        "type": "object",
        "description": "Where the case stands at `version`, and which event this is.",
        "required": [name for part in parts for name in part.get("required", ())],
        "properties": {name: field for part in parts for name, field in part["properties"].items()},
    }


def _summary(type_: str) -> str:
    return _SENTENCES[type_]
