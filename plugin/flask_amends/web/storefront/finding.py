"""Find my order: its number and address lead, by mail, to a claim form that knows the items."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from flask_amends.errors import InvalidInput, LimitReached
from flask_amends.service import finding
from flask_amends.service.tokens import Purpose
from flask_amends.state import State, get_state
from flask_amends.web import csrf, reader
from flask_amends.web.access import link_of
from flask_amends.web.fields import FormSchema, SafeEmail, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.network import network_of
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.orders import LONGEST_IN_ADDRESS, of_order
from flask_amends.web.storefront.words import faults_of, limit_fault

FORM = "find_order"


class FindSchema(FormSchema):
    """Which order, and whose."""

    order_number = SafeText(required=True, longest=64)
    email = SafeEmail(required=True)


def register(bp: Blueprint) -> None:
    """The question, and the link that answers it."""
    bp.add_url_rule("/order", "find_order", ask, methods=["GET", "POST"])
    bp.add_url_rule("/order/<token>", "found_order", found, methods=["GET"])


def ask() -> Response | BaseResponse:
    """Ask for the link. The answer is the same whether or not there is such an order (security 7)."""
    state = get_state()
    if request.method == "GET":
        return _page(state, sent=request.args.get("sent") == "1")
    csrf.check_origin(state)
    try:
        values = load(FindSchema(), nested(request.form, without=(csrf.FIELD,)))
    except InvalidInput as error:
        return _page(state, 422, faults=faults_of(error), values=request.form.to_dict())
    if _can_find(state):
        try:
            finding.ask(
                state,
                values["order_number"],
                values["email"],
                locale=reader.locale(),
                network=network_of(request.remote_addr),
            )
        except LimitReached as error:
            return _page(state, 429, faults=[limit_fault(error)], values=request.form.to_dict())
    return redirect(link("find_order", sent="1"), 303)


def found(token: str) -> Response | BaseResponse:
    """The mailed link: it opens the claim form of the order and changes nothing (security 33)."""
    state = get_state()
    known = link_of(state, token, Purpose.FOUND)
    order = finding.opened(state, known) if known is not None else None
    if order is None:
        return _page(state, 404, ended=True, referrer="no-referrer")
    context = of_order(state, order, longest=LONGEST_IN_ADDRESS)
    response = redirect(link("claim", order=context.token), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _can_find(state: State) -> bool:
    return state.can_mail and state.order_lookup is not None and state.settings.base_url is not None


def _page(state: State, status: int = 200, **facts: Any) -> Response:
    shown: dict[str, Any] = {"faults": [], "values": {}, "sent": False, "ended": False, **facts}
    token = csrf.issue(state, FORM)
    return page("amends/find_order.html", status, **shown, form_token=token, can_find=_can_find(state))
