"""The waiting list for an item: anybody puts an address on it, and leaves it by the link of any letter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from flask_amends.errors import InvalidInput, LimitReached, NotFound
from flask_amends.notices.model import Slot
from flask_amends.service import stock, stock_waiting
from flask_amends.service.notices import stock as notices
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.storage.stock_records import StockRow
from flask_amends.web import csrf, reader
from flask_amends.web.access import link_of
from flask_amends.web.fields import FormSchema, SafeEmail, load
from flask_amends.web.forms import nested
from flask_amends.web.network import network_of
from flask_amends.web.notices.showing import show
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.words import faults_of, limit_fault

FORM, LEAVE = "wait", "wait.leave"


class WaitSchema(FormSchema):
    """Who waits; for what is in the address of the page."""

    email = SafeEmail(required=True)


def register(bp: Blueprint) -> None:
    """The form, and the link out."""
    bp.add_url_rule("/wait", "wait", wait, methods=["GET", "POST"])
    bp.add_url_rule("/wait/<token>", "wait_leave", leave, methods=["GET", "POST"])


def wait() -> Response | BaseResponse:
    """``GET`` and ``POST /wait``: asking twice changes nothing, and is answered the same."""
    state = get_state()
    if request.method == "GET":
        row = _item(state, request.args.get("sku", ""))
        over = stock.over_for(stock.said(state, row.fact)) is not None
        joined = request.args.get("on") == "1"
        return _page(state, row, stands="joined" if joined else "over" if over else "asking")
    csrf.check_origin(state)
    row = _item(state, request.args.get("sku", ""))
    typed = request.form.to_dict()
    try:
        values = load(WaitSchema(), nested(request.form, without=(csrf.FIELD,)))
        network = network_of(request.remote_addr)
        stock_waiting.join(state, row.sku, values["email"], locale=reader.locale(), network=network)
    except InvalidInput as error:
        return _page(state, row, 422, faults=faults_of(error), values=typed)
    except LimitReached as error:
        return _page(state, row, 429, faults=[limit_fault(error)], values=typed)
    return redirect(link("wait", sku=row.sku, on="1"), 303)


def _item(state: State, sku: str) -> StockRow:
    """An item that can be waited for: one we know, in a shop that sends mail. Raises :class:`NotFound`."""
    row = stock.known(state, sku) if sku and len(sku) <= 200 and state.can_mail else None
    if row is None:
        raise NotFound("item", sku)
    return row


def leave(token: str) -> Response | BaseResponse:
    """The link in each letter: reading changes nothing, its button takes the address off the list (K5)."""
    state = get_state()
    known = link_of(state, token, Purpose.WAIT)
    if known is None or known.about is None:
        return page("amends/incident_over.html", 404, referrer="no-referrer")
    if request.method == "POST":
        try:
            csrf.form_of(state, LEAVE, bound=known.jti)
        except BadToken:
            return _leaving(state, known, token)
        stock_waiting.leave(state, known.about)
        return _left()
    return _leaving(state, known, token)


def _leaving(state: State, known: LinkRow, token: str) -> Response:
    return page(
        "amends/wait.html",
        referrer="no-referrer",
        state="leaving",
        item="",
        faults=[],
        action=link("wait_leave", token=token),
        form_token=csrf.issue(state, LEAVE, bound=known.jti),
    )


def _left() -> Response:
    return page("amends/wait.html", referrer="no-referrer", state="left", item="", faults=[])


def _page(
    state: State, row: StockRow, status: int = 200, *, stands: str = "asking", **facts: Any
) -> Response:
    shown: dict[str, Any] = {"faults": [], "values": {}, **facts}
    place = Slot.PRODUCT if stands == "over" else Slot.ACCOUNT
    return page(
        "amends/wait.html",
        status,
        state=stands,
        item=row.name,
        lines=show(notices.of_product(state, row.fact, place), place),
        action=link("wait", sku=row.sku),
        form_token=csrf.issue(state, FORM),
        **shown,
    )
