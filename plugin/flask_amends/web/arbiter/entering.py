"""The way in and out for an arbiter: a page that changes nothing, an exchange for a session, and its end."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from flask_amends.errors import NotFound
from flask_amends.service import arbiters
from flask_amends.service.arbiters import Seat
from flask_amends.service.tokens import BadToken, Purpose
from flask_amends.state import State, get_state
from flask_amends.storage.records import LinkRow
from flask_amends.web import csrf, logs
from flask_amends.web.access import link_of, use_link
from flask_amends.web.arbiter import visits
from flask_amends.web.pages import link, page

NO_REFERRER = "no-referrer"
LEAVE_FORM = "arbiter.leave"

logs.hide_tokens()


def link_page(token: str) -> Response:
    """The page of a link: a button, and no side effect. Programs that look into mails open it too."""
    state = get_state()
    found = _opened(state, token)
    if found is None:
        return over(None)
    _, seat = found
    if not seat.is_open:
        return over(seat)
    return page(
        "amends/arbiter/open.html",
        referrer=NO_REFERRER,
        token=token,
        seat=seat,
        known_locale=seat.row.locale,
        place=("arbiter", {"key": token}),
    )


def enter(token: str) -> BaseResponse:
    """``POST``: the link becomes a session of this browser, and the address is clean from then on."""
    state = get_state()
    csrf.check_origin(state)
    found = _opened(state, token)
    if found is None:
        return over(None)
    known, seat = found
    if not seat.is_open or not use_link(state, known):
        return over(seat)
    response = redirect(link("arbiter", key=seat.row.id), 303)
    response.headers["Referrer-Policy"] = NO_REFERRER
    visits.begin(state, response, seat.row.id)  # type: ignore[arg-type]
    return response


def leave(seat_id: str) -> BaseResponse:
    """``POST``: sign out of this browser. The link still works."""
    state = get_state()
    visit = visits.visit(state, seat_id)
    with suppress(BadToken):  # a page that lay open for long is left all the same
        csrf.form_of(state, LEAVE_FORM, bound=visit.bound)
    response = over(visit.seat, left=True)
    visits.finish(state, response, seat_id)
    return response


def over(seat: Seat | None, *, left: bool = False) -> Response:
    """What is shown where nothing is to be decided any more, and why; 404 for what is no link of ours."""
    return page(
        "amends/arbiter/over.html",
        200 if seat is not None else 404,
        referrer=NO_REFERRER,
        seat=seat,
        left=left,
        known_locale=seat.row.locale if seat is not None else None,
        place=("arbiter", {"key": seat.row.id if seat is not None else "-"}),
    )


def _opened(state: State, token: str) -> tuple[LinkRow, Seat] | None:
    known = link_of(state, token, Purpose.ARBITER)
    if known is None or known.about is None:
        return None
    try:
        return known, arbiters.get(state, known.about)
    except NotFound:
        return None
