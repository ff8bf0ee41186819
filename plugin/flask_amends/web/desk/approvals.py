"""What waits for a second person: who asked, why, at which cost; agreeing and declining (security 42)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.offers import Terms
from flask_amends.errors import InvalidInput, NotAllowed
from flask_amends.ports import StaffMember
from flask_amends.service import approvals, costs, dual_control, goodwill
from flask_amends.service.approvals import Asked
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.guard import admit_case
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import Sitting, bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM, BACK = "desk.approval", "desk.approval.back"
SHOWN: Mapping[str, tuple[str, ...]] = {
    "waiting": ("waiting",),
    "done": ("approved", "declined", "dropped"),
}
#: What is asked for, by the name of the act.
ACTS: Mapping[str, str] = {
    "accept_claim": N_("Agree with the claim"),
    "accept_offer": N_("Accept the shopper's offer"),
    "propose": N_("Make an offer"),
    "performed": N_("Record what was carried out"),
    dual_control.RUN: N_("Have it done by the shop's own function"),
    "incident": N_("Send one offer to everybody affected"),
}
STATES: Mapping[str, str] = {
    "waiting": N_("Waits for a second person"),
    "approved": N_("Agreed"),
    "declined": N_("Declined"),
    "dropped": N_("Dropped: the case moved on"),
}
YOURS = N_("You asked for this yourself, so somebody else has to agree.")
GONE = N_("This does not wait any more. Below is what became of it.")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
_LABELS = {"answer": N_("Why not")}


class DeclineSchema(FormSchema):
    """Why not."""

    answer = SafeText(longest=2000, multiline=True, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request as it is listed."""

    asked: Asked
    terms: tuple[Terms, ...]

    @property
    def what(self) -> str:
        """The act, as a msgid."""
        return ACTS.get(self.asked.row.action, ACTS["propose"])

    @property
    def stands(self) -> str:
        """What became of it, as a msgid."""
        return STATES[self.asked.row.state]


def line_of(asked: Asked) -> Line:
    """A request with the terms that it would bind the shop to."""
    view, command = asked.view, asked.command
    if view is None:
        return Line(asked=asked, terms=())
    if command is not None:
        return Line(asked=asked, terms=costs.bound_by(view.dispute, command))
    owed = view.dispute.obligation
    return Line(asked=asked, terms=(owed.terms,) if owed is not None else ())


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/approvals``."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else "waiting"
    after = read_place(request.args.get("after", ""))
    found = approvals.listed(state, SHOWN[show], after=after, limit=approvals.PAGE + 1)
    lines = found[: approvals.PAGE]
    more = None
    if len(found) > approvals.PAGE:
        more = link("desk_approvals", show=show, after=write_place(lines[-1].row.asked_at, lines[-1].row.id))
    return page(
        "amends/desk/approvals.html",
        place=("desk_approvals", {"show": show}),
        staff=staff,
        tell=Telling(language(), reader.zone()),
        show=show,
        lines=[line_of(one) for one in lines],
        more=more,
        waiting=approvals.count_waiting(state),
        limit=state.settings.money.dual_control_from,
    )


def detail(state: State, staff: StaffMember, approval_id: str) -> Response:
    """``GET /desk/approvals/<id>``."""
    return _show(state, staff, approval_id)


def approve(state: State, staff: StaffMember, approval_id: str) -> Response:
    """``POST /desk/approvals/<id>/approve``."""
    if (trouble := _trouble(state, staff, approval_id)) is not None:
        return trouble
    try:
        end = approvals.approve(state, approval_id, by=staff)
    except NotAllowed:
        return _not_now(state, staff, approval_id)
    return redirect(link("desk_approval", approval_id=approval_id, did=end), 303)


def decline(state: State, staff: StaffMember, approval_id: str) -> Response:
    """``POST /desk/approvals/<id>/decline``."""
    if (trouble := _trouble(state, staff, approval_id)) is not None:
        return trouble
    try:
        values = load(DeclineSchema(), nested(request.form, without=(csrf.FIELD,)))
        approvals.decline(state, approval_id, by=staff, answer=values["answer"])
    except InvalidInput as error:
        return _show(state, staff, approval_id, 422, wrong=sentences(error, _telling(None)))
    except NotAllowed:
        return _not_now(state, staff, approval_id)
    return redirect(link("desk_approval", approval_id=approval_id, did="declined"), 303)


