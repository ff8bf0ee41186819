"""The signed file of a case for staff, and the end of every link that its shopper was sent."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import redirect
from werkzeug.wrappers import Response

from flask_amends.ports import StaffMember
from flask_amends.service import links
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf
from flask_amends.web.desk import case_page
from flask_amends.web.desk.access import LACKING, Right, rights
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.desk.sitting import bound_to, sit
from flask_amends.web.pages import link
from flask_amends.web.storefront.casefile import file_response


def case_file(state: State, _staff: StaffMember, case_id: str) -> FlaskResponse:
    """``GET /desk/cases/<id>/bundle``: the same file that the shopper can download."""
    return file_response(state, case_id)


def end_links(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/end-links``: for a shopper who says that somebody else has their link."""
    sitting = sit(state, staff, case_id)
    if Right.ACT not in rights(staff):
        return case_page.show(sitting, 403, forbidden=LACKING)
    try:
        csrf.form_of(state, case_page.LINKS, bound=bound_to(staff, case_id))
    except BadToken:
        return case_page.show(sitting, 409, moved_on=True)
    links.end_all(state, case_id, by=staff.id)
    return redirect(link("desk_case", case_id=case_id, links="ended"), 303)


ROUTES = (
    Route("/desk/cases/<case_id>/bundle", "desk_case_file", "GET", case_file, log=Log.EXPORT),
    Route("/desk/cases/<case_id>/end-links", "desk_end_links", "POST", end_links),
)
