"""Stock by program: telling what there is, reading what is said from it, and what is short (A1, A4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from marshmallow import Schema, fields

from flask_amends.errors import NotFound
from flask_amends.guards.stock import google, schema_org
from flask_amends.payloads.fields import MomentField
from flask_amends.payloads.json_schema import Json
from flask_amends.service import shorts, stock
from flask_amends.service.audit import Kind
from flask_amends.service.notices import stock as stock_notices
from flask_amends.storage.stock_records import StockRow
from flask_amends.web.api.fields import Flag, Text, When, Whole
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.api.writing import look_up_number
from flask_amends.web.fields import Day, FormSchema, refuse

_MOST = 9_999_999
_MONTH = 60 * 24 * 30
#: What a program sends in minutes, by our name.
_MINUTES = {"ttl_minutes": "ttl", "sync_minutes": "sync_every"}


class OnDay(Day):
    """A day, such as ``2026-12-31``."""

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "string", "format": "date"}


class Rate(fields.Field[float]):
    """How many in an hour, as a JSON number such as ``0.5``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:  # noqa: ARG002 - the library's shape
        if isinstance(value, bool) or not isinstance(value, int | float):
            refuse("not_a_number")
        if not 0 <= value <= _MOST:
            refuse("invalid")
        return float(value)

    def as_json_schema(self) -> Json:
        """How OpenAPI shows it."""
        return {"type": "number", "minimum": 0, "maximum": _MOST}


class StockReport(FormSchema):
    """What is known of an item. From ``title`` on, what is left out stays as it was.

    Without ``on_hand`` nobody has counted: a count that is known stays, with its check and its source.
    """

    sku = Text(required=True)
    source = Text(required=True, longest=100)
    on_hand = Whole(smallest=-_MOST, largest=_MOST, load_default=None)
    reserved = Whole(largest=_MOST, load_default=0)
    checked_at = When(load_default=None)
    title = Text(longest=300)
    url = Text(longest=2000)
    safety_stock = Whole(largest=_MOST)
    ttl_minutes = Whole(smallest=1, largest=_MONTH)
    sales_per_hour = Rate()
    sync_minutes = Whole(smallest=1, largest=_MONTH)
    backorder = Flag()
    made_to_order = Flag()
    discontinued = Flag()
    release_on = OnDay()
    lead_days = Whole(smallest=1, largest=365)
    restock_on = OnDay()
    restock_until = OnDay()
    restock_source = Text(load_default="")


class ShortItem(FormSchema):
    """An ordered item that is not there."""

    order_number = Text(required=True)
    sku = Text(required=True)
    quantity = Whole(smallest=1, largest=9999, load_default=None)


class Stock(Schema):
    """What is known of an item, and what may be said now. Without a ``day`` nobody knows one.

    ``can_order`` is what the page of the item goes by. ``schema_org`` is for its markup and ``google`` for a
    product feed, both with ``available_on``, so that they say the same (V6).
    """

    sku = fields.String(required=True)
    state = fields.String(required=True)
    can_order = fields.Boolean(required=True)
    checked_at = MomentField(required=True)
    changed_at = MomentField(required=True, allow_none=True)
    source = fields.String(required=True)
    on_hand = fields.Integer(required=True, allow_none=True)
    to_promise = fields.Integer(required=True, allow_none=True)
    day = fields.Date(required=True, allow_none=True)
    until = fields.Date(required=True, allow_none=True)
    doubts = fields.List(fields.String(required=True), required=True)
    schema_org = fields.String(required=True, allow_none=True)
    google = fields.String(required=True)
    available_on = fields.Date(required=True, allow_none=True)


class StockLetter(Schema):
    """The letter that staff owe the buyer now, by its id and when it is due."""

    letter_id = fields.String(required=True)
    due_at = MomentField(required=True)


_STOCK, _LETTER = Stock(), StockLetter()


def read(caller: Caller, sku: str) -> Answer:
    """``GET /stock/<sku>``."""
    row = stock.current(caller.state, sku)
    if row is None:
        raise NotFound("item", sku)
    return Answer(body=_shown(caller, row))


def report(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /stock``."""
    told = {name: value for name, value in data.items() if name not in _MINUTES}
    told |= {ours: timedelta(minutes=data[name]) for name, ours in _MINUTES.items() if name in data}
    sku = told.pop("sku")
    stock.record(caller.state, sku, told.pop("on_hand"), actor=f"key:{caller.key.id}", **told)
    row = stock.current(caller.state, sku)
    if row is None:
        raise NotFound("item", sku)
    return Answer(body=_shown(caller, row))


def short(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /shortages``."""
    letter_id = shorts.report(
        caller.state, data["order_number"], data["sku"], data["quantity"], by=f"key:{caller.key.id}"
    )
    letter = shorts.get(caller.state, letter_id)
    return Answer(status=201, body=_LETTER.dump({"letter_id": letter.id, "due_at": letter.due_at}))


def _shown(caller: Caller, row: StockRow) -> Any:
    fact, says = row.fact, stock.said(caller.state, row.fact, caller.now)
    day: date | None = says.day
    return _STOCK.dump(
        {
            "sku": row.sku,
            "state": says.state.value,
            "can_order": stock_notices.can_order(caller.state, fact),
            "checked_at": fact.checked_at,
            "changed_at": fact.changed_at,
            "source": fact.source,
            "on_hand": fact.on_hand,
            "to_promise": fact.to_promise,
            "day": day,
            "until": says.until,
            "doubts": list(row.doubts),
            "schema_org": schema_org(says).get("availability"),
            "google": google(says)["availability"],
            "available_on": says.available_on,
        }
    )


ROUTES = (
    ApiRoute(
        rule="/stock",
        endpoint="api_stock_report",
        method="POST",
        view=report,
        scope="stock:write",
        kind=Kind.ACT,
        summary="Tell how many there are of an item, by whose count and when; who waits for it is told.",
        schema=StockReport,
        shapes=(Stock,),
        answers={200: "Stock"},
    ),
    ApiRoute(
        rule="/stock/<path:sku>",
        endpoint="api_stock",
        method="GET",
        view=read,
        scope="stock:read",
        summary="What is known of an item, and what a page may say about it now.",
        shapes=(Stock,),
        answers={200: "Stock"},
        problems=("not_found",),
    ),
    ApiRoute(
        rule="/shortages",
        endpoint="api_short",
        method="POST",
        view=short,
        prepare=look_up_number,
        scope="stock:write",
        kind=Kind.ACT,
        summary="Say that an ordered item is not there: its buyer is owed a letter within a day.",
        schema=ShortItem,
        shapes=(StockLetter,),
        answers={201: "StockLetter"},
        problems=("not_found",),
    ),
)