def take_back(state: State, staff: StaffMember, approval_id: str) -> Response:
    """``POST /desk/approvals/<id>/take-back``: whoever asked does not want it any more."""
    if Right.ACT not in rights(staff):
        raise NotAllowed("This role reads only.")
    asked = _admitted(state, staff, approval_id)
    try:
        csrf.form_of(state, BACK, bound=bound_to(staff, approval_id))
    except BadToken:
        return redirect(_home(asked), 303)
    approvals.take_back(state, approval_id, by=staff)
    return redirect(_home(asked), 303)


def _home(asked: Asked) -> str:
    if asked.row.case_id is not None:
        return link("desk_case", case_id=asked.row.case_id)
    return link("desk_incident", incident_id=asked.row.incident_id)


def _admitted(state: State, staff: StaffMember, approval_id: str) -> Asked:
    asked = approvals.get(state, approval_id)
    if asked.row.case_id is not None:
        admit_case(state, staff, asked.row.case_id)
    return asked


def _trouble(state: State, staff: StaffMember, approval_id: str) -> Response | None:
    asked = _admitted(state, staff, approval_id)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, approval_id))
    except BadToken:
        return _show(state, staff, approval_id, 409, trouble=EXPIRED)
    if approvals.is_same_person(asked, staff):
        return _show(state, staff, approval_id, 403, trouble=YOURS)
    return None


def _not_now(state: State, staff: StaffMember, approval_id: str) -> Response:
    asked = approvals.get(state, approval_id)
    if asked.row.state == "waiting":
        return _show(state, staff, approval_id, 403, trouble=YOURS)
    return _show(state, staff, approval_id, 409, trouble=GONE)


def _telling(view: CaseView | None) -> Telling:
    titles = {item.sku: item.title for item in view.dispute.items} if view is not None else {}
    return Telling(language(), reader.zone(), titles)


def _show(
    state: State,
    staff: StaffMember,
    approval_id: str,
    status: int = 200,
    *,
    trouble: str | None = None,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    asked = _admitted(state, staff, approval_id)
    did = request.args.get("did", "")
    typed = {name: value for name, value in request.form.items() if name != csrf.FIELD}
    tell = _telling(asked.view)
    form = PlainForm(
        key="decline",
        url=link("desk_decline", approval_id=approval_id),
        token=csrf.issue(state, FORM, bound=bound_to(staff, approval_id)),
        typed=typed,
        wrong=wrong or {},
        labels=_LABELS,
    )
    return page(
        "amends/desk/approval.html",
        status,
        place=("desk_approval", {"approval_id": approval_id}),
        staff=staff,
        tell=tell,
        line=line_of(asked),
        asked=asked,
        view=asked.view,
        f=form,
        faults=form.faults(tell),
        trouble=trouble,
        mine=approvals.is_same_person(asked, staff),
        did=did if did in STATES and trouble is None else "",
        left=_left(state, asked),
    )


def _left(state: State, asked: Asked) -> Any:
    with state.store.read() as unit:
        return goodwill.left(unit, state, asked.row.currency, state.clock.now(), but=asked.row.case_id or "")


def case_approval(sitting: Sitting) -> Mapping[str, Any] | None:
    """What waits in this case for a second person, or how the last request ended while the case is open."""
    asked = approvals.of_case(sitting.state, sitting.view.id)
    if asked is None or asked.row.state == "approved":
        return None
    if asked.row.state != "waiting" and not sitting.view.dispute.is_open:
        return None
    bound = bound_to(sitting.staff, asked.row.id)
    return {
        "asked": asked,
        "line": line_of(asked),
        "mine": approvals.is_same_person(asked, sitting.staff),
        "may": Right.MANAGE in rights(sitting.staff),
        "token": csrf.issue(sitting.state, BACK, bound=bound),
        "just": request.args.get("waits") == "1",
    }


ROUTES = (
    Route("/desk/approvals", "desk_approvals", "GET", listing, Right.MANAGE),
    Route("/desk/approvals/<approval_id>", "desk_approval", "GET", detail, Right.MANAGE),
    Route("/desk/approvals/<approval_id>/approve", "desk_approve", "POST", approve, Right.MANAGE),
    Route("/desk/approvals/<approval_id>/decline", "desk_decline", "POST", decline, Right.MANAGE),
    Route("/desk/approvals/<approval_id>/take-back", "desk_take_back", "POST", take_back),
)
