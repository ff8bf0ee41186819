"""A whole case to print or to keep: a page with everything on it, and the file that the shop signs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from flask import Blueprint, Response

from amends_widgets import facts
from amends_widgets.languages import locale_of
from flask_amends.disputes.deadlines import Window
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import Actor, RouteName
from flask_amends.service import casefile as service
from flask_amends.service import cases
from flask_amends.state import State, get_state
from flask_amends.storage.records import CaseView
from flask_amends.web import reader
from flask_amends.web.access import visitor
from flask_amends.web.notices.kept import kept
from flask_amends.web.pages import page
from flask_amends.web.storefront import outlook, showing
from flask_amends.web.storefront.room import photo_url

#: The rules that matter to a shopper, in the order in which a case meets them.
_RULES = (
    "claim_window", "turn", "statutory", "negotiation", "evidence", "appeal_window", "ship", "inspection",
    "compensation", "confirmation", "reopen", "case",
)  # fmt: skip
_KEYS_LAST_SECONDS = 3600


def register(bp: Blueprint) -> None:
    """The page, the file, and the keys by which a file is checked."""
    bp.add_url_rule("/d/<case_id>/file", "case_page", case_page, methods=["GET"])
    bp.add_url_rule("/d/<case_id>/bundle", "case_file", case_file, methods=["GET"])
    bp.add_url_rule("/keys.json", "keys", keys, methods=["GET"])


def case_page(case_id: str) -> Response:
    """Everything of a case on one page, made for printing."""
    state = get_state()
    visitor(state, case_id)
    view = cases.get(state, case_id, Actor.SHOPPER)
    locale = reader.locale(view.locale)
    silence = outlook.if_nobody_acts(view.dispute, view.policy, state.clock.now())
    room = showing.room(state, view, silence, photo_url(view.id), locale)
    return page(
        "amends/casefile.html",
        room=room,
        shopper=view.shopper,
        photos=_photos(view, room.entries),
        kept_notices=kept(state, view, locale),
        rules=list(_rules(view.policy, locale)),
        silences=_silences(view.policy),
        routes=_routes(view, locale),
        head=_head(state, view),
        key_id=service.public_keys(state)[0].id,
        known_locale=view.locale,
        known_zone=view.time_zone,
    )


def case_file(case_id: str) -> Response:
    """The signed file, piece by piece: a case with many photos needs no memory for all of them."""
    state = get_state()
    visitor(state, case_id)
    return file_response(state, case_id)


def file_response(state: State, case_id: str) -> Response:
    """The file as an answer. Who may have it has been checked by the caller."""
    made = service.export(state, case_id)
    response = Response(made.pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def keys() -> Response:
    """The public keys of the shop, as a JSON Web Key Set (RFC 7517, RFC 8037); the first one signs now."""
    found = [
        {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id, "x": key.text}
        for key in service.public_keys(get_state())
    ]
    response = Response(json.dumps({"keys": found}), content_type="application/jwk-set+json")
    response.headers["Cache-Control"] = f"public, max-age={_KEYS_LAST_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _photos(
    view: CaseView, entries: tuple[facts.Entry, ...]
) -> list[tuple[facts.Photo, facts.Entry, str | None]]:
    """Each photo with the entry it came with, and its digest."""
    digests = {file.id: file.sha256 for file in view.files}
    return [(photo, entry, digests.get(photo.id)) for entry in entries for photo in entry.photos]


def _head(state: State, view: CaseView) -> str:
    with state.store.read() as unit:
        return unit.history.last_hash(view.id) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule by its code, with its length: in words, or (where ``text`` is empty) in working days."""

    code: str
    text: str
    working_days: int = 0


def _rules(policy: Policy, locale: str) -> Iterator[Rule]:
    for name in _RULES:
        window = getattr(policy, name)
        if window is None or window.is_empty or (name == "appeal_window" and not policy.appeal):
            continue
        yield _rule(name, window, locale)


def _rule(code: str, window: Window, locale: str) -> Rule:
    if window.business_days:
        return Rule(code=code, text="", working_days=window.business_days)
    unit: Literal["day", "hour"] = "day" if not window.length % timedelta(days=1) else "hour"
    text = format_timedelta(window.length, granularity=unit, threshold=1000, locale=locale_of(locale))
    return Rule(code=code, text=text)


def _routes(view: CaseView, locale: str) -> list[Rule]:
    """Who decides if nothing else settles, in their order; a marketplace only for orders of its own."""
    sold = view.dispute.marketplace is not None
    listed = [one for one in view.policy.routes if sold or one.name is not RouteName.MARKETPLACE]
    return [_rule(one.name.value, one.window, locale) for one in listed]


def _silences(policy: Policy) -> list[str]:
    names = ("on_shop_silence", "on_shopper_silence")
    return [f"{name}.{getattr(policy, name).value}" for name in names]
