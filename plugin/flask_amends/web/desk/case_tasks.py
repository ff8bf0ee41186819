"""Promises and tasks on the page of a case: what there is, and a form for each that can be taken on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import g, redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.vocabulary import Status
from flask_amends.errors import InvalidInput, Message, NotFound, RefusedError
from flask_amends.ports import StaffMember
from flask_amends.service import desking, promises, replies, tasks
from flask_amends.service.promise_book import CALL, PromiseKind, standing
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.web import csrf
from flask_amends.web.desk import case_page
from flask_amends.web.desk.access import LACKING, Right, rights
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.replying import ANYWAY, look
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.schemas import DayAndTime
from flask_amends.web.desk.sitting import Sitting, bound_to, sit
from flask_amends.web.fields import FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link

FORM, SETTLE = "desk.task", "desk.settle"
_FRAME = (csrf.FIELD, "step")
_AGAIN = "amends_task_again"
_LONGEST = 2000
_LABELS = {
    "slot": N_("Time for the call"),
    "until": N_("Until"),
    "text": N_("Your words to the shopper"),
    "what": N_("What you change"),
    "owner": N_("Who does it"),
    "note": N_("Where to look"),
}


class CallSchema(FormSchema):
    """A call that was agreed on."""

    slot = DayAndTime(required=True)
    text = SafeText(longest=_LONGEST, multiline=True, load_default="")


class PauseSchema(FormSchema):
    """A pause, and what the shopper is told."""

    until = DayAndTime(required=True)
    text = SafeText(required=True, shortest=3, longest=_LONGEST, multiline=True)


class FixSchema(FormSchema):
    """A change: what, who and by when (C8)."""

    what = SafeText(required=True, shortest=3, longest=500, multiline=True)
    until = DayAndTime(required=True)
    owner = SafeText(longest=200, load_default="")


class WatchSchema(FormSchema):
    """A post to watch for (P17)."""

    until = DayAndTime(required=True)
    note = SafeText(longest=500, multiline=True, load_default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One promise as it is shown. ``begins`` is when a call or the talk is to begin."""

    row: PromiseRow
    standing: str
    who: str
    begins: datetime
    may_settle: bool


def case_tasks(sitting: Sitting) -> Mapping[str, Any] | None:
    """What the part shows; nothing in a case that nobody has taken yet."""
    state, view = sitting.state, sitting.view
    if view.dispute.status is Status.QUARANTINED:
        return None
    rows = promises.of_case(state, view.id)
    may = Right.ACT in rights(sitting.staff) and view.shopper.erased_at is None
    forbidden = tasks.calls_forbidden_since(state, view.id)
    return {
        "lines": lines_of(state, rows, sitting.now),
        "forms": _forms(sitting, no_calls=forbidden is not None) if may else {},
        "may": may,
        "no_calls": forbidden,
        "zone_of_shopper": view.time_zone,
        "next_call": tasks.next_call(state, view.id),
        "staff_list": [
            (one, name)
            for one, name in {**desking.staff(state), sitting.staff.id: sitting.staff.name}.items()
        ],
        "settle_token": csrf.issue(state, SETTLE, bound=bound_to(sitting.staff, SETTLE)) if may else "",
        "done": request.args.get("task") == "1",
    }


def case_tasks_wrong(sitting: Sitting) -> Mapping[str, Any] | None:
    """The summary on top of the page, where a form of this part was wrong."""
    again: PlainForm | None = g.get(_AGAIN)
    if again is None:
        return None
    return {"faults": again.faults(sitting.tell), "advice": again.help.advice, "at": again.id("advice")}


