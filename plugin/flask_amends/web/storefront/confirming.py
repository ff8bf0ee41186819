"""The page behind "please confirm your order": reading it changes nothing, one tap confirms (K1-K3)."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from flask_amends.errors import NotFound
from flask_amends.service import order_confirming
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.web import csrf
from flask_amends.web.access import link_of
from flask_amends.web.pages import link, page

FORM = "confirm"
REFERRER = "no-referrer"


def register(bp: Blueprint) -> None:
    """The page and its button."""
    bp.add_url_rule("/confirm/<token>", "buyer_confirms", buyer_confirms, methods=["GET", "POST"])


def buyer_confirms(token: str) -> FlaskResponse | Response:
    """No account and no cookie is needed: the letter's link is the proof."""
    state = get_state()
    known = link_of(state, token, Purpose.CONFIRM)
    if known is None or known.about is None:
        return page("amends/enquiry_lost.html", 404, referrer=REFERRER)
    try:
        if request.method == "GET":
            return _page(state, known, token)
        csrf.form_of(state, FORM, bound=known.jti)
        order_confirming.confirm(state, known.about)
    except BadToken:
        return _page(state, known, token, 409)
    except NotFound:
        return page("amends/enquiry_lost.html", 404, referrer=REFERRER)
    response = redirect(link("buyer_confirms", token=token), 303)
    response.headers["Referrer-Policy"] = REFERRER
    return response


def _page(state: State, known: LinkRow, token: str, status: int = 200) -> FlaskResponse:
    row = order_confirming.seen(state, known.about or "")
    return page(
        "amends/confirm_order.html",
        status,
        known_locale=row.locale,
        referrer=REFERRER,
        order_number=row.order_number,
        until=row.until if row.until > state.clock.now() else None,
        is_done=row.confirmed_at is not None,
        again=status == 409,
        action=link("buyer_confirms", token=token),
        form_token=csrf.issue(state, FORM, bound=known.jti),
    )
