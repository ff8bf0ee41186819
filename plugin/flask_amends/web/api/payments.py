"""Whether an order can be paid, by program: a shop of any kind asks right before it charges (P9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from flask_amends.errors import NotFound
from flask_amends.payloads.fields import MomentField, MoneyField
from flask_amends.service import payments
from flask_amends.service.audit import Kind
from flask_amends.web.api.fields import Amount, Many, Text, Whole
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.fields import FormSchema

_MOST_LINES, _MOST_PIECES = 200, 1_000_000


class PaymentLine(FormSchema):
    """One line of an order, with the price of one piece that its buyer was shown."""

    sku = Text(required=True, longest=200)
    title = Text(longest=300, load_default="")
    quantity = Whole(smallest=1, largest=_MOST_PIECES, load_default=1)
    unit_price = Amount(required=True)


class PaymentQuestion(FormSchema):
    """An order that is about to be paid. ``email`` is whom to tell, ``total`` what the order costs in all."""

    order_number = Text(required=True, longest=200)
    email = Text(longest=320, load_default=None)
    locale = Text(longest=20, load_default=None)
    total = Amount(load_default=None)
    lines = Many(fields.Nested(PaymentLine), most=_MOST_LINES, required=True)


class PaymentPrice(Schema):
    """The price of one piece that the buyer agreed to."""

    sku = fields.String(required=True)
    unit_price = MoneyField(required=True)


class PaymentAnswer(Schema):
    """Whether it can be paid, and what to charge.

    ``reason`` is empty, or ``waits``, ``choose``, ``cancelled`` or ``timed_out``; ``flags`` say why it waits.
    ``prices`` are there where the buyer agreed to others than were shown.
    """

    allowed = fields.Boolean(required=True)
    reason = fields.String(required=True)
    amount = MoneyField(required=True, allow_none=True)
    prices = fields.List(fields.Nested(PaymentPrice), required=True)
    flags = fields.List(fields.String(), required=True)
    until = MomentField(required=True, allow_none=True)


_ANSWER = PaymentAnswer()


def ask(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /payments``. For programs of the shop only: an order in doubt is held from now on."""
    if caller.marketplace is not None:
        raise NotFound("page", "payments")
    found = payments.may_pay(caller.state, {**data, "number": data["order_number"]})
    told = {
        "allowed": found.allowed,
        "reason": found.reason,
        "amount": found.amount,
        "prices": [{"sku": sku, "unit_price": price} for sku, price in found.prices.items()],
        "flags": found.flags,
        "until": found.until,
    }
    return Answer(body=_ANSWER.dump(told))


ROUTES = (
    ApiRoute(
        rule="/payments",
        endpoint="api_payment",
        method="POST",
        view=ask,
        scope="orders:write",
        kind=Kind.ACT,
        summary="Ask whether an order can be paid, right before charging it; one in doubt is held.",
        schema=PaymentQuestion,
        shapes=(PaymentAnswer,),
        answers={200: "PaymentAnswer"},
        problems=("not_found",),
    ),
)
