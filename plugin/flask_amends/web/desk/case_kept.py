"""What staff keep beside a case, on its page: who has it, how urgent and grave it is, tags and notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, request
from werkzeug.wrappers import Response

from flask_amends.errors import InvalidInput, Message
from flask_amends.ports import StaffMember
from flask_amends.service import desking
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.desk_records import Priority, Severity
from flask_amends.web import csrf
from flask_amends.web.desk import case_page
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.inbox_acts import safe_text, typed_tag
from flask_amends.web.desk.inbox_query import NOBODY
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import Sitting, bound_to, sit
from flask_amends.web.fields import SafeText
from flask_amends.web.pages import link

FORM = "desk.kept"
_WRONG = "amends_kept_wrong"
#: Where on the page each field stands, and what it is called.
_NOTE = SafeText(longest=desking.LONGEST_NOTE, multiline=True, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A form that was not carried out: what was sent, and what is wrong with it."""

    sent: Mapping[str, str]
    fields: Mapping[str, tuple[Message, ...]]


def case_kept(sitting: Sitting) -> Mapping[str, Any]:
    """What the part shows."""
    wrong: Wrong | None = g.get(_WRONG)
    may = Right.ACT in rights(sitting.staff)
    return {
        "kept": desking.kept(sitting.state, sitting.view.id),
        "token": csrf.issue(sitting.state, FORM, bound=sitting.bound) if may else "",
        "may": may,
        "staff_list": {**desking.staff(sitting.state), sitting.staff.id: sitting.staff.name},
        "tags": desking.tags(sitting.state),
        "priorities": tuple(Priority),
        "severities": tuple(Severity),
        "nobody": NOBODY,
        "sent": defaultdict(str, wrong.sent if wrong else {}),
        "faults": defaultdict(str, _faults(sitting, wrong)),
        "done": request.args.get("kept", "") in DEEDS,
    }


def case_kept_wrong(sitting: Sitting) -> Mapping[str, Any] | None:
    """The summary on top of the page, where a form of this part was wrong."""
    faults = _faults(sitting, g.get(_WRONG))
    return {"faults": faults} if faults else None


def keep(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/kept``: one change of what is kept beside the case."""
    sitting = sit(state, staff, case_id)
    sent = request.form.to_dict()
    deed = sent.get("do", "")
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, case_id))
        if deed not in DEEDS:
            raise InvalidInput.one("kept", "invalid")
        DEEDS[deed](sitting, sent)
    except BadToken:
        return _again(sitting, sent, InvalidInput.one("kept", "form_expired"))
    except InvalidInput as wrong:
        return _again(sitting, sent, wrong)
    return redirect(link("desk_case", case_id=case_id, kept=deed, _anchor="kept"), 303)


def _again(sitting: Sitting, sent: Mapping[str, str], wrong: InvalidInput) -> Response:
    setattr(g, _WRONG, Wrong(sent=sent, fields=wrong.fields))
    return case_page.show(sitting, 422)


def _faults(sitting: Sitting, wrong: Wrong | None) -> dict[str, str]:
    if wrong is None:
        return {}
    return {name: sitting.tell.fault(messages[0]) for name, messages in wrong.fields.items()}


Deed = Callable[[Sitting, Mapping[str, str]], object]


def _keep(sitting: Sitting, sent: Mapping[str, str]) -> None:
    """Assignee, priority and severity in one form: only what is another than before is changed."""
    state, staff, case_id = sitting.state, sitting.staff, sitting.view.id
    now = desking.kept(state, case_id).desk
    assignee, priority, severity = (sent.get(name, "") for name in ("assignee", "priority", "severity"))
    if priority not in set(Priority):
        raise InvalidInput.one("priority", "not_a_choice")
    if severity and severity not in set(Severity):
        raise InvalidInput.one("severity", "not_a_choice")
    wanted = None if assignee in ("", NOBODY) else assignee
    if wanted != now.assignee_id:
        desking.assign(state, [case_id], wanted, by=staff)
    if priority != now.priority:
        desking.prioritise(state, [case_id], Priority(priority), by=staff)
    if (severity or None) != now.severity:
        desking.rate(state, case_id, Severity(severity) if severity else None, by=staff)


def _take(sitting: Sitting, _sent: Mapping[str, str]) -> None:
    desking.assign(sitting.state, [sitting.view.id], sitting.staff.id, by=sitting.staff)


def _tag(sitting: Sitting, sent: Mapping[str, str]) -> None:
    desking.tag(sitting.state, [sitting.view.id], typed_tag(sent), by=sitting.staff)


def _untag(sitting: Sitting, sent: Mapping[str, str]) -> None:
    desking.untag(sitting.state, [sitting.view.id], typed_tag(sent), by=sitting.staff)


def _note(sitting: Sitting, sent: Mapping[str, str]) -> None:
    text = safe_text("note", sent.get("note", ""), _NOTE)
    desking.note(sitting.state, sitting.view.id, text, by=sitting.staff)


def _answered(sitting: Sitting, _sent: Mapping[str, str]) -> None:
    desking.needs_no_answer(sitting.state, [sitting.view.id], by=sitting.staff)


DEEDS: Mapping[str, Deed] = {
    "keep": _keep,
    "take": _take,
    "tag": _tag,
    "untag": _untag,
    "note": _note,
    "answered": _answered,
}

ROUTES = (Route("/desk/cases/<case_id>/kept", "desk_kept", "POST", keep, right=Right.ACT),)
