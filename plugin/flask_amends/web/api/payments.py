"""Payments by program: whether an order can be paid, which wait, and deciding about those (P9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from marshmallow import Schema, fields

from flask_amends.errors import NotAllowed, NotFound
from flask_amends.payloads.fields import MomentField, MoneyField
from flask_amends.ports import StaffMember
from flask_amends.service import payment_acts, payments
from flask_amends.service.audit import Kind
from flask_amends.service.payment_acts import Seen
from flask_amends.service.payments import PaymentDecision
from flask_amends.storage.payment_records import PaymentRow
from flask_amends.web.api.disputes import CURSOR, LIMIT, asked_cursor, asked_limit, write_cursor
from flask_amends.web.api.errors import ApiError
from flask_amends.web.api.fields import Amount, Flag, Inside, Many, Text, Whole
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


class WaitingLine(Schema):
    """One line of an order that waits. ``suggestion`` is its right price, as far as the ledger knows."""

    sku = fields.String(required=True)
    title = fields.String(required=True)
    quantity = fields.Integer(required=True)
    shown = MoneyField(required=True)
    suggestion = MoneyField(required=True, allow_none=True)


class WaitingOrder(Schema):
    """An order that waits: ``waiting`` for the shop, or ``offered`` while its buyer chooses.

    ``cost`` is what the shop loses if it keeps the prices that were shown.
    """

    order_number = fields.String(required=True)
    state = fields.String(required=True)
    sequence = fields.Integer(required=True)
    flags = fields.List(fields.String(), required=True)
    held_at = MomentField(required=True)
    until = MomentField(required=True)
    amount = MoneyField(required=True)
    cost = MoneyField(required=True)
    lines = fields.List(fields.Nested(WaitingLine), required=True)


class WaitingOrders(Schema):
    """Orders that wait, the most urgent first."""

    data = fields.List(fields.Nested(WaitingOrder), required=True)
    next = fields.String(required=True, allow_none=True)


class PaymentConfirmation(FormSchema):
    """Let an order be paid as shown. ``sequence`` is the one that was read."""

    order_number = Text(required=True, longest=200)
    sequence = Whole(smallest=1, load_default=None)


class RightPrice(FormSchema):
    """The right price of one piece."""

    sku = Text(required=True, longest=200)
    unit_price = Amount(required=True)


class PaymentOffer(PaymentConfirmation):
    """Let its buyer choose: the right prices, less ``goodwill``, or to cancel; ``keep``: or those shown."""

    prices = Many(Inside(RightPrice), most=_MOST_LINES, required=True)
    goodwill = Amount(load_default=None)
    keep = Flag(load_default=False)
    words = Text(required=True, longest=2000, multiline=True)


_ANSWER, _WAITING = PaymentAnswer(), WaitingOrders()


def ask(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /payments``. For programs of the shop only: an order in doubt is held from now on."""
    _shops_only(caller)
    return _told(payments.may_pay(caller.state, {**data, "number": data["order_number"]}))


def waiting(caller: Caller) -> Answer:
    """``GET /payments/waiting``."""
    _shops_only(caller)
    limit, cursor = asked_limit(), asked_cursor()
    found = payment_acts.to_confirm(caller.state, after=cursor and cursor[:2], limit=limit + 1)
    last = found[limit - 1].row if len(found) > limit else None
    following = write_cursor(last.until, last.id) if last is not None else None
    return Answer(body=_WAITING.dump({"data": [_order(one) for one in found[:limit]], "next": following}))


def confirm(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /payments/confirm``: what costs much is decided at the desk, by somebody who leads."""
    _shops_only(caller)
    act = partial(payment_acts.confirm, caller.state, by=_by(caller), sequence=data["sequence"])
    return _decided(caller, data["order_number"], act)


def offer(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /payments/offer``: the same."""
    _shops_only(caller)
    act = partial(
        payment_acts.offer,
        caller.state,
        by=_by(caller),
        prices={one["sku"]: one["unit_price"] for one in data["prices"]},
        words=data["words"],
        goodwill=data["goodwill"],
        keep=data["keep"],
        sequence=data["sequence"],
    )
    return _decided(caller, data["order_number"], act)


def _decided(caller: Caller, order_number: str, act: Callable[[str], PaymentRow]) -> Answer:
    """What became of it: refused once it waits no more, not allowed where somebody who leads decides."""
    payment_id = payment_acts.of_order(caller.state, order_number)
    try:
        row = act(payment_id)
    except NotAllowed as error:
        if payment_acts.seen(caller.state, payment_id).row.is_open:
            raise
        raise ApiError("refused", 409) from error
    return _told(payments.decision_of(row))


def _shops_only(caller: Caller) -> None:
    if caller.marketplace is not None:
        raise NotFound("page", "payments")


def _by(caller: Caller) -> StaffMember:
    return StaffMember(id=f"key:{caller.key.id}", name=caller.key.name)


def _told(found: PaymentDecision) -> Answer:
    told = {
        "allowed": found.allowed,
        "reason": found.reason,
        "amount": found.amount,
        "prices": [{"sku": sku, "unit_price": price} for sku, price in found.prices.items()],
        "flags": found.flags,
        "until": found.until,
    }
    return Answer(body=_ANSWER.dump(told))


def _order(one: Seen) -> dict[str, Any]:
    row = one.row
    lines = [
        {**line, "shown": row.price_of(line, "shown"), "suggestion": one.suggestion(line["sku"])}
        for line in row.lines
    ]
    return {
        "order_number": row.order_number,
        "state": row.state,
        "sequence": row.sequence,
        "flags": row.reasons,
        "held_at": row.held_at,
        "until": row.until,
        "amount": row.shown,
        "cost": one.cost,
        "lines": lines,
    }


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
    ApiRoute(
        rule="/payments/waiting",
        endpoint="api_payments_waiting",
        method="GET",
        view=waiting,
        scope="payments:write",
        summary="Orders that wait for the shop, or for their buyer's choice, the most urgent first.",
        shapes=(WaitingOrders,),
        answers={200: "WaitingOrders"},
        parameters=(LIMIT, CURSOR),
        problems=("invalid_input", "not_found"),
    ),
    ApiRoute(
        rule="/payments/confirm",
        endpoint="api_payment_confirm",
        method="POST",
        view=confirm,
        scope="payments:write",
        kind=Kind.ACT,
        summary="Let an order that waits be paid at the prices that its buyer was shown.",
        schema=PaymentConfirmation,
        shapes=(PaymentAnswer,),
        answers={200: "PaymentAnswer"},
        problems=("not_found", "not_allowed", "refused", "stale_version"),
    ),
    ApiRoute(
        rule="/payments/offer",
        endpoint="api_payment_offer",
        method="POST",
        view=offer,
        scope="payments:write",
        kind=Kind.ACT,
        summary="Let the buyer of an order that waits choose: the right price, or to cancel.",
        schema=PaymentOffer,
        shapes=(PaymentAnswer,),
        answers={200: "PaymentAnswer"},
        problems=("not_found", "not_allowed", "refused", "stale_version"),
    ),
)
