"""The page behind the letter about what is not there: something similar, wait, or the money back (A4)."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from flask_amends.errors import NotAllowed
from flask_amends.service import short_answers, shorts
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.web import csrf, reader
from flask_amends.web.access import link_of
from flask_amends.web.pages import link, page

FORM = "short"


def register(bp: Blueprint) -> None:
    """The mailed letter's page."""
    bp.add_url_rule("/short/<token>", "short", choose, methods=["GET", "POST"])


def choose(token: str) -> FlaskResponse | Response:
    """Reading changes nothing; a choice opens or settles a case, once (security 37)."""
    state = get_state()
    known = link_of(state, token, Purpose.SHORT)
    if known is None or known.about is None:
        return page("amends/incident_over.html", 404, referrer="no-referrer")
    if request.method == "GET":
        return _page(state, known, token)
    try:
        csrf.form_of(state, FORM, bound=known.jti)
    except BadToken:
        return _page(state, known, token, 409, again=True)
    place = request.form.get("place", "")
    zone = reader.named_zone(request.form.get("time_zone"))
    if place.isascii() and place.isdigit() and len(place) < 3:
        try:
            short_answers.answer(state, known.about, int(place), zone=zone)
        except NotAllowed:
            return _page(state, known, token, 409)
    return redirect(link("short", token=token), 303)


def _page(
    state: State, known: LinkRow, token: str, status: int = 200, *, again: bool = False
) -> FlaskResponse:
    letter = shorts.get(state, known.about or "")
    ways = short_answers.ways(state, letter)
    return page(
        "amends/short.html",
        status,
        known_locale=letter.locale,
        referrer="no-referrer",
        letter=letter,
        ways=ways,
        chosen=ways[letter.choice] if letter.choice is not None else None,
        again=again,
        can_mail=state.can_mail,
        action=link("short", token=token),
        form_token=csrf.issue(state, FORM, bound=known.jti),
    )
