"""Messages about what follows a purchase, which belong to no case: a review, a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import Schema, fields

from flask_amends.payloads.fields import MomentField, TextField

REVIEW_SUBMITTED = "review.submitted"
REVIEW_CHANGED = "review.changed"
WITHDRAWAL_RECEIVED = "withdrawal.received"


class ReviewGiven(Schema):
    """What a shopper gave, from one to five; ``sequence`` counts its versions.

    What is required is also told to endpoints with the profile ``thin``, and nothing else is.
    """

    review_id = fields.String(required=True)
    sequence = fields.Integer(required=True)
    order_number = fields.String(required=True, allow_none=True)
    marketplace = fields.String(required=True, allow_none=True)
    dispute_id = fields.String(required=True, allow_none=True)
    given_at = MomentField()
    shop = fields.Integer(allow_none=True)
    delivery = fields.Integer(allow_none=True)
    goods = fields.Integer(allow_none=True)
    comment = TextField(allow_none=True)


class WithdrawnItem(Schema):
    """One of the items that a withdrawal is limited to."""

    sku = fields.String(required=True)
    quantity = fields.Integer(required=True)


class WithdrawalReceived(Schema):
    """A statement of withdrawal reached the shop; ``order_verified`` says that it is surely the buyer's."""

    withdrawal_id = fields.String(required=True)
    sequence = fields.Integer(required=True)
    reference_number = fields.String(required=True)
    order_number = fields.String(required=True, allow_none=True)
    marketplace = fields.String(required=True, allow_none=True)
    received_at = MomentField()
    whole = fields.Boolean()
    items = fields.List(fields.Nested(WithdrawnItem))
    order_verified = fields.Boolean()
    in_time = fields.Boolean(allow_none=True)


#: The whole ``data`` of each type.
AFTER_SCHEMAS: Mapping[str, type[Schema]] = {
    REVIEW_SUBMITTED: ReviewGiven,
    REVIEW_CHANGED: ReviewGiven,
    WITHDRAWAL_RECEIVED: WithdrawalReceived,
}
