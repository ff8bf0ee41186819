"""Reading disputes: one, all of a filter page by page, their events, photos, and the feed of all events."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask import url_for as address_of
from werkzeug.wrappers import Response

from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.payloads.messages import FULL
from flask_amends.service import reaching, views
from flask_amends.state import State
from flask_amends.storage.records import CaseRow, CaseView, Entry
from flask_amends.storage.store import UnitOfWork
from flask_amends.web.api import shapes
from flask_amends.web.api.route import Answer, ApiRoute, Caller, Json
from flask_amends.web.storefront.photos import photo_response
from flask_amends.web.text import has_surrogates

PAGE, LONGEST_PAGE = 50, 100
#: An event is in the feed once every transaction that began before it has surely ended.
SETTLES_IN = timedelta(seconds=10)
FILTERS = ("status", "awaiting", "open", "order_number", "reference_number", "marketplace")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def listing(caller: Caller) -> Answer:
    """``GET /disputes``: the newest first."""
    limit, after = asked_limit(), asked_cursor()
    arguments = _arguments(FILTERS)
    wanted: dict[str, Any] = {
        name: arguments[name]
        for name in ("awaiting", "order_number", "reference_number", "marketplace")
        if name in arguments
    }
    _check(arguments, "awaiting", tuple(Actor))
    if "status" in arguments:
        wanted["status"] = arguments["status"].split(",")
        if not set(wanted["status"]) <= set(Status):
            raise InvalidInput.one("status", "not_a_choice")
    _check(arguments, "open", ("true", "false"))
    is_open = arguments["open"] == "true" if "open" in arguments else None
    place = (after[0], after[1]) if after is not None else None
    with caller.state.store.read() as unit:
        found = unit.feed.cases(
            marketplace=caller.marketplace, wanted=wanted, is_open=is_open, after=place, limit=limit + 1
        )
        rows = [row for one in found[:limit] if (row := unit.cases.get(one)) is not None]
        # Whether somebody may be called is asked about one person at a time: a list holds no numbers.
        known = unit.persons.many(sorted({row.shopper_id for row in rows}))
        people = {key: replace(person, phone=None) for key, person in known.items()}
        seen = [views.make(row, persons=people, entries=()) for row in rows]
    last = seen[-1] if len(found) > limit else None
    return Answer(
        body={
            "data": [shapes.dispute(caller, view) for view in seen],
            "next": None if last is None else write_cursor(last.opened_at, last.id),
        }
    )


def one(caller: Caller, case_id: str) -> Answer:
    """``GET /disputes/<id>``."""
    return shown(caller, case_id)


def shown(caller: Caller, case_id: str, status: int = 200) -> Answer:
    """A dispute as it stands now, with the tag for the next act; a number only while it may be called."""
    with caller.state.store.read() as unit:
        row = row_of(unit, caller, case_id)
        people = dict(unit.persons.many([row.shopper_id]))
        person = people.get(row.shopper_id)
        if person is not None and person.phone and not reaching.may_call(unit, caller.state, row):
            people[person.id] = replace(person, phone=None)
        view = views.make(row, persons=people, entries=())
    return answer_of(caller, view, status)


def answer_of(caller: Caller, view: CaseView, status: int = 200) -> Answer:
    """A dispute as an answer. One to a write is kept for its repetition, so it does not name the shopper."""
    body = shapes.dispute(caller, view)
    if caller.writes:
        body.pop("shopper", None)
    return Answer(status=status, body=body, headers={"ETag": shapes.etag(body)})


def events(caller: Caller, case_id: str) -> Answer:
    """``GET /disputes/<id>/events``: its history, from the entry behind ``after``."""
    limit, text = asked_limit(), request.args.get("after", "0")
    if not _NUMBER.fullmatch(text):
        raise InvalidInput.one("after", "not_a_number")
    with caller.state.store.read() as unit:
        row_of(unit, caller, case_id)
        found = _entries(unit, case_id, int(text))
    page = found[:limit]
    more = page[-1].event.sequence if len(found) > limit else None
    return Answer(body={"data": _told(caller, case_id, page), "next": more})


def feed(caller: Caller) -> Answer:
    """``GET /events``: the events of all disputes in the order of their time, for catching up."""
    limit, cursor = asked_limit(), asked_cursor()
    with caller.state.store.read() as unit:
        found = unit.feed.events(
            marketplace=caller.marketplace,
            after=cursor,
            before=caller.now - SETTLES_IN,
            limit=limit,
        )
        entries = {
            case_id: {one.event.sequence: one for one in _entries(unit, case_id, 0)}
            for case_id in dict.fromkeys(case_id for case_id, _, _ in found)
        }
    data = [
        told
        for case_id, sequence, _ in found
        for told in _told(caller, case_id, [entries[case_id][sequence]])
    ]
    last = found[-1] if found else None
    following = request.args.get("after") if last is None else write_cursor(last[2], last[0], last[1])
    return Answer(body={"data": data, "next": following})


def photo(caller: Caller, case_id: str, file_id: str) -> Response:
    """``GET /disputes/<id>/files/<file>``: the bytes of a photo."""
    with caller.state.store.read() as unit:
        row_of(unit, caller, case_id)
        file = unit.files.get(case_id, file_id) if caller.key.profile == FULL else None
    if file is None or file.is_erased:
        raise NotFound("file", file_id)
    return photo_response(file)


def row_of(unit: UnitOfWork, caller: Caller, case_id: str) -> CaseRow:
    """A case that this key sees. Raises :class:`NotFound` for any other, as if there were none."""
    row = unit.cases.get(case_id) if case_id.isascii() and case_id.isprintable() else None
    if row is None or (caller.marketplace is not None and row.dispute.marketplace != caller.marketplace):
        raise NotFound("case", case_id)
    return row


def url_of(state: State, case_id: str) -> str:
    """Where a dispute is; absolute where the shop has told its address."""
    path = address_of("amends.api_dispute", case_id=case_id)
    return f"{state.settings.base_url or ''}{path}"


def _entries(unit: UnitOfWork, case_id: str, after: int) -> Sequence[Entry]:
    history = unit.history.of(case_id, after=after)
    people = unit.persons.many(sorted({one.actor_id for one in history if one.actor_id is not None}))
    return views.read_entries(history, unit.history.words_of(case_id), unit.files.of(case_id), people)


def _told(caller: Caller, case_id: str, entries: Sequence[Entry]) -> list[Json]:
    url = url_of(caller.state, case_id)
    return [shapes.event(caller, case_id, entry, url) for entry in entries]


# -- parameters ----------------------------------------------------------------------------------------------


def _arguments(known: Sequence[str]) -> dict[str, str]:
    """The filters of this request. Raises :class:`InvalidInput` for one that we do not know."""
    found = dict(request.args.items())
    for name in found.keys() - {*known, "limit", "after"}:
        raise InvalidInput.one(name if name.isidentifier() else "", "unknown_field")
    for name, value in found.items():
        if has_surrogates(value) or "\0" in value or len(value) > 400:
            raise InvalidInput.one(name, "not_text")
    return found


def _check(arguments: dict[str, str], name: str, among: Sequence[str]) -> None:
    if name in arguments and arguments[name] not in {str(one) for one in among}:
        raise InvalidInput.one(name, "not_a_choice")


def asked_limit() -> int:
    """How many entries a page may have. Raises :class:`InvalidInput`."""
    text = request.args.get("limit", str(PAGE))
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= LONGEST_PAGE:
        raise InvalidInput.one("limit", "too_large", limit=LONGEST_PAGE)
    return int(text)


def write_cursor(at: datetime, case_id: str, sequence: int = 0) -> str:
    """A place in a list, as text that means nothing to others."""
    text = f"{at.isoformat()} {case_id} {sequence}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def asked_cursor() -> tuple[datetime, str, int] | None:
    """The place from which on this page begins. Raises :class:`InvalidInput` for what is none of ours."""
    text = request.args.get("after", "")
    if not text:
        return None
    try:
        if len(text) > 200 or not text.isascii():
            raise ValueError(text)
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        moment, case_id, number = plain.split(" ")
        at, sequence = datetime.fromisoformat(moment), int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise InvalidInput.one("after", "invalid") from error
    if at.tzinfo is None or not case_id.isprintable() or not 0 <= sequence < 10**9:
        raise InvalidInput.one("after", "invalid")
    return at, case_id, sequence


# -- routes --------------------------------------------------------------------------------------------------

LIMIT: Json = {
    "name": "limit",
    "in": "query",
    "description": "How many entries at most.",
    "schema": {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": PAGE},
}
CURSOR: Json = {
    "name": "after",
    "in": "query",
    "description": "`next` of the page before.",
    "schema": {"type": "string"},
}
_AFTER: Json = {
    "name": "after",
    "in": "query",
    "description": "The last `sequence` that is known.",
    "schema": {"type": "integer", "minimum": 0, "default": 0},
}
_WORDS: dict[str, Json] = {
    "status": {"type": "string", "description": "One or several, with commas."},
    "awaiting": {"type": "string", "enum": [one.value for one in Actor]},
    "open": {"type": "boolean"},
}
_FILTERS: tuple[Json, ...] = tuple(
    {"name": name, "in": "query", "schema": _WORDS.get(name, {"type": "string"})} for name in FILTERS
)

ROUTES = (
    ApiRoute(
        rule="/disputes",
        endpoint="api_disputes",
        method="GET",
        view=listing,
        scope="disputes:read",
        summary="Disputes, the newest first, by filters.",
        answers={200: "DisputePage"},
        parameters=(*_FILTERS, LIMIT, CURSOR),
        problems=("invalid_input",),
    ),
    ApiRoute(
        rule="/disputes/<case_id>",
        endpoint="api_dispute",
        method="GET",
        view=one,
        scope="disputes:read",
        summary="One dispute.",
        answers={200: "Dispute"},
        problems=("unknown_dispute",),
    ),
    ApiRoute(
        rule="/disputes/<case_id>/events",
        endpoint="api_dispute_events",
        method="GET",
        view=events,
        scope="disputes:read",
        summary="The history of a dispute, from the entry behind `after`: nothing is ever missing in it.",
        answers={200: "EventList"},
        parameters=(_AFTER, LIMIT),
        problems=("unknown_dispute", "invalid_input"),
    ),
    ApiRoute(
        rule="/disputes/<case_id>/files/<file_id>",
        endpoint="api_dispute_file",
        method="GET",
        view=photo,
        scope="disputes:read",
        summary="The bytes of a photo.",
        answers={200: "image"},
        problems=("unknown_dispute", "not_found"),
    ),
    ApiRoute(
        rule="/events",
        endpoint="api_events",
        method="GET",
        view=feed,
        scope="disputes:read",
        summary="The events of all disputes in the order of their time, to catch up after an outage.",
        answers={200: "EventPage"},
        parameters=(LIMIT, CURSOR),
        problems=("invalid_input",),
    ),
)
