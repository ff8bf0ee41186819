"""Promotions by program: what a published one says, and what it gives for a basket (C1, C2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from amends_widgets.languages import Language
from amends_widgets.words import Words
from flask_amends.disputes.money import MoneyError
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.guards.terms import Basket, BasketLine, Buyer, Eligibility, Used, explain, full_use_from
from flask_amends.payloads.fields import MomentField, MoneyField
from flask_amends.service import promo_uses, promos
from flask_amends.service.audit import Kind
from flask_amends.storage.promo_records import PromoRow
from flask_amends.web import reader
from flask_amends.web.api.details import language
from flask_amends.web.api.fields import Amount, Flag, Inside, Many, Text, When, Whole
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.fields import FormSchema

_MOST = 200


class PromoItem(FormSchema):
    """So many of one item. ``unit_price`` is with tax; ``before`` is without other discounts."""

    sku = Text(required=True)
    unit_price = Amount(required=True)
    quantity = Whole(smallest=1, largest=9999, load_default=1)
    title = Text(load_default="")
    before = Amount(load_default=None)
    unit_tax = Amount(load_default=None)
    categories = Many(Text(required=True), most=_MOST, load_default=list)
    brand = Text(load_default="")
    on_sale = Flag(load_default=False)
    gift_card = Flag(load_default=False)


class PromoBasket(FormSchema):
    """A basket, whose it is, and what was used before; what is left out is not known or nothing."""

    items = Many(Inside(PromoItem), most=_MOST, required=True)
    shipping = Amount(load_default=None)
    discounts = Many(Text(required=True), most=_MOST, load_default=list)
    region = Text(load_default=None)
    channel = Text(load_default=None)
    new_customer = Flag(load_default=False)
    groups = Many(Text(required=True), most=_MOST, load_default=list)
    named = Flag(load_default=False)
    elsewhere = Flag(load_default=False)
    customer = Text(load_default="")
    times = Whole(load_default=None)
    by_customer = Whole(load_default=0)
    given = Amount(load_default=None)
    left = Amount(load_default=None)
    issued_at = When(load_default=None)


class PromoUse(FormSchema):
    """An order that used it, what was taken off, and its customer's id, of which a digest is kept."""

    order_number = Text(required=True)
    discount = Amount(required=True)
    customer = Text(load_default="")


class PromoUndo(FormSchema):
    """An order that came to nothing."""

    order_number = Text(required=True)


class Condition(Schema):
    """A condition: 0 is what is given, up to 5 stand on the banner."""

    significance = fields.Integer(required=True)
    key = fields.String(required=True)
    message = fields.String(required=True)


