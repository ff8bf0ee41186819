"""What would have prevented a closed case, on its page: what each guard says, for staff to confirm (X19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from flask_amends.errors import NotAllowed
from flask_amends.ports import StaffMember
from flask_amends.service.reports import prevention
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf
from flask_amends.web.desk import case_page, report_words
from flask_amends.web.desk.access import LACKING, Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import Sitting, bound_to, sit
from flask_amends.web.pages import link

FORM = "desk.prevention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one guard says, in words."""

    guard: str
    name: str
    verdict: str
    text: str
    opinion: str | None
    judge: str | None


def case_prevention(sitting: Sitting) -> Mapping[str, Any] | None:
    """The guards' findings, once the case is closed and they have looked at it."""
    if sitting.view.dispute.is_open:
        return None
    found = prevention.of_case(sitting.state, sitting.view.id)
    if not found:
        return None
    lines = [_line(sitting, one) for one in found]
    return {
        "found": [one for one in lines if one.verdict == "prevented"],
        "others": [one for one in lines if one.verdict != "prevented"],
        "token": csrf.issue(sitting.state, FORM, bound=sitting.bound),
    }


def judged(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/prevention``: a finding is right, or not."""
    sitting = sit(state, staff, case_id)
    if Right.ACT not in rights(staff):
        return case_page.show(sitting, 403, forbidden=LACKING)
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, case_id))
    except BadToken:
        return case_page.show(sitting, 409, moved_on=True)
    try:
        guard, opinion = request.form.get("guard", ""), request.form.get("opinion", "")
        prevention.judge(state, case_id, guard, opinion, by=staff)
    except NotAllowed:
        return case_page.show(sit(state, staff, case_id), 409, moved_on=True)
    return redirect(f"{link('desk_case', case_id=case_id)}#prevention", 303)


def _line(sitting: Sitting, found: prevention.Finding) -> Line:
    row, say = found.row, sitting.tell.language.say
    sentence = report_words.FINDINGS.get(row.code or "", report_words.FINDINGS["other"])
    text = say(sentence, **_facts(row.evidence))
    return Line(
        guard=row.guard,
        name=say(report_words.GUARDS[row.guard]),
        verdict=row.verdict,
        text=text,
        opinion=row.opinion,
        judge=found.judge,
    )


def _facts(evidence: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a finding; one that has none of a fact says a dash in its place."""
    return {name: str(evidence.get(name, "–")) for name in report_words.FACTS}


ROUTES = (Route("/desk/cases/<case_id>/prevention", "desk_prevention", "POST", judged),)
