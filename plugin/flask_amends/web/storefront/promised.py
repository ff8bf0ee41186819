"""What the shop promised in a case, on its shopper's page, and whether the date suits them (P13, P14)."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from amends_widgets.roomfacts import Promised
from flask_amends.errors import NotAllowed
from flask_amends.service import promises
from flask_amends.service.promise_book import CALL, PromiseKind
from flask_amends.service.tokens import BadToken
from flask_amends.state import State, get_state
from flask_amends.web import csrf
from flask_amends.web.access import visitor
from flask_amends.web.pages import link
from flask_amends.web.storefront.links import ROOM_FORM as FORM

#: What the shopper was promised; the rest is the shop's own business.
TOLD = (PromiseKind.HOLD, PromiseKind.CALLBACK, PromiseKind.PAUSE)


def register(bp: Blueprint) -> None:
    """The shopper's answer to a promised date."""
    bp.add_url_rule("/d/<case_id>/promises/<promise_id>", "promise", answer, methods=["POST"])


def answer(case_id: str, promise_id: str) -> Response:
    """``POST /d/<case>/promises/<id>``: yes, or too late; the last answer counts."""
    state = get_state()
    who = visitor(state, case_id)
    try:
        csrf.form_of(state, FORM, bound=who.bound)
    except BadToken:
        return redirect(f"{link('room', key=case_id)}#promised", 303)
    said = request.form.get("suits")
    if said in ("yes", "late"):
        with suppress(NotAllowed):  # it came, or lapsed, in between
            promises.answer(state, case_id, promise_id, agrees=said == "yes")
    return redirect(f"{link('room', key=case_id, did='promise')}#promised", 303)


def promised(state: State, case_id: str) -> tuple[Promised, ...]:
    """What is open of what this shopper was promised."""
    return tuple(
        Promised(
            id=one.id,
            kind=one.kind,
            at=one.due_at if one.kind == PromiseKind.HOLD else one.due_at - CALL,
            late=one.due_at <= state.clock.now(),
            consent=one.consent or "",
        )
        for one in promises.of_case(state, case_id)
        if one.settled_at is None and one.kind in TOLD
    )
