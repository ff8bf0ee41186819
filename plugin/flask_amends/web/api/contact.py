"""Contact by program: whether somebody may be called or written to, and what they wish (K1-K5, K10).

For programs of the shop only. An address stands in no answer and in no address of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.guards.contact import CHOOSABLE, NEEDABLE, Channel, Purpose
from flask_amends.payloads.fields import MomentField
from flask_amends.service import gate, wishes
from flask_amends.service.audit import Kind
from flask_amends.service.gate import Asking
from flask_amends.service.reach import Reached, country_of
from flask_amends.web.api.fields import Code, Email, Flag, Inside, Many, Text
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.fields import FormSchema

_MOST_PAIRS = len(Channel) * len(CHOOSABLE)


class Whom(FormSchema):
    """Somebody, by one address at least; with a ``region``, a number as it is dialled there is good too."""

    email = Email(load_default=None)
    phone = Text(longest=40, load_default="")
    customer_id = Text(longest=200, load_default="")
    region = Text(longest=10, load_default="")
    time_zone = Text(longest=64, load_default="")


class ContactQuestion(Whom):
    """What somebody is to be contacted for, and how. With ``look`` it is only looked at: nothing is kept.

    One of ``email``, ``phone`` and ``customer_id`` says who. ``needed`` is why it cannot go on otherwise,
    ``despite`` why they are contacted all the same.
    """

    channel = Code(Channel, required=True)
    purpose = Code(Purpose, required=True)
    order_number = Text(longest=64, load_default="")
    needed = Text(longest=500, load_default="")
    despite = Text(longest=500, load_default="")
    look = Flag(load_default=False)


class ContactPair(FormSchema):
    """A way, and what for."""

    channel = Code(Channel, required=True)
    purpose = Code(Purpose, among=CHOOSABLE, required=True)


class ContactWish(Whom):
    """What somebody said that they want no more. It is added to what they said before.

    One of ``email``, ``phone`` and ``customer_id`` says who.
    """

    do_not_call = Flag(load_default=False)
    stop = Many(Code(Channel, required=True), most=len(Channel), load_default=list)
    refuse = Many(Inside(ContactPair), most=_MOST_PAIRS, load_default=list)
    only_if_needed = Many(Inside(ContactPair), most=_MOST_PAIRS, load_default=list)


class ContactAnswer(Schema):
    """``allow``, ``later`` (from ``at`` on) or ``deny``, and why."""

    answer = fields.String(required=True)
    because = fields.String(required=True)
    at = MomentField(required=True, allow_none=True)


class ContactWishes(Schema):
    """What holds now for whoever has one of these addresses."""

    preference_id = fields.String(required=True)
    do_not_call = fields.Boolean(required=True)
    stopped = fields.List(fields.String(), required=True)
    paused_until = MomentField(required=True, allow_none=True)


_ANSWER, _WISHES = ContactAnswer(), ContactWishes()


def ask(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /contact``."""
    who, state = _whom(data), caller.state
    asking = Asking(
        channel=data["channel"],
        purpose=data["purpose"],
        order_number=data["order_number"] or None,
        needed=data["needed"],
        despite=data["despite"],
    )
    try:
        with state.store.begin() as unit:
            if data["look"]:
                found = wishes.known(unit, state, who, now=caller.now)
                decision = gate.look(unit, state, found, asking, now=caller.now)
            else:
                decision = gate.ask(unit, state, who, asking)
    except NotAllowed:
        # It is the reason that does not pass, not the key.
        raise InvalidInput.one("despite", "invalid") from None
    return Answer(body=_ANSWER.dump(decision))


def wish(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /contact/wishes``."""
    refused, sparing = _pairs(data["refuse"]), _pairs(data["only_if_needed"])
    if any(purpose not in NEEDABLE for _, purpose in sparing):
        raise InvalidInput.one("only_if_needed", "not_a_choice")
    who, state = _whom(data), caller.state
    with state.store.begin() as unit:
        row = wishes.end(
            unit,
            state,
            who,
            do_not_call=data["do_not_call"],
            stopped=frozenset(data["stop"]),
            refused=refused,
            only_if_needed=sparing,
        )
        found = wishes.known(unit, state, who, now=caller.now).wishes
    told = {
        "preference_id": row.id,
        "do_not_call": found.do_not_call,
        "stopped": sorted(found.stopped),
        "paused_until": found.paused_until,
    }
    return Answer(body=_WISHES.dump(told))


def _whom(data: Mapping[str, Any]) -> Reached:
    who = Reached(
        email=data["email"],
        phone=data["phone"] or None,
        customer_id=data["customer_id"] or None,
        country=country_of(data["region"]),
        zone=data["time_zone"] or None,
    )
    if not who.reaches:
        raise InvalidInput.one("email", "required")
    return who


def _pairs(given: list[dict[str, Any]]) -> frozenset[tuple[Channel, Purpose]]:
    return frozenset((one["channel"], one["purpose"]) for one in given)


ROUTES = (
    ApiRoute(
        rule="/contact",
        endpoint="api_contact",
        method="POST",
        view=ask,
        scope="contact:write",
        kind=Kind.ACT,
        summary="Ask whether to contact somebody now; the answer is kept, and counts, unless you only look.",
        schema=ContactQuestion,
        shapes=(ContactAnswer,),
        answers={200: "ContactAnswer"},
    ),
    ApiRoute(
        rule="/contact/wishes",
        endpoint="api_contact_wish",
        method="POST",
        view=wish,
        scope="contact:write",
        kind=Kind.ACT,
        summary="Note what somebody wants no more: no calls, no way, no purpose. It holds at once.",
        schema=ContactWish,
        shapes=(ContactWishes,),
        answers={200: "ContactWishes"},
    ),
)
