"""What is owed in a case: who pays, how far the shop's own function has got, and trying it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.ports import StaffMember
from flask_amends.service import compensation, goodwill
from flask_amends.service.conditions import conditions
from flask_amends.service.parties import Party
from flask_amends.service.tokens import BadToken
from flask_amends.state import State, get_state
from flask_amends.storage.records import CaseView
from flask_amends.web import csrf
from flask_amends.web.desk import case_page
from flask_amends.web.desk.access import LACKING, Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import Sitting, bound_to, sit
from flask_amends.web.pages import EXTRAS, link

AGAIN = "desk.run.again"
#: How far the shop's own function has got.
STATES: Mapping[str, str] = {
    "pending": N_("Being tried"),
    "performed": N_("Carried out"),
    "failed": N_("Did not work"),
    "cancelled": N_("Not needed any more"),
}


def case_owed(sitting: Sitting) -> Mapping[str, Any] | None:
    """What is owed, once something is."""
    owed = sitting.view.dispute.obligation
    if owed is None:
        return None
    with sitting.state.store.read() as unit:
        asked = unit.compensations.get(owed.compensation_id)
    waits = sitting.view.dispute.status is Status.AWAITING_COMPENSATION
    may = Right.ACT in rights(sitting.staff) and waits
    failed = asked is not None and asked.state == "failed"
    return {
        "asked": asked,
        "state": STATES.get(asked.state, STATES["pending"]) if asked is not None else "",
        "token": csrf.issue(sitting.state, AGAIN, bound=sitting.bound) if failed and may else None,
    }


def again(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/compensation/again``: try once more, under the same number."""
    sitting = sit(state, staff, case_id)
    if Right.ACT not in rights(staff):
        return case_page.show(sitting, 403, forbidden=LACKING)
    try:
        csrf.form_of(state, AGAIN, bound=bound_to(staff, case_id))
    except BadToken:
        return case_page.show(sitting, 409, moved_on=True)
    compensation.again(state, case_id, by=Party(actor=Actor.SHOP, staff=staff))
    return redirect(link("desk_case", case_id=case_id), 303)


def goodwill_left(view: CaseView, currency: str) -> Money | None:
    """What an offer in this case may still cost in goodwill; ``None`` where there is no budget."""
    state = get_state()
    with state.store.read() as unit:
        return goodwill.left(unit, state, currency, state.clock.now(), but=view.id)


EXTRAS["goodwill_left"] = goodwill_left
EXTRAS["conditions_of"] = conditions

ROUTES = (Route("/desk/cases/<case_id>/compensation/again", "desk_adapter_again", "POST", again),)
