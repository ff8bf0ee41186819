"""A case, its photos, and the shop's own function for what is owed."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import NeedsApproval, NotAllowed
from flask_amends.ports import StaffMember
from flask_amends.service import cases, compensation
from flask_amends.service.parties import Party
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf
from flask_amends.web.desk import case_page
from flask_amends.web.desk.access import LACKING, Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, sit
from flask_amends.web.pages import link
from flask_amends.web.storefront.photos import photo_response


def case(state: State, staff: StaffMember, case_id: str) -> Response:
    """``GET /desk/cases/<id>``."""
    return case_page.show(sit(state, staff, case_id))


def adapter(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/compensation``: the shop's function performs what is owed, once per debt."""
    sitting = sit(state, staff, case_id)
    if Right.ACT not in rights(staff):
        return case_page.show(sitting, 403, forbidden=LACKING)
    try:
        csrf.form_of(state, case_page.RUN, bound=bound_to(staff, case_id))
    except BadToken:
        return case_page.show(sitting, 409, moved_on=True)
    try:
        compensation.request(state, case_id, by=Party(actor=Actor.SHOP, staff=staff))
    except NeedsApproval:
        return redirect(link("desk_case", case_id=case_id, waits=1), 303)
    except NotAllowed:
        # What is owed was settled, or nobody performs it any more: the page says how it stands.
        return case_page.show(sit(state, staff, case_id), 409, moved_on=True)
    return redirect(link("desk_case", case_id=case_id), 303)


def photo(state: State, _staff: StaffMember, case_id: str, file_id: str) -> Response:
    """``GET /desk/cases/<id>/photos/<file>``: the bytes, which can do nothing in a browser but be seen."""
    return photo_response(cases.get_file(state, case_id, file_id))


ROUTES = (
    Route("/desk/cases/<case_id>", "desk_case", "GET", case),
    Route("/desk/cases/<case_id>/photos/<file_id>", "desk_photo", "GET", photo),
    Route("/desk/cases/<case_id>/compensation", "desk_adapter", "POST", adapter),
)