def lines_of(state: State, rows: Any, now: datetime) -> list[Line]:
    """Promises with the names of their people, the open ones first."""
    names = promises.names_of(state, rows)
    found = [
        Line(
            row=row,
            standing=standing(row, now).value,
            who=names.get(row.owner or row.made_by or "", ""),
            begins=row.due_at - CALL if row.kind in (PromiseKind.CALLBACK, PromiseKind.PAUSE) else row.due_at,
            may_settle=row.settled_at is None and promises.may_settle(row),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.row.settled_at is not None)


def take_on(state: State, staff: StaffMember, case_id: str, kind: str) -> Response:
    """``POST /desk/cases/<id>/tasks/<kind>``."""
    if kind not in DEEDS:
        raise NotFound("task", kind)
    sitting = sit(state, staff, case_id)
    if Right.ACT not in rights(staff):
        return case_page.show(sitting, 403, forbidden=LACKING)
    schema, deed = DEEDS[kind]
    typed = {name: value for name, value in request.form.items() if name not in _FRAME}
    try:
        form = csrf.form_of(state, FORM, bound=bound_to(staff, case_id))
        values = load(schema(), nested(request.form, without=_FRAME))
        found = look(values.get("text", ""))
        if found.any and request.form.get("step") != ANYWAY:
            with state.store.read() as unit:
                replies.check_sendable(unit, state, values["text"])
            return _again(sitting, replace(_form(sitting, kind), typed=typed, help=found), 200)
        deed(sitting, values, form.key)
    except BadToken:
        wrong: dict[str, tuple[str, ...]] = {"": (sitting.tell.fault(Message(code="form_expired")),)}
        return _again(sitting, replace(_form(sitting, kind), typed=typed, wrong=wrong), 409)
    except InvalidInput as error:
        wrong = sentences(error, sitting.tell)
        return _again(sitting, replace(_form(sitting, kind), typed=typed, wrong=wrong), 422)
    except RefusedError as error:
        wrong = {"": (sitting.tell.refusal(error.refusal.code, error.refusal.params),)}
        return _again(sitting, replace(_form(sitting, kind), typed=typed, wrong=wrong), 409)
    return redirect(link("desk_case", case_id=case_id, task="1", _anchor="tasks"), 303)


def _again(sitting: Sitting, form: PlainForm, status: int) -> Response:
    setattr(g, _AGAIN, form)
    return case_page.show(sitting, status)


def _forms(sitting: Sitting, *, no_calls: bool) -> dict[str, PlainForm]:
    """The empty forms, or the one that comes back. There is none for a call to who wants none."""
    again: PlainForm | None = g.get(_AGAIN)
    found = {
        kind: _form(sitting, kind) for kind in DEEDS if not (no_calls and kind in ("callback", "no_calls"))
    }
    if not sitting.view.dispute.is_open:
        found.pop("pause", None)
    if again is not None and again.key.removeprefix("task-") in DEEDS:
        found[again.key.removeprefix("task-")] = again
    return found


def _form(sitting: Sitting, kind: str) -> PlainForm:
    return PlainForm(
        key=f"task-{kind}",
        url=link("desk_case_task", case_id=sitting.view.id, kind=kind),
        token=csrf.issue(sitting.state, FORM, bound=bound_to(sitting.staff, sitting.view.id)),
        labels=_LABELS,
    )


def _moment(sitting: Sitting, values: Mapping[str, Any], name: str) -> datetime:
    naive: datetime = values[name]
    return naive.replace(tzinfo=sitting.zone).astimezone(UTC)


def _call(sitting: Sitting, values: Mapping[str, Any], key: str) -> None:
    slot = _moment(sitting, values, "slot")
    tasks.call_back(sitting.state, sitting.view.id, slot, values["text"], by=sitting.staff, key=key)


def _pause(sitting: Sitting, values: Mapping[str, Any], key: str) -> None:
    until = _moment(sitting, values, "until")
    tasks.pause(sitting.state, sitting.view.id, until, values["text"], by=sitting.staff, key=key)


def _fix(sitting: Sitting, values: Mapping[str, Any], key: str) -> None:
    tasks.promise_fix(
        sitting.state,
        sitting.view.id,
        values["what"],
        _moment(sitting, values, "until"),
        owner=values["owner"] or None,
        by=sitting.staff,
        key=key,
    )


def _watch(sitting: Sitting, values: Mapping[str, Any], key: str) -> None:
    until = _moment(sitting, values, "until")
    tasks.watch(sitting.state, sitting.view.id, until, values["note"], by=sitting.staff, key=key)


def _no_calls(sitting: Sitting, _values: Mapping[str, Any], _key: str) -> None:
    tasks.forbid_calls(sitting.state, sitting.view.id, by=sitting.staff)


Deed = Callable[[Sitting, Mapping[str, Any], str], None]
#: What can be taken on, by the last part of its address.
DEEDS: Mapping[str, tuple[type[FormSchema], Deed]] = {
    "callback": (CallSchema, _call),
    "pause": (PauseSchema, _pause),
    "fix": (FixSchema, _fix),
    "public_answer": (WatchSchema, _watch),
    "no_calls": (FormSchema, _no_calls),
}
ROUTES = (Route("/desk/cases/<case_id>/tasks/<kind>", "desk_case_task", "POST", take_on, Right.ACT),)
