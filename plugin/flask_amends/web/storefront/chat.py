"""What was said in a case, alone: for whoever looks for news, by a button or by a script that polls."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request

from amends_widgets.roomfacts import Room
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import cases
from flask_amends.state import get_state
from flask_amends.storage.records import CaseView
from flask_amends.web import reader
from flask_amends.web.access import visitor
from flask_amends.web.pages import page
from flask_amends.web.storefront import showing
from flask_amends.web.storefront.room import photo_url


def register(bp: Blueprint) -> None:
    """The one route of the chat; messages are sent as every other act is."""
    bp.add_url_rule("/d/<case_id>/messages", "messages", messages, methods=["GET"])


def messages(case_id: str) -> Response:
    """The list of messages as a small document. It writes nothing, so it can be asked for often."""
    state = get_state()
    visitor(state, case_id, touch=False)
    view = cases.get(state, case_id, Actor.SHOPPER)
    room = showing.room(state, view, None, photo_url(view.id))
    etag = _version(room, view)
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = page(
            "amends/messages.html",
            room=room,
            known_locale=view.locale,
            known_zone=view.time_zone,
        )
    response.set_etag(etag)
    # Kept by the reader's own browser only, and never used without asking whether it still holds.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _version(room: Room, view: CaseView) -> str:
    """What the document depends on: what was said and erased, what happened, the last own act, the reader."""
    last = max((entry.sequence for entry in room.messages), default=0)
    gone = sum(entry.erased + sum(photo.url is None for photo in entry.photos) for entry in room.messages)
    facts = (room.id, last, gone, room.latest, room.own_last)
    words = (reader.locale(view.locale), reader.zone(view.time_zone), request.endpoint)
    return hashlib.sha256(repr((facts, words)).encode()).hexdigest()[:24]
