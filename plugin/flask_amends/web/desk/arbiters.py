"""Somebody from outside decides a case: staff ask them by a link, see whether they came, and end it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.vocabulary import RouteName
from flask_amends.errors import InvalidInput, Message, NotAllowed
from flask_amends.ports import StaffMember
from flask_amends.service import arbiters
from flask_amends.service.tokens import BadToken, Purpose, link_url
from flask_amends.settings import SPOKEN_LOCALES
from flask_amends.state import State
from flask_amends.web import csrf
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sheets import Sheet, received, sheet
from flask_amends.web.desk.sitting import Sitting, bound_to, sit
from flask_amends.web.fields import Choice, FormSchema, SafeEmail, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

ASK, END = "arbiter", "arbiter_end"
LABELS = {"name": N_("Name"), "email": N_("E-mail"), "locale": N_("Language")}


class AskSchema(FormSchema):
    """Whom to ask, where, and in which language."""

    name = SafeText(required=True, longest=200)
    email = SafeEmail(required=True)
    locale = Choice(SPOKEN_LOCALES, required=True)


def case_arbiter(sitting: Sitting) -> Mapping[str, Any] | None:
    """For the case page: who was asked from outside, and the way to ask somebody."""
    seats = arbiters.of_case(sitting.state, sitting.view.id)
    may_ask = Right.REVIEW in rights(sitting.staff) and _can_ask(sitting)
    if not seats and not may_ask:
        return None
    return {"seats": seats, "may_ask": may_ask}


def case_file_seen(sitting: Sitting) -> Mapping[str, Any] | None:
    """For the case page: what whoever decides has in front of them, while somebody does or could."""
    dispute = sitting.view.dispute
    return {"route": dispute.route} if dispute.assignment_id is not None else None


def show(state: State, staff: StaffMember, case_id: str) -> Response:
    """``GET /desk/cases/<id>/arbiter``."""
    return _page(sit(state, staff, case_id))


def ask(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/arbiter``: make the link and mail it."""
    sitting = sit(state, staff, case_id)
    form = _form(sitting)
    try:
        received(state, ASK, bound=bound_to(staff, case_id))
        values = load(AskSchema(), nested(request.form, without=(csrf.FIELD,)))
    except BadToken:
        return _page(sitting, 422, form=form.again(sitting.tell, _expired()))
    except InvalidInput as error:
        return _page(sitting, 422, form=form.again(sitting.tell, error))
    try:
        arbiters.invite(state, case_id, staff=staff, **values)
    except InvalidInput as error:
        return _page(sitting, 422, form=form.again(sitting.tell, error))
    except NotAllowed:
        return _page(sit(state, staff, case_id), 409, form=form.again(sitting.tell), moved_on=True)
    return redirect(link("desk_case_arbiter", case_id=case_id, did="asked"), 303)


def end(state: State, staff: StaffMember, case_id: str, seat_id: str) -> Response:
    """``POST /desk/cases/<id>/arbiter/<seat>/end``: the link and every visit it opened end at once."""
    try:
        received(state, END, bound=bound_to(staff, case_id))
    except BadToken:
        return _page(sit(state, staff, case_id), 409)
    arbiters.end(state, case_id, seat_id)
    return redirect(link("desk_case_arbiter", case_id=case_id, did="ended"), 303)


def _can_ask(sitting: Sitting) -> bool:
    dispute = sitting.view.dispute
    return dispute.is_open and dispute.assignment_id is not None


def _expired() -> InvalidInput:
    return InvalidInput({"": [Message(code="form_expired")]})


def _form(sitting: Sitting) -> Sheet:
    return sheet(
        sitting.state,
        ASK,
        link("desk_case_arbiter_ask", case_id=sitting.view.id),
        bound=sitting.bound,
        labels=LABELS,
        locale=sitting.state.settings.default_locale,
    )


def _page(
    sitting: Sitting, status: int = 200, *, form: Sheet | None = None, moved_on: bool = False
) -> Response:
    state, view = sitting.state, sitting.view
    shown = form or _form(sitting)
    did = request.args.get("did", "")
    seats = arbiters.of_case(state, view.id)
    return page(
        "amends/desk/arbiter.html",
        status,
        place=("desk_case_arbiter", {"case_id": view.id}),
        staff=sitting.staff,
        tell=sitting.tell,
        view=view,
        case=view.dispute,
        form=shown,
        faults=shown.faults(sitting.tell),
        moved_on=moved_on,
        can_ask=_can_ask(sitting),
        seats=seats,
        links=_links(state, seats),
        mailed=state.can_mail and state.settings.base_url is not None,
        for_marketplace=view.dispute.route is RouteName.MARKETPLACE,
        end_token=csrf.issue(state, f"desk.{END}", bound=sitting.bound),
        did=did if did in ("asked", "ended") and status == 200 else "",
    )


def _links(state: State, seats: Any) -> dict[str, str]:
    """The links to pass on by hand, in a shop that sends no mails."""
    if state.can_mail and state.settings.base_url is not None:
        return {}
    found = {}
    for seat in seats:
        jti = arbiters.link_of(state, seat.row.id) if seat.is_open else None
        if jti is not None:
            found[seat.row.id] = link_url(state, Purpose.ARBITER, jti) or arbiters.path_of(state, jti)
    return found


ROUTES = (
    Route("/desk/cases/<case_id>/arbiter", "desk_case_arbiter", "GET", show, Right.REVIEW),
    Route("/desk/cases/<case_id>/arbiter", "desk_case_arbiter_ask", "POST", ask, Right.REVIEW),
    Route("/desk/cases/<case_id>/arbiter/<seat_id>/end", "desk_case_arbiter_end", "POST", end, Right.REVIEW),
)
