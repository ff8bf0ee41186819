"""The way out of e-mails that nobody needs: one click, at once, for whoever holds the letter (K5, RFC 8058).

A mail program posts here by itself, without cookies and without having seen a page, so no token of a form is
asked for: the link is the proof. Opening the page changes nothing, since scanners of mails open every link.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from flask_amends.service import wishes
from flask_amends.state import get_state
from flask_amends.web import csrf, reader
from flask_amends.web.pages import page
from flask_amends.web.storefront.preferences import (
    FORM,
    ORIGIN_ONLY,
    bound,
    can_tell_why,
    kept,
    lost,
    pauses,
    wish_of,
)


def register(bp: Blueprint) -> None:
    """The page and the click."""
    bp.add_url_rule("/unsubscribe/<token>", "unsubscribe", unsubscribe, methods=["GET", "POST"])


def unsubscribe(token: str) -> Response:
    """``GET`` asks, ``POST`` stops. What else there is stands on the page only once it is stopped (K11)."""
    state = get_state()
    row = wish_of(state, token)
    if row is None:
        return lost()
    before = stopped = wishes.is_stopped(row)
    if request.method == "POST":
        wishes.stop(state, wish_id := kept(state, token))
        row, stopped = wishes.get(state, wish_id), True
    return page(
        "amends/unsubscribe.html",
        referrer=ORIGIN_ONLY,
        known_locale=row.locale,
        known_zone=row.zone,
        token=token,
        since=row.updated_at if stopped and not before else None,
        stopped=stopped,
        can_tell=stopped and can_tell_why(state, row),
        pauses=pauses(reader.locale(row.locale)),
        form_token=csrf.issue(state, FORM, bound=bound(token)) if stopped else "",
    )
