"""The queue of questions at the desk, by promised date; how many wait stands on every page of it (T7)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from amends_widgets.marking import N_
from flask_amends.ports import StaffMember
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.web import reader
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.contact_facts import topic

PAGE = 50
SHOWN = ("waiting", "done")
STATES = {
    "held": N_("Put aside"),
    "open": N_("Waiting for you"),
    "answered": N_("Answered"),
    "closed": N_("Closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the queue."""

    row: EnquiryRow
    who: str
    topic: str
    overdue: bool


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/questions``: what waits, the earliest promise first; nothing is left out silently (T7)."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    after, now = read_place(request.args.get("after", "")), state.clock.now()
    with state.store.read() as unit:
        read = unit.enquiries.waiting if show == "waiting" else unit.enquiries.settled
        found = read(after, PAGE + 1)
        people = unit.persons.many(sorted({one.person_id for one in found}))
        waiting, overdue = unit.enquiries.count_waiting(), unit.enquiries.count_waiting(before=now)
    lines = [
        Line(
            row=one,
            who=people[one.person_id].name or people[one.person_id].email or "",
            topic=topic(state, one.topic).title,
            overdue=one.answer_by is not None and one.answer_by <= now,
        )
        for one in found[:PAGE]
    ]
    more = None
    if len(found) > PAGE:
        last = lines[-1].row
        place = write_place(last.answer_by or last.updated_at, last.id)
        more = link("desk_questions", show=show, after=place)
    return page(
        "amends/desk/questions.html",
        place=("desk_questions", {"show": show}),
        staff=staff,
        tell=Telling(language(), reader.zone()),
        show=show,
        lines=lines,
        more=more,
        waiting=waiting,
        overdue=overdue,
        states=STATES,
    )


ROUTES = (Route("/desk/questions", "desk_questions", "GET", listing),)
