"""The cases that wait for a second look: who handled them, who may take them, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.wrappers import Response

from flask_amends.disputes.vocabulary import Actor, RouteName
from flask_amends.ports import StaffMember
from flask_amends.service import arbiters, cases
from flask_amends.service.arbiters import Seat
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.web import reader
from flask_amends.web.desk.access import Right, hindrance
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import page

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One case: who of the staff handled it, why the reader may not take it, and who else was asked."""

    view: CaseView
    handled_by: tuple[str, ...]
    why_not: str | None
    outside: Seat | None
    asked: bool


def count_waiting(state: State) -> int:
    """How many cases wait for somebody who did not handle them."""
    with state.store.read() as unit:
        return unit.cases.count_second_looks()


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/second-looks``."""
    with state.store.read() as unit:
        ids = unit.cases.second_looks(SHOWN)
    return page(
        "amends/desk/second_looks.html",
        place=("desk_second_looks", {}),
        staff=staff,
        tell=Telling(language(), reader.zone()),
        waiting=[_waiting(state, staff, case_id) for case_id in ids],
        total=count_waiting(state),
    )


def _waiting(state: State, staff: StaffMember, case_id: str) -> Waiting:
    view = cases.get(state, case_id, Actor.ARBITER)
    acted = [entry for entry in view.entries if entry.event.actor is Actor.SHOP and entry.actor_name]
    seats = arbiters.of_case(state, case_id)
    return Waiting(
        view=view,
        handled_by=tuple(dict.fromkeys(entry.actor_name or "" for entry in acted)),
        why_not=hindrance(staff, view, Actor.ARBITER),
        outside=next((seat for seat in seats if seat.is_open), None),
        asked=view.dispute.route is RouteName.SECOND_LOOK and view.dispute.evidence_request is not None,
    )


ROUTES = (Route("/desk/second-looks", "desk_second_looks", "GET", listing, Right.REVIEW),)
