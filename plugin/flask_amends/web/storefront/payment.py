"""The page of an order that is confirmed before it is paid, and the rule for wrong prices (P9, P10)."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from flask_amends.errors import NotAllowed, NotFound, StaleVersion
from flask_amends.notices.model import Slot
from flask_amends.service import payment_acts, payment_letters
from flask_amends.service.notices import payment as notices
from flask_amends.service.notices import texts
from flask_amends.service.payment_acts import Choice
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.web import csrf, reader
from flask_amends.web.access import link_of
from flask_amends.web.notices.showing import show
from flask_amends.web.pages import link, page

FORM = "payment"


def register(bp: Blueprint) -> None:
    """The mailed page, and the rule."""
    bp.add_url_rule("/payment/<token>", "payment", payment, methods=["GET", "POST"])
    bp.add_url_rule("/terms/prices", "price_terms", price_terms, methods=["GET"])


def payment(token: str) -> FlaskResponse | Response:
    """The mailed link: reading changes nothing; the first choice counts, and no account is needed."""
    state = get_state()
    known = link_of(state, token, Purpose.PAYMENT)
    if known is None or known.about is None:
        return page("amends/incident_over.html", 404, referrer="no-referrer")
    if request.method == "GET":
        return _page(state, known, token)
    try:
        csrf.form_of(state, FORM, bound=known.jti)
    except BadToken:
        return _page(state, known, token, 409, again=True)
    try:
        chosen = Choice(request.form.get("choice", ""))
        payment_acts.choose(state, known.about, chosen, sequence=request.form.get("sequence", 0, type=int))
    except ValueError:
        return _page(state, known, token, 422)
    except StaleVersion:
        return _page(state, known, token, 409, again=True)
    except NotAllowed:
        return _page(state, known, token, 409, over=True)
    return redirect(link("payment", token=token), 303)


def price_terms() -> FlaskResponse:
    """``GET /terms/prices``: the clause as it is in force, once the shop has accepted it."""
    state = get_state()
    locale = reader.locale()
    if notices.CLAUSE not in texts.accepted(state, texts.in_force(state, locale)):
        raise NotFound("page", "terms")
    rows = [row for row in texts.counting(state) if row.key == notices.CLAUSE]
    return page(
        "amends/price_terms.html",
        anchor=notices.ANCHOR,
        notice=show([notices.terms(state)], Slot.TERMS),
        version=rows[0] if rows else None,
    )


def _page(
    state: State, known: LinkRow, token: str, status: int = 200, *, again: bool = False, over: bool = False
) -> FlaskResponse:
    row = payment_acts.seen(state, known.about or "").row
    ways = notices.ways(state)
    return page(
        "amends/payment.html",
        status,
        known_locale=row.locale,
        referrer="no-referrer",
        **payment_letters.told(row),
        pay=payment_letters.pay_address(state, row) if not row.is_open else None,
        clause=(ways[0].address or link(ways[0].endpoint)) if ways else None,
        again=again,
        over=over,
        action=link("payment", token=token),
        form_token=csrf.issue(state, FORM, bound=known.jti),
    )
