"""What buyers were shown, by program: a shop of any kind sends back what its checkout's form held (P6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from flask_amends.errors import NotFound
from flask_amends.service.audit import Kind
from flask_amends.service.notices import taking
from flask_amends.service.notices.shown import FIELD, LONGEST, TICK
from flask_amends.web.api.fields import Many, Text
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.api.writing import look_up_number
from flask_amends.web.fields import FormSchema


class ShownReport(FormSchema):
    """An order, and what its checkout posted: every ``amends_shown``, and every ``amends_agreed`` (ticks)."""

    order_number = Text(required=True, longest=taking.LONGEST_NUMBER)
    references = Many(Text(longest=LONGEST, required=True), most=taking.MOST, load_default=list)
    agreed = Many(Text(longest=LONGEST, required=True), most=taking.MOST, load_default=list)


class ShownKept(Schema):
    """What is kept: ``shown`` notices, or those ``in_force`` where no reference was good; and what was not.

    ``old`` references are from pages of more than seven days ago, ``refused`` ones are not ours. ``unticked``
    is what asked for a tick and got none.
    """

    source = fields.String(required=True)
    kept = fields.Integer(required=True)
    old = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    unticked = fields.List(fields.String(), required=True)


_KEPT = ShownKept()


def report(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /shown``. A marketplace tells of its own orders only."""
    number, ask, marketplace = data["order_number"], caller.state.order_lookup, caller.party.marketplace
    order = ask(number, None) if ask is not None else None
    if marketplace is not None and (order is None or order.marketplace != marketplace):
        raise NotFound("order", number)
    form = {FIELD: data["references"], TICK: data["agreed"]}
    taken = taking.take_shown(caller.state, form, order or number)
    return Answer(body=_KEPT.dump(taken))


ROUTES = (
    ApiRoute(
        rule="/shown",
        endpoint="api_shown",
        method="POST",
        view=report,
        prepare=look_up_number,
        scope="orders:write",
        kind=Kind.ACT,
        summary="Keep what the buyer of an order was shown; a claim about it has it as evidence.",
        schema=ShownReport,
        shapes=(ShownKept,),
        answers={200: "ShownKept"},
        problems=("not_found",),
    ),
)
