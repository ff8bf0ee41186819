"""The desk: what the shop's staff see and do, behind the shop's own ``staff_check``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from flask_amends.ports import StaffMember
from flask_amends.state import State, get_state
from flask_amends.web.desk import (
    acting,
    case,
    enquiries,
    enquiry_list,
    held,
    inbox,
    keeping,
    reviews,
    withdrawals,
)
from flask_amends.web.desk.access import staff_of_request

View = Callable[..., Response]

#: Every route of the desk: its rule, its endpoint, its method, and the view.
ROUTES: tuple[tuple[str, str, str, View], ...] = (
    ("/desk/", "desk_inbox", "GET", inbox.inbox),
    ("/desk/held", "desk_held", "GET", held.held),
    ("/desk/held/<case_id>", "desk_release", "POST", held.release),
    ("/desk/cases/<case_id>", "desk_case", "GET", case.case),
    ("/desk/cases/<case_id>/photos/<file_id>", "desk_photo", "GET", case.photo),
    ("/desk/cases/<case_id>/bundle", "desk_case_file", "GET", keeping.case_file),
    ("/desk/cases/<case_id>/end-links", "desk_end_links", "POST", keeping.end_links),
    ("/desk/cases/<case_id>/compensation", "desk_adapter", "POST", case.adapter),
    ("/desk/cases/<case_id>/act/<action>", "desk_act", "POST", acting.act),
    ("/desk/questions", "desk_questions", "GET", enquiry_list.listing),
    ("/desk/questions/<enquiry_id>", "desk_question", "GET", enquiries.detail),
    ("/desk/questions/<enquiry_id>/<action>", "desk_question_act", "POST", enquiries.act),
    ("/desk/withdrawals", "desk_withdrawals", "GET", withdrawals.listing),
    ("/desk/withdrawals/<withdrawal_id>", "desk_withdrawal", "GET", withdrawals.detail),
    ("/desk/withdrawals/<withdrawal_id>/handled", "desk_withdrawal_handled", "POST", withdrawals.handled),
    ("/desk/withdrawals/<withdrawal_id>/receipt", "desk_withdrawal_receipt", "POST", withdrawals.receipt),
    ("/desk/reviews", "desk_reviews", "GET", reviews.listing),
)


def register(bp: Blueprint) -> None:
    """Add the desk's routes, each of them behind ``staff_check``."""
    for rule, endpoint, method, view in ROUTES:
        bp.add_url_rule(rule, endpoint, _for_staff(view), methods=[method])


def _for_staff(view: View) -> View:
    """The view for whoever the shop says is making this request."""

    @wraps(view)
    def guarded(**arguments: Any) -> Response:
        state: State = get_state()
        staff: StaffMember = staff_of_request(state)
        return view(state, staff, **arguments)

    return guarded
