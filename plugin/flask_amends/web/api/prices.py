"""Prices by program: checking and setting them through the guard, and deciding about held ones (P1, P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from flask import request
from marshmallow import Schema, fields

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.guards.price import Promotion, Sale
from flask_amends.payloads.fields import MomentField, MoneyField
from flask_amends.ports import StaffMember
from flask_amends.service import price_decisions, price_desk, price_reading
from flask_amends.service.audit import Kind
from flask_amends.service.price_batches import check_all, record_all
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_desk import Line
from flask_amends.service.price_offers import Known, Offered, Origin, PriceKind
from flask_amends.web.api.disputes import LIMIT, asked_limit
from flask_amends.web.api.fields import Amount, Code, Flag, Inside, Many, Text, When, Whole
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.fields import FormSchema

_MOST = 500
_PIECES = 9_999_999
_PLAIN = ("list_price", "cost", "floor", "ceiling", "pack_size", "free")
_AFTER = {
    "name": "after",
    "in": "query",
    "description": "What `next` of the page before was.",
    "schema": {"type": "string"},
}


class PriceItem(FormSchema):
    """A price for an item, and what is known beside it. A ``regular`` price and an end make it a sale."""

    sku = Text(required=True, longest=200)
    price = Amount(required=True)
    kind = Code(PriceKind, load_default=PriceKind.REGULAR)
    tax_included = Flag(load_default=True)
    pieces = Whole(largest=_PIECES, load_default=None)
    list_price = Amount(load_default=None)
    cost = Amount(load_default=None)
    floor = Amount(load_default=None)
    ceiling = Amount(load_default=None)
    pack_size = Whole(smallest=1, largest=9999, load_default=None)
    free = Flag(load_default=False)
    promotion_percent = Whole(smallest=1, largest=100, load_default=None)
    regular = Amount(load_default=None)
    starts_at = When(load_default=None)
    ends_at = When(load_default=None)


class PriceItems(FormSchema):
    """Prices, each item once. ``actor`` is who set them: somebody else decides about those held."""

    items = Many(Inside(PriceItem), most=_MOST, required=True)
    actor = Text(longest=200, load_default="")


class PriceDecision(FormSchema):
    """What somebody decides about a held price; a ``correction`` for ``correct``."""

    answer = Code(Decision, required=True)
    correction = Amount(load_default=None)
    note = Text(longest=2000, multiline=True, load_default="")


class PriceFinding(Schema):
    """What the guard says: its rule, a sentence, and the price that was probably meant."""

    code = fields.String(required=True)
    level = fields.String(required=True)
    message = fields.String(required=True)
    suggestion = MoneyField(required=True, allow_none=True)


class CheckedPrice(Schema):
    """The verdict on a price, and the price in force now. ``point_id`` is the entry of the ledger."""

    sku = fields.String(required=True)
    level = fields.String(required=True)
    in_force = MoneyField(required=True, allow_none=True)
    point_id = fields.String(required=True, allow_none=True)
    findings = fields.List(fields.Nested(PriceFinding), required=True)


class CheckedPrices(Schema):
    """Verdicts in the order of the items. With findings about the ``whole`` every price of it is held."""

    data = fields.List(fields.Nested(CheckedPrice), required=True)
    whole = fields.List(fields.Nested(PriceFinding), required=True)


class HeldPrice(Schema):
    """A price that waits for a second look; the one in force stays."""

    point_id = fields.String(required=True)
    sku = fields.String(required=True)
    at = MomentField(required=True)
    price = MoneyField(required=True)
    in_force = MoneyField(required=True, allow_none=True)
    suggestion = MoneyField(required=True, allow_none=True)
    exposure = MoneyField(required=True)
    codes = fields.List(fields.String(required=True), required=True)
    messages = fields.List(fields.String(required=True), required=True)


class HeldPrices(Schema):
    """Held prices, those that could cost the most first."""

    data = fields.List(fields.Nested(HeldPrice), required=True)
    next = fields.String(required=True, allow_none=True)


class Price(Schema):
    """What an item costs now, and the lowest price of the thirty days before that was set."""

    sku = fields.String(required=True)
    price = MoneyField(required=True, allow_none=True)
    since = MomentField(required=True, allow_none=True)
    is_held = fields.Boolean(required=True)
    lowest_30_days = MoneyField(required=True, allow_none=True)


_CHECKED, _HELD, _PRICE = CheckedPrices(), HeldPrices(), Price()


def check(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /prices/check``."""
    offers = _offers(data["items"])
    found = check_all(caller.state, offers, actor=data["actor"] or None)
    return Answer(body=_answer(offers, found.rows, found.findings))


