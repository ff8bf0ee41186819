"""A mistake told publicly (P17), and the offer to somebody who had not complained."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from flask_amends.errors import NotAllowed, NotFound, RefusedError
from flask_amends.service import incident_progress, incident_sending
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.web import csrf, reader
from flask_amends.web.access import link_of
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.showing import shown_terms

FORM = "incident"


def register(bp: Blueprint) -> None:
    """The public note, and the mailed offer."""
    bp.add_url_rule("/incidents/<incident_id>", "incident", incident, methods=["GET"])
    bp.add_url_rule("/incidents/offer/<token>", "incident_offer", offer, methods=["GET", "POST"])


def incident(incident_id: str) -> FlaskResponse:
    """``GET /incidents/<id>``: what happened, whom it concerns, what the shop does about it."""
    state = get_state()
    row = incident_progress.public(state, incident_id)
    note = incident_progress.note_in(row, reader.locale(), state.settings.default_locale)
    return page("amends/incident.html", title=row.title, note=note, at=row.created_at)


def offer(token: str) -> FlaskResponse | Response:
    """The mailed link: reading changes nothing; accepting opens a case with all agreed (security 37)."""
    state = get_state()
    known = link_of(state, token, Purpose.INCIDENT)
    if known is None or known.about is None:
        return page("amends/incident_over.html", 404, referrer="no-referrer")
    if request.method == "GET":
        return _page(state, known, token)
    try:
        csrf.form_of(state, FORM, bound=known.jti)
    except BadToken:
        return _page(state, known, token, 409, again=True)
    return _answer(state, known, token)


def _answer(state: State, known: LinkRow, token: str) -> FlaskResponse | Response:
    order_id = known.about or ""
    step = request.form.get("step", "")
    try:
        if step == "accept":
            incident_sending.accept(state, order_id, zone=request.form.get("time_zone") or None)
        elif step == "decline":
            incident_sending.decline(state, order_id)
    except (RefusedError, NotAllowed):
        return _page(state, known, token, 409, over=True)
    return redirect(link("incident_offer", token=token), 303)


def _page(
    state: State, known: LinkRow, token: str, status: int = 200, *, again: bool = False, over: bool = False
) -> FlaskResponse:
    row, one = incident_sending.reached(state, known.about or "")
    facts = incident_sending.offer_facts(state, row, one, reader.locale(one.locale))
    if facts["terms"] is None:
        raise NotFound("incident", row.id)
    return page(
        "amends/incident_offer.html",
        status,
        known_locale=one.locale,
        referrer="no-referrer",
        **{**facts, "terms": shown_terms(facts["terms"])},  # type: ignore[arg-type]
        stands=one.state,
        again=again,
        over=over,
        can_mail=state.can_mail,
        action=link("incident_offer", token=token),
        form_token=csrf.issue(state, FORM, bound=known.jti),
    )
