"""Asking to be called: a number, and up to three times to choose from on the reader's clock (H5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from amends_widgets.languages import Language
from flask_amends.errors import InvalidInput, Message, NotFound
from flask_amends.service.enquiries import Question
from flask_amends.state import State, get_state
from flask_amends.web import csrf, reader
from flask_amends.web.fields import Flag, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import page
from flask_amends.web.phones import SafePhone
from flask_amends.web.storefront import contact_slots, words
from flask_amends.web.storefront.contact import (
    HONEYPOT,
    LONGEST_TEXT,
    ContactSchema,
    Draft,
    begun,
    check_topic,
    filled,
    missing_topic,
    posted,
    take,
)
from flask_amends.web.storefront.contact_facts import card

FORM = "call"
SLOTS = ("slot_first", "slot_second", "slot_third")
ORDER = ("phone", "time_zone", *SLOTS, "night", "topic", "text", "order_number", "name", "email")
_FRAME = (csrf.FIELD, "order", HONEYPOT, "step")


class CallSchema(ContactSchema):
    """A wish to be called."""

    phone = SafePhone(required=True)
    slot_first = SafeText(longest=20, load_default="")
    slot_second = SafeText(longest=20, load_default="")
    slot_third = SafeText(longest=20, load_default="")
    night = Flag(load_default=False)
    text = SafeText(longest=LONGEST_TEXT, multiline=True, load_default="")


def register(bp: Blueprint) -> None:
    """The form and its answer."""
    bp.add_url_rule("/contact/call", "call_me", show, methods=["GET"])
    bp.add_url_rule("/contact/call", "send_call_me", send, methods=["POST"])


def show() -> Response:
    """The form; the times stand on the clock of the order's zone, else of the shop's, and can be changed."""
    state = _with_calls()
    return _form(begun(state, request.args.get("order", "")))


def send() -> Response | BaseResponse:
    """Another time zone to show, or a wish to take."""
    _with_calls()
    draft, fault = posted(FORM)
    if fault is not None:
        return _form(draft, [fault])
    if request.form.get("step") == "zone":
        return _form(draft)
    try:
        values = load(CallSchema(), nested(request.form, without=_FRAME))
        check_topic(draft.state, values["topic"])
        wanted = _wanted(draft, values)
    except InvalidInput as error:
        return _form(draft, words.faults_of(_missing(draft.state, error)))
    question = Question(
        **{**filled(draft, values), "time_zone": _zone(draft)},
        text=values["text"],
        phone=values["phone"],
        wanted=tuple(wanted.values()),
    )
    return take(draft, question, _form)


def _wanted(draft: Draft, values: dict[str, Any]) -> dict[str, Any]:
    """The chosen times. Raises :class:`InvalidInput` for one that is over, or that nobody means at night."""
    offered, zone = contact_slots.offered(draft.state, contact_slots.LAST_MOMENT), _zone(draft)
    faults: dict[str, list[Message]] = {}
    chosen = {}
    for name in SLOTS:
        key = values[name]
        if key and key not in offered:
            faults[name] = [Message(code="slot_gone")]
        elif key and contact_slots.is_night(offered[key], zone) and not values["night"]:
            hour = contact_slots.hours(offered[key], zone, zone, Language(reader.locale(), html=False))
            faults[name] = [Message(code="slot_at_night", params={"hour": hour})]
        elif key:
            chosen[key] = offered[key]
    if not values["slot_first"]:
        faults["slot_first"] = [Message(code="choose_one")]
    if faults:
        raise InvalidInput(faults)
    return chosen


def _missing(state: State, error: InvalidInput) -> InvalidInput:
    """The error, with what was not chosen beside the other faults."""
    if not request.form.get("slot_first"):
        error = InvalidInput({**error.fields, "slot_first": [Message(code="choose_one")]})
    return missing_topic(state, error)


def _with_calls() -> State:
    state = get_state()
    if not state.settings.contact.callbacks:
        raise NotFound("page", "call_me")
    return state


def _zone(draft: Draft) -> str:
    known = draft.context.zone or draft.state.settings.time_zone
    return contact_slots.zone_or(draft.values.get("time_zone"), known)


def _form(draft: Draft, faults: list[Fault] | None = None, status: int | None = None) -> Response:
    state, zone, code = draft.state, _zone(draft), reader.locale()
    faults = words.in_order(faults or [], ORDER)
    lead = contact_slots.LAST_MOMENT if request.method == "POST" else contact_slots.LEAD
    return page(
        "amends/contact_call.html",
        status or (422 if faults else 200),
        card=card(state, draft.context.token),
        context=draft.context,
        values={**draft.values, "time_zone": zone},
        faults=faults,
        asks_night=any(one.code == "slot_at_night" for one in faults) or bool(draft.values.get("night")),
        zones=contact_slots.zones(code, state.clock.now(), zone, state.settings.time_zone),
        days=contact_slots.days(
            contact_slots.offered(state, lead), zone, state.settings.time_zone, Language(code)
        ),
        form_token=csrf.issue(state, FORM, started=draft.started),
        known_zone=zone,
    )