def record(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /prices``."""
    offers = _offers(data["items"])
    origin = Origin(source="api", actor=data["actor"] or f"key:{caller.key.id}")
    found = record_all(caller.state, offers, origin)
    return Answer(body=_answer(offers, found.rows, found.findings))


def held(caller: Caller) -> Answer:
    """``GET /prices/held``."""
    limit = asked_limit()
    found = price_desk.waiting(caller.state, after=_after(), limit=limit + 1)
    last = found[limit - 1].point if len(found) > limit else None
    following = f"{last.exposure}.{last.id}" if last is not None else None
    return Answer(body=_HELD.dump({"data": [_held(one) for one in found[:limit]], "next": following}))


def decide(caller: Caller, data: Mapping[str, Any], point_id: str) -> Answer:
    """``POST /prices/held/<id>``."""
    by = StaffMember(id=f"key:{caller.key.id}", name=caller.key.name)
    answer, note = data["answer"], data["note"] or None
    correction = data["correction"] if answer is Decision.CORRECT else None
    price_decisions.decide(caller.state, point_id, answer, by=by, correction=correction, note=note)
    point = price_desk.seen(caller.state, point_id).line.point
    return Answer(body=_current(caller, point.sku, point.price.currency))


def read(caller: Caller, sku: str) -> Answer:
    """``GET /prices/<sku>``: in the shop's currency, or in that of ``?currency=``."""
    body = _current(caller, sku, request.args.get("currency") or None)
    if body["price"] is None and not body["is_held"]:
        raise NotFound("item", sku)
    return Answer(body=body)


def _offers(items: Sequence[Mapping[str, Any]]) -> list[Offered]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item["sku"] in seen:
            raise InvalidInput.one(f"items.{number}.sku", "not_a_choice")
        seen.add(item["sku"])
    return [_offer(number, item) for number, item in enumerate(items)]


def _offer(number: int, item: Mapping[str, Any]) -> Offered:
    known: dict[str, Any] = {name: item[name] for name in _PLAIN}
    if item["promotion_percent"] is not None:
        known["promotion"] = Promotion(percent=Decimal(item["promotion_percent"]))
    if item["regular"] is not None:
        known["sale"] = Sale(regular=item["regular"], starts_at=item["starts_at"], ends_at=item["ends_at"])
    for name in ("list_price", "cost", "floor", "ceiling", "regular"):
        if item[name] is not None and item[name].currency != item["price"].currency:
            raise InvalidInput.one(f"items.{number}.{name}", "not_a_currency")
    return Offered(
        sku=item["sku"],
        new=item["price"],
        kind=item["kind"],
        taxed=item["tax_included"],
        pieces=item["pieces"],
        known=cast("Known", known),
    )


def _answer(offers: Sequence[Offered], rows: Sequence[Any], whole: Sequence[Any]) -> Any:
    data = [
        {
            "sku": offer.sku,
            "level": row.verdict.level.value,
            "in_force": row.in_force,
            "point_id": getattr(row, "point_id", None),
            "findings": row.verdict.findings,
        }
        for offer, row in zip(offers, rows, strict=True)
    ]
    return _CHECKED.dump({"data": data, "whole": whole})


def _held(line: Line) -> dict[str, Any]:
    point = line.point
    return {
        "point_id": point.id,
        "sku": point.sku,
        "at": point.at,
        "price": point.price,
        "in_force": line.in_force,
        "suggestion": line.suggestion,
        "exposure": Money.from_minor(point.exposure, point.price.currency),
        "codes": [one["code"] for one in point.verdict],
        "messages": [one["message"] for one in point.verdict],
    }


def _current(caller: Caller, sku: str, currency: str | None) -> Any:
    found = price_reading.current(caller.state, sku, currency)
    return _PRICE.dump(
        {
            "sku": sku,
            "price": found.price,
            "since": found.since,
            "is_held": found.is_checked,
            "lowest_30_days": price_reading.lowest(caller.state, sku, currency),
        }
    )


def _after() -> tuple[int, str] | None:
    amount, _, point_id = request.args.get("after", "").partition(".")
    if not point_id:
        return None
    if not amount.isascii() or not amount.isdigit() or len(amount) > 18 or not point_id.isascii():
        raise InvalidInput.one("after", "invalid")
    return int(amount), point_id[:64]


ROUTES = (
    ApiRoute(
        rule="/prices/check",
        endpoint="api_prices_check",
        method="POST",
        view=check,
        scope="prices:read",
        summary="Check prices without setting them: which look wrong, and what was probably meant.",
        schema=PriceItems,
        shapes=(CheckedPrices,),
        answers={200: "CheckedPrices"},
    ),
    ApiRoute(
        rule="/prices",
        endpoint="api_prices_record",
        method="POST",
        view=record,
        scope="prices:write",
        kind=Kind.ACT,
        summary="Set prices through the guard. Show what comes back as in_force.",
        schema=PriceItems,
        shapes=(CheckedPrices,),
        answers={200: "CheckedPrices"},
    ),
    ApiRoute(
        rule="/prices/held",
        endpoint="api_prices_held",
        method="GET",
        view=held,
        scope="prices:read",
        summary="Prices that wait for a second look, those that could cost the most first.",
        shapes=(HeldPrices,),
        answers={200: "HeldPrices"},
        parameters=(LIMIT, _AFTER),
        problems=("invalid_input",),
    ),
    ApiRoute(
        rule="/prices/held/<point_id>",
        endpoint="api_prices_decide",
        method="POST",
        view=decide,
        scope="prices:write",
        kind=Kind.ACT,
        summary="Decide about a held price: it was meant, it is corrected, or it is left out.",
        schema=PriceDecision,
        shapes=(Price,),
        answers={200: "Price"},
        problems=("not_found", "not_allowed"),
    ),
    ApiRoute(
        rule="/prices/<path:sku>",
        endpoint="api_price",
        method="GET",
        view=read,
        scope="prices:read",
        summary="What an item costs now, and its lowest price of thirty days.",
        shapes=(Price,),
        answers={200: "Price"},
        problems=("not_found",),
    ),
)