class Promotion(Schema):
    """A published version of terms. ``full_use_from`` is the smallest order that can use the whole value."""

    promo_id = fields.String(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    published_at = MomentField(required=True)
    full_use_from = MoneyField(required=True, allow_none=True)
    conditions = fields.List(fields.Nested(Condition), required=True)


class PromoGap(Schema):
    """What is missing: an amount, a number of items, or a moment."""

    kind = fields.String(required=True)
    amount = MoneyField(required=True, allow_none=True)
    num = fields.Integer(required=True, allow_none=True)
    moment = MomentField(required=True, allow_none=True)


class NotCounted(Schema):
    """An item that does not count, and why."""

    sku = fields.String(required=True)
    why = fields.String(required=True)


class CheckedPromotion(Schema):
    """What it gives for the basket. Without a gap the discount is taken off."""

    promo_id = fields.String(required=True)
    version = fields.Integer(required=True)
    applies = fields.Boolean(required=True)
    discount = MoneyField(required=True)
    would_give = MoneyField(required=True)
    left_after = MoneyField(required=True)
    counted_amount = MoneyField(required=True)
    missing = fields.List(fields.Nested(PromoGap), required=True)
    not_counted = fields.List(fields.Nested(NotCounted), required=True)


class UsedPromotion(Schema):
    """Whether the use is new."""

    promo_id = fields.String(required=True)
    recorded = fields.Boolean(required=True)


class UndonePromotion(Schema):
    """Whether there was a use to undo."""

    promo_id = fields.String(required=True)
    undone = fields.Boolean(required=True)


_PROMOTION, _CHECKED, _USED, _UNDONE = Promotion(), CheckedPromotion(), UsedPromotion(), UndonePromotion()


def read(caller: Caller, code: str) -> Answer:
    """``GET /promos/<code>``."""
    row = _in_force(caller, code)
    spoken = Language(language().code, html=False)
    words = Words(spoken)
    told = [
        {
            "significance": line.significance,
            "key": line.key,
            "message": words.notice(f"promo.{line.key}", line.params, reader.zone()),
        }
        for line in explain(row.terms, spoken.code)
    ]
    shown = {**_named(row), "code": row.code, "kind": row.terms.kind.value, "published_at": row.published_at}
    shown |= {"full_use_from": full_use_from(row.terms), "conditions": told}
    return Answer(body=_PROMOTION.dump(shown))


def check(caller: Caller, data: Mapping[str, Any], code: str) -> Answer:
    """``POST /promos/<code>/check``."""
    currency = _in_force(caller, code).terms.value.currency
    known = {name: data[name] for name in ("by_customer", "given", "left", "issued_at")}
    used = None
    if data["times"] is not None or any(known.values()):
        used = Used(times=data["times"] or 0, **known)
    try:
        basket = _basket(data, currency)
        row, found = promo_uses.check(caller.state, code, basket, _buyer(data), used=used)
    except MoneyError as error:
        raise InvalidInput.one("items", "invalid") from error
    return Answer(body=_CHECKED.dump({**_named(row), **_found(found)}))


def use(caller: Caller, data: Mapping[str, Any], code: str) -> Answer:
    """``POST /promos/<code>/uses``."""
    row = _in_force(caller, code)
    new = promo_uses.record(
        caller.state, code, data["order_number"], data["discount"], customer=data["customer"]
    )
    return Answer(body=_USED.dump({**_named(row), "recorded": new}))


def undo(caller: Caller, data: Mapping[str, Any], code: str) -> Answer:
    """``POST /promos/<code>/uses/undo``."""
    row = _in_force(caller, code)
    done = promo_uses.undo(caller.state, code, data["order_number"])
    return Answer(body=_UNDONE.dump({"promo_id": row.promo_id, "undone": done}))


def _basket(data: Mapping[str, Any], currency: str) -> Basket:
    lines = tuple(BasketLine(**{**one, "categories": tuple(one["categories"])}) for one in data["items"])
    return Basket(
        currency=lines[0].unit_price.currency if lines else currency,
        lines=lines,
        shipping=data["shipping"],
        discounts=tuple(data["discounts"]),
        region=data["region"],
        channel=data["channel"],
    )


def _buyer(data: Mapping[str, Any]) -> Buyer:
    return Buyer(
        id=data["customer"],
        new=data["new_customer"],
        groups=frozenset(data["groups"]),
        named=data["named"],
        elsewhere=data["elsewhere"],
    )


def _in_force(caller: Caller, code: str) -> PromoRow:
    row = promos.in_force(caller.state, code)
    if row is None or caller.marketplace is not None:
        raise NotFound("promotion", code)
    return row


def _named(row: PromoRow) -> dict[str, Any]:
    return {"promo_id": row.promo_id, "version": row.number}


def _found(found: Eligibility) -> dict[str, Any]:
    return {
        "applies": found.applies,
        "discount": found.discount,
        "would_give": found.would_give,
        "left_after": found.left_after,
        "counted_amount": found.counted_amount,
        "missing": found.missing,
        "not_counted": [{"sku": line.sku, "why": why.value} for line, why in found.not_counted],
    }


ROUTES = (
    ApiRoute(
        rule="/promos/<code>",
        endpoint="api_promo",
        method="GET",
        view=read,
        scope="promos:read",
        summary="What a published promotion says, by its code or id.",
        shapes=(Promotion,),
        answers={200: "Promotion"},
        problems=("not_found",),
    ),
    ApiRoute(
        rule="/promos/<code>/check",
        endpoint="api_promo_check",
        method="POST",
        view=check,
        scope="promos:read",
        summary="What a promotion gives for a basket, and what is missing.",
        schema=PromoBasket,
        shapes=(CheckedPromotion,),
        answers={200: "CheckedPromotion"},
        problems=("not_found",),
    ),
    ApiRoute(
        rule="/promos/<code>/uses",
        endpoint="api_promo_use",
        method="POST",
        view=use,
        scope="promos:write",
        kind=Kind.ACT,
        summary="Say that an order used a promotion, once. Of the order only a digest is kept.",
        schema=PromoUse,
        shapes=(UsedPromotion,),
        answers={200: "UsedPromotion"},
        problems=("not_found",),
    ),
    ApiRoute(
        rule="/promos/<code>/uses/undo",
        endpoint="api_promo_undo",
        method="POST",
        view=undo,
        scope="promos:write",
        kind=Kind.ACT,
        summary="Say that an order came to nothing: what it used can be used again.",
        schema=PromoUndo,
        shapes=(UndonePromotion,),
        answers={200: "UndonePromotion"},
        problems=("not_found",),
    ),
)
