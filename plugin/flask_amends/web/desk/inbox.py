"""The inbox: cases by deadline, quick views, filters, a search, and pages both ways that skip no line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from flask_amends.disputes.vocabulary import Reason
from flask_amends.errors import InvalidInput
from flask_amends.ports import DeskObject, StaffMember
from flask_amends.service import inbox as inboxes
from flask_amends.state import State
from flask_amends.storage.desk_records import InboxLine, Priority, Severity
from flask_amends.web import csrf, reader
from flask_amends.web.desk import live
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.guard import may_see
from flask_amends.web.desk.inbox_query import NOBODY, OPEN, TURNS, VIEWS, Query, at, place_of
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import page

PAGE = 50
#: The form that changes several cases at once.
BULK = "desk.bulk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the inbox."""

    case: InboxLine
    overdue: bool
    unanswered: bool
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of the inbox, and the addresses of those around it."""

    lines: Sequence[Line]
    newer: str | None
    more: str | None
    found: inboxes.Inbox


def inbox(state: State, staff: StaffMember) -> Response:
    """``GET /desk/``."""
    return show(state, staff, Query.read(request.args))


def show(
    state: State,
    staff: StaffMember,
    query: Query,
    status: int = 200,
    *,
    sent: Mapping[str, str] | None = None,
    chosen: Collection[str] = (),
    wrong: InvalidInput | None = None,
) -> Response:
    """The page. ``sent`` is a form that was not carried out, with ``chosen`` cases and what is ``wrong``."""
    tell = Telling(language(), reader.zone())
    shown = listing(state, staff, query, chosen)
    return page(
        "amends/desk/inbox.html",
        status,
        place=("desk_inbox", query.asked),
        staff=staff,
        tell=tell,
        query=query,
        listing=shown,
        found=shown.found,
        views=VIEWS,
        turns=TURNS,
        statuses=OPEN,
        reasons=tuple(Reason),
        priorities=tuple(Priority),
        severities=tuple(Severity),
        nobody=NOBODY,
        may_act=Right.ACT in rights(staff),
        token=csrf.issue(state, BULK, bound=bound_to(staff, "")),
        sent=defaultdict(str, sent or {}),
        faults=defaultdict(str, _faults(tell, wrong)),
        changed=_number(request.args.get("changed", "")),
        live=live.address(shown.found.mark),
    )


def listing(state: State, staff: StaffMember, query: Query, chosen: Collection[str] = ()) -> Listing:
    """One page of cases."""
    other = Query(show="closed" if query.is_open else "open", q=query.q)
    found = inboxes.look(
        state,
        query.sought(state, staff),
        place=place_of(request.args),
        size=PAGE,
        elsewhere=other.sought(state, staff) if query.q else None,
        staff=staff,
    )
    now = state.clock.now()
    lines = [
        Line(
            case=one,
            overdue=one.due_at is not None and one.due_at <= now,
            unanswered=one.unanswered_at is not None and one.closed_at is None,
            chosen=one.id in chosen,
        )
        for one in found.lines
        if may_see(state, staff, _thing(one))
    ]
    first, last = (at(found.lines[0]), at(found.lines[-1])) if found.lines else ("", "")
    return Listing(
        lines=lines,
        newer=query.address(before=first) if first and not found.is_first else None,
        more=query.address(after=last) if last and not found.is_last else None,
        found=found,
    )


def _thing(line: InboxLine) -> DeskObject:
    return DeskObject(kind="case", id=line.id, order_number=line.order_number, marketplace=line.marketplace)


def _faults(tell: Telling, wrong: InvalidInput | None) -> dict[str, Any]:
    """What is wrong with the form for several cases, by its field."""
    if wrong is None:
        return {}
    return {name: tell.fault(messages[0]) for name, messages in wrong.fields.items()}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0


ROUTES = (Route("/desk/", "desk_inbox", "GET", inbox),)
