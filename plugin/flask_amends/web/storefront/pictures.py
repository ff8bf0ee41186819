"""A photo of a case, large, with what it shows and who gave it."""

from __future__ import annotations

from flask import Blueprint, Response

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import NotFound
from flask_amends.service import cases
from flask_amends.state import get_state
from flask_amends.web.access import visitor
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import showing
from flask_amends.web.storefront.room import photo_url


def register(bp: Blueprint) -> None:
    """The page of a photo."""
    bp.add_url_rule("/d/<case_id>/picture/<file_id>", "picture", picture, methods=["GET"])


def picture(case_id: str, file_id: str) -> Response:
    """One photo on a page of its own, between the one before and the next."""
    state = get_state()
    visitor(state, case_id)
    view = cases.get(state, case_id, Actor.SHOPPER)
    entries = showing.entries_of(view, photo_url(view.id))
    there = [(photo, entry) for entry in entries for photo in entry.photos if photo.url is not None]
    at = next((place for place, (photo, _) in enumerate(there) if photo.id == file_id), None)
    if at is None:
        raise NotFound("file", file_id)
    photo, entry = there[at]
    around = [there[place][0].id if 0 <= place < len(there) else None for place in (at - 1, at + 1)]
    before, after = (link("picture", case_id=view.id, file_id=one) if one else None for one in around)
    return page(
        "amends/picture.html",
        case_id=view.id,
        photo=photo,
        entry=entry,
        number=at + 1,
        count=len(there),
        before=before,
        after=after,
        known_locale=view.locale,
        known_zone=view.time_zone,
    )
