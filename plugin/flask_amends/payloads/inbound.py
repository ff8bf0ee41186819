"""What a marketplace may tell us: the schema of each type's ``data``; unknown members pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from flask_amends.disputes.vocabulary import AMOUNT_NEEDED, Actor, OutcomeReason, Remedy
from flask_amends.payloads.incoming import InCode, InFlag, InMoment, InMoney, InText
from flask_amends.payloads.json_schema import Json, object_schema

MAX_TEXT = 4_000


def _id(**options: Any) -> fields.String:
    return fields.String(validate=validate.Length(min=1, max=200), **options)


def _text(*, required: bool = False) -> InText:
    extra: dict[str, Any] = {"required": True} if required else {"load_default": ""}
    return InText(validate=validate.Length(min=1 if required else 0, max=MAX_TEXT), **extra)


class _Inbound(Schema):
    class Meta:
        unknown = EXCLUDE

    causation_id = _id(load_default=None, allow_none=True)


class _AboutCase(_Inbound):
    dispute_id = _id(required=True)


class InAward(Schema):
    """What is owed; ``no_action`` decides for the shop."""

    class Meta:
        unknown = EXCLUDE

    kind = InCode(Remedy, required=True)
    amount = InMoney(load_default=None, allow_none=True)
    return_required = InFlag(load_default=False)
    skus = fields.List(_id(), load_default=list, validate=validate.Length(max=200))

    @validates_schema
    def _amount_where_needed(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["kind"] in AMOUNT_NEEDED and data["amount"] is None:
            raise ValidationError(f"{data['kind']} needs an amount.", "amount")


class ArbitrationDecided(_AboutCase):
    """The marketplace decided, under the ``assignment_id`` of ``dispute.escalated``."""

    assignment_id = _id(required=True)
    award = fields.Nested(InAward, required=True)
    reason = InCode(OutcomeReason, required=True)
    note = _text(required=True)
    evidence_ids = fields.List(_id(), load_default=list, validate=validate.Length(max=200))


class ArbitrationEvidenceRequested(_AboutCase):
    """The arbiter needs evidence from one party; the review waits for it."""

    assignment_id = _id(required=True)
    party = fields.String(required=True, validate=validate.OneOf([Actor.SHOPPER.value, Actor.SHOP.value]))
    note = _text(required=True)


class ArbitrationRecused(_AboutCase):
    """The marketplace will not decide; the case goes to the next route."""

    assignment_id = _id(required=True)
    note = _text()


class MessagePosted(_AboutCase):
    """A message of the marketplace into the room."""

    text = _text(required=True)


class RefundPerformed(_AboutCase):
    """The marketplace gave money back."""

    amount = InMoney(required=True)
    reference = _id(required=True)
    full = InFlag(load_default=False)


class OrderFulfilled(_Inbound):
    """The order reached the shopper; the claim window opens."""

    order_number = _id(required=True)
    fulfilled_at = InMoment(load_default=None, allow_none=True)


class OrderRefunded(_Inbound):
    """Money of this order went back, dispute or not."""

    order_number = _id(required=True)
    amount = InMoney(required=True)
    reference = _id(required=True)
    full = InFlag(load_default=False)


class OrderChargedBack(_Inbound):
    """The shopper's bank took the money back."""

    order_number = _id(required=True)
    reference = _id(required=True)


#: Every type a marketplace may send; a type that is not here is parked.
INBOUND: Mapping[str, type[Schema]] = {
    "arbitration.decided": ArbitrationDecided,
    "arbitration.evidence_requested": ArbitrationEvidenceRequested,
    "arbitration.recused": ArbitrationRecused,
    "dispute.message.posted": MessagePosted,
    "refund.performed": RefundPerformed,
    "order.fulfilled": OrderFulfilled,
    "order.refunded": OrderRefunded,
    "order.charged_back": OrderChargedBack,
}
_LOADERS = {name: schema() for name, schema in INBOUND.items()}


def load_inbound(type_: str, data: Any) -> dict[str, Any]:
    """The checked data. Raises :class:`marshmallow.ValidationError` for what the schema refuses."""
    loaded: dict[str, Any] = _LOADERS[type_].load(data)
    return loaded


def inbound_schema(type_: str) -> Json:
    """The JSON Schema of a whole inbound body."""
    return {
        "type": "object",
        "description": (INBOUND[type_].__doc__ or "").splitlines()[0],
        "required": ["type", "data"],
        "properties": {
            "type": {"const": type_},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": object_schema(_LOADERS[type_]),
        },
    }
