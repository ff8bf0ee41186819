"""Reading what belongs to no dispute: reviews, withdrawals from contracts, and questions to the shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields

from flask_amends.payloads.fields import MomentField, TextField
from flask_amends.service import reviews, withdrawals
from flask_amends.web.api.disputes import CURSOR, LIMIT, asked_cursor, asked_limit, write_cursor
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.api.shapes import Shopper


class Review(Schema):
    """A review as it was given last, from one to five."""

    review_id = fields.String(required=True)
    order_number = fields.String(required=True, allow_none=True)
    dispute_id = fields.String(required=True, allow_none=True)
    marketplace = fields.String(required=True, allow_none=True)
    given_at = MomentField(required=True)
    versions = fields.Integer(required=True)
    shop = fields.Integer(allow_none=True)
    delivery = fields.Integer(allow_none=True)
    goods = fields.Integer(allow_none=True)
    comment = TextField(allow_none=True)


class Withdrawal(Schema):
    """A statement of withdrawal from a contract, as it was received."""

    withdrawal_id = fields.String(required=True)
    reference_number = fields.String(required=True)
    received_at = MomentField(required=True)
    order_number = fields.String(required=True, allow_none=True)
    marketplace = fields.String(required=True, allow_none=True)
    whole = fields.Boolean(required=True)
    in_time = fields.Boolean(required=True, allow_none=True)
    handled_at = MomentField(required=True, allow_none=True)
    shopper = fields.Nested(Shopper, allow_none=True)


class Enquiry(Schema):
    """A question to the shop."""

    enquiry_id = fields.String(required=True)
    reference_number = fields.String(required=True)
    topic = fields.String(required=True)
    state = fields.String(required=True)
    order_number = fields.String(required=True, allow_none=True)
    created_at = MomentField(required=True)
    updated_at = MomentField(required=True)
    answer_by = MomentField(required=True, allow_none=True)
    shopper = fields.Nested(Shopper, allow_none=True)


_REVIEWS, _WITHDRAWALS, _ENQUIRIES = Review(many=True), Withdrawal(many=True), Enquiry(many=True)


def list_reviews(caller: Caller) -> Answer:
    """``GET /reviews``."""
    limit, place = _asked()
    found = reviews.page(caller.state, marks_below=None, after=place, limit=limit + 1)
    data = [
        {
            **{name: getattr(one.row, name) for name in _ROW_OF_REVIEW},
            "review_id": one.row.id,
            "dispute_id": one.row.case_id,
            "versions": len(one.versions),
        }
        for one in found[:limit]
    ]
    last = found[limit - 1].row if len(found) > limit else None
    following = write_cursor(last.submitted_at, last.id) if last is not None and last.submitted_at else None
    return _page(_REVIEWS, data, following)


def list_withdrawals(caller: Caller) -> Answer:
    """``GET /withdrawals``."""
    limit, place = _asked()
    found = withdrawals.page(caller.state, handled=None, after=place, limit=limit + 1)
    data = [
        {
            **{name: getattr(one.row, name) for name in _ROW_OF_WITHDRAWAL},
            "withdrawal_id": one.row.id,
            "shopper": one.person,
        }
        for one in found[:limit]
    ]
    last = found[limit - 1].row if len(found) > limit else None
    return _page(_WITHDRAWALS, data, write_cursor(last.received_at, last.id) if last else None)


def list_enquiries(caller: Caller) -> Answer:
    """``GET /enquiries``: those in which the shop owes something, the earliest promise first."""
    limit, place = _asked()
    with caller.state.store.read() as unit:
        found = unit.enquiries.waiting(place, limit + 1)
        people = unit.persons.many(sorted({one.person_id for one in found}))
    data = [
        {
            **{name: getattr(one, name) for name in _ROW_OF_ENQUIRY},
            "enquiry_id": one.id,
            "shopper": people.get(one.person_id),
        }
        for one in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return _page(_ENQUIRIES, data, write_cursor(last.answer_by or last.updated_at, last.id) if last else None)


_ROW_OF_REVIEW = ("order_number", "marketplace", "given_at", "shop", "delivery", "goods", "comment")
_ROW_OF_WITHDRAWAL = (
    "reference_number",
    "received_at",
    "order_number",
    "marketplace",
    "whole",
    "in_time",
    "handled_at",
)
_ROW_OF_ENQUIRY = (
    "reference_number",
    "topic",
    "state",
    "order_number",
    "created_at",
    "updated_at",
    "answer_by",
)


def _asked() -> tuple[int, Any]:
    cursor = asked_cursor()
    return asked_limit(), None if cursor is None else cursor[:2]


def _page(schema: Schema, data: Sequence[Any], following: str | None) -> Answer:
    return Answer(body={"data": schema.dump(data), "next": following})


def _route(name: str, view: Any, summary: str, answer: str) -> ApiRoute:
    return ApiRoute(
        rule=f"/{name}",
        endpoint=f"api_{name}",
        method="GET",
        view=view,
        scope=f"{name}:read",
        summary=summary,
        answers={200: answer},
        parameters=(LIMIT, CURSOR),
        problems=("invalid_input",),
    )


ROUTES = (
    _route("reviews", list_reviews, "Reviews, the newest first.", "ReviewPage"),
    _route(
        "withdrawals", list_withdrawals, "Withdrawals from contracts, the newest first.", "WithdrawalPage"
    ),
    _route("enquiries", list_enquiries, "Questions that wait for the shop.", "EnquiryPage"),
)
