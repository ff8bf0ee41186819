"""The log at the desk: who looked at and did what, by filters, page by page, and as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.ports import StaffMember
from flask_amends.service import audit
from flask_amends.service.audit import AuditFilters, AuditRow
from flask_amends.state import State
from flask_amends.web import csv, reader
from flask_amends.web.desk.access import Right
from flask_amends.web.desk.areas import AREAS
from flask_amends.web.desk.forms import FORMS
from flask_amends.web.desk.key_words import ACTORS, API, KINDS, ended
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.pages import link, page
from flask_amends.web.text import clean, has_surrogates

PAGE = 50
#: A file holds at most as many lines; narrower filters make several files.
MOST_LINES = 10_000
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
_REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}", re.ASCII)
_FIELDS = ("kind", "actor", "about", "since", "until")
#: Which page shows the thing that a line is about, by how its id begins, and what it is called.
PAGES = {
    "dsp": ("desk_case", "case_id", N_("Case")),
    "enq": ("desk_question", "enquiry_id", N_("Question")),
    "wdr": ("desk_withdrawal", "withdrawal_id", N_("Withdrawal")),
    "per": ("desk_person", "person_id", N_("Person")),
    "apr": ("desk_approval", "approval_id", N_("Approval")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, ready to be shown: msgids where there are words for something.

    ``number`` is what people call a case; other things are called by what they are.
    """

    row: AuditRow
    kind: str
    area: str | None
    action: str | None
    outcome: str
    actor: str | None
    number: str | None = None
    thing: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters as typed. What is no day, kind or number counts as not typed."""

    kind: str = ""
    actor: str = ""
    about: str = ""
    since: str = ""
    until: str = ""

    @property
    def used(self) -> dict[str, str]:
        """Those that are set, for addresses."""
        return {name: value for name in _FIELDS if (value := getattr(self, name))}


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/log``."""
    asked = _asked()
    text = request.args.get("before", "")
    after = int(text) if _NUMBER.fullmatch(text) else None
    found = audit.page(state, _filters(state, asked), after, PAGE + 1)
    shown = found[:PAGE]
    more = link("desk_log", before=shown[-1].id, **asked.used) if len(found) > PAGE else None
    return page(
        "amends/desk/log.html",
        place=("desk_log", asked.used),
        staff=staff,
        asked=asked,
        kinds=KINDS,
        actors=audit.actors(state),
        lines=list(_lines(state, shown)),
        more=more,
        file=link("desk_log_file", **asked.used),
        most=MOST_LINES,
    )


def file(state: State, _staff: StaffMember) -> Response:
    """``GET /desk/log.csv``: the lines of the same filters."""
    found = audit.page(state, _filters(state, _asked()), None, MOST_LINES)
    header = (
        "at",
        "kind",
        "who",
        "who_id",
        "who_is",
        "method",
        "route",
        "about",
        "status",
        "network",
        "request",
    )
    rows = (
        (
            one.at,
            one.kind,
            one.actor_name,
            one.actor_id,
            one.actor_kind,
            one.method,
            one.route,
            one.about,
            one.status,
            one.network,
            one.request_id,
        )
        for one in found
    )
    return csv.response("log", header, rows)


def _asked() -> Asked:
    values = {name: _text(request.args.get(name, "")) for name in _FIELDS}
    if values["kind"] not in KINDS:
        values["kind"] = ""
    for name in ("since", "until"):
        values[name] = values[name] if _day(values[name]) else ""
    return Asked(**values)


def _text(value: str) -> str:
    return "" if has_surrogates(value) else clean(value[:200])


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _filters(state: State, asked: Asked) -> AuditFilters:
    about = asked.about
    if _REFERENCE.fullmatch(about.upper()):
        with state.store.read() as unit:
            about = unit.cases.id_of(about.upper()) or about
    since, until = _day(asked.since), _day(asked.until)
    return AuditFilters(
        kind=asked.kind or None,
        actor_id=asked.actor or None,
        about=about or None,
        since=_midnight(since) if since else None,
        before=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(reader.zone()))


def _lines(state: State, rows: Sequence[AuditRow]) -> Iterator[Line]:
    with state.store.read() as unit:
        cases = [row.about for row in rows if row.about and row.about.startswith("dsp_")]
        numbers = unit.feed.references(cases)
    for row in rows:
        action = FORMS.get(str(row.details.get("action", "")))
        endpoint, name, thing = PAGES.get((row.about or "").partition("_")[0], ("", "", None))
        number = numbers.get(row.about or "")
        known = row.about and endpoint and (number or endpoint != "desk_case")
        yield Line(
            row=row,
            kind=KINDS.get(row.kind, ""),
            area=_area(row.route, row.about or ""),
            action=action.title if action is not None else None,
            outcome=ended(row.status),
            actor=ACTORS.get(row.actor_kind),
            number=number,
            thing=thing if row.about else None,
            address=link(endpoint, **{name: row.about}) if known else None,
        )


def _area(route: str, about: str) -> str | None:
    """The area of the desk that a route belongs to, as a msgid."""
    if route.startswith("api_"):
        return API
    within = [one for one in AREAS if one.within and route.startswith(one.within)]
    exact = [one for one in AREAS if one.endpoint == route]
    found = exact or sorted(within, key=lambda one: -len(one.within))
    if found:
        return found[0].name
    return AREAS[0].name if route.startswith("desk_case") or about.startswith("dsp_") else None


ROUTES = (
    Route("/desk/log", "desk_log", "GET", listing, Right.AUDIT),
    Route("/desk/log.csv", "desk_log_file", "GET", file, Right.AUDIT, Log.EXPORT),
)
