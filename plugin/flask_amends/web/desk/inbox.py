"""The inbox: cases by deadline, with filters, a search and pages that never skip a line."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import Response, request

from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.ports import StaffMember
from flask_amends.service import cases
from flask_amends.state import State
from flask_amends.storage.records import CaseSummary
from flask_amends.web import reader
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import link, page
from flask_amends.web.text import clean, has_surrogates

PAGE = 50
LONGEST_SEARCH = 100
#: What can be filtered by; any other value counts as none.
TURNS = (Actor.SHOP, Actor.SHOPPER, Actor.ARBITER, Actor.MARKETPLACE, Actor.CARRIER)
OPEN = tuple(status for status in Status if status is not Status.CLOSED)
SHOWN = ("open", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the inbox is asked for."""

    show: str = "open"
    turn: str = ""
    status: str = ""
    search: str = ""
    after: tuple[datetime, str] | None = None
    size: int = PAGE

    @property
    def is_narrow(self) -> bool:
        return bool(self.turn or self.status or self.search)

    def address(self, **changes: Any) -> str:
        """The inbox with some of this changed; the page is the first one again."""
        changed = replace(self, after=None, **changes)
        names = {"show": changed.show, "turn": changed.turn, "status": changed.status, "q": changed.search}
        asked = {name: value for name, value in names.items() if value and value != "open"}
        return link("desk_inbox", **asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the inbox."""

    case: CaseSummary
    overdue: bool
    unanswered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of the inbox. ``more`` is the address of the next one."""

    lines: Sequence[Line]
    more: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def inbox(state: State, staff: StaffMember) -> Response:
    """``GET /desk/``."""
    query = asked()
    tell = Telling(language(), reader.zone())
    return page(
        "amends/desk/inbox.html",
        place=("desk_inbox", {}),
        staff=staff,
        tell=tell,
        query=query,
        listing=listing(state, query),
        turns=TURNS,
        statuses=OPEN,
    )


def asked() -> Query:
    """The query of this request; what is not on a list is left out."""
    arguments = request.args
    search = arguments.get("q", "")
    turn, status, show = (arguments.get(name, "") for name in ("turn", "status", "show"))
    return Query(
        show=show if show in SHOWN else "open",
        turn=turn if turn in set(TURNS) else "",
        status=status if status in set(OPEN) else "",
        search="" if has_surrogates(search) else clean(search)[:LONGEST_SEARCH],
        after=read_place(arguments.get("after", "")),
        size=PAGE,
    )


def listing(state: State, query: Query) -> Listing:
    """One page of cases. One line more than shown is read, to know whether there is a next page."""
    filters = cases.Filters(
        statuses=(query.status,) if query.status else (),
        awaiting=query.turn or None,
        is_open=query.show == "open",
        search=query.search or None,
    )
    found = cases.list_for_desk(state, filters, query.after, query.size + 1)
    shown = found[: query.size]
    waiting = cases.unanswered(state, [case.id for case in shown]) if shown else frozenset()
    now = state.clock.now()
    lines = [
        Line(
            case=case,
            overdue=case.due_at is not None and case.due_at <= now,
            unanswered=case.id in waiting and case.closed_at is None,
        )
        for case in shown
    ]
    more = f"{_with_place(query, shown[-1])}" if len(found) > query.size else None
    return Listing(lines=lines, more=more, counts=cases.counts(state))


def _with_place(query: Query, last: CaseSummary) -> str:
    moment = last.due_at if query.show == "open" and last.due_at else last.opened_at
    address = query.address()
    return f"{address}{'&' if '?' in address else '?'}after={write_place(moment, last.id)}"


def write_place(moment: datetime, case_id: str) -> str:
    """A place in the list, as text for an address."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {case_id}".encode()).decode().rstrip("=")


def read_place(text: str) -> tuple[datetime, str] | None:
    """The place behind a text; one that is not ours is the beginning."""
    if not text or len(text) > 200 or not text.isascii():
        return None
    try:
        moment, _, case_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        at = datetime.fromisoformat(moment)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (at, case_id) if at.tzinfo is not None and case_id.isascii() and len(case_id) <= 64 else None


ROUTES = (Route("/desk/", "desk_inbox", "GET", inbox),)
