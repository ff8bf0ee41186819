"""Incidents at the desk: what seems to be one mistake, whom it concerns, one offer to all, its progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import goodwill, incident_progress, incidents
from flask_amends.service.incidents import Draft
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf, reader
from flask_amends.web.desk import incident_schemas as schemas
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.plain_form import PlainForm, sentences
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import FormSchema, check_decimals, end_of, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FORM = "desk.incident"
STATES: Mapping[str, str] = {
    "draft": N_("Being prepared"),
    "waiting": N_("Waits for a second person"),
    "sending": N_("Being sent"),
    "held": N_("Stopped"),
    "sent": N_("Sent"),
    "closed": N_("Closed"),
}
#: What became of one order.
STANDS: Mapping[str, str] = {
    "found": N_("Not sent yet"),
    "offered": N_("Offer in the case, not answered"),
    "mailed": N_("Letter sent, not answered"),
    "accepted": N_("Accepted"),
    "settled": N_("Carried out"),
    "declined": N_("Not accepted"),
    "skipped": N_("Left out"),
}
WHY: Mapping[str, str] = {
    "case_closed": N_("its case is closed"),
    "no_address": N_("no e-mail address is known, or no mail can be sent"),
}
ELSE = N_("the case did not allow it")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
NOT_NOW = N_("This is not possible as the incident stands now.")
NOBODY = N_("There is nobody left to send it to.")


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/incidents``."""
    return page(
        "amends/desk/incidents.html",
        place=("desk_incidents", {}),
        staff=staff,
        tell=_tell(),
        incidents=incident_progress.listed(state),
        suggestions=incidents.suggestions(state),
        states=STATES,
        may=Right.MANAGE in rights(staff),
    )


def new(state: State, staff: StaffMember) -> Response:
    """``GET /desk/incidents/new``; a suggestion comes along in the address."""
    given = {name: request.args.get(name, "") for name in ("reason", "sku", "title", "since")}
    return _new(state, staff, {name: value for name, value in given.items() if value})


def create(state: State, staff: StaffMember) -> Response:
    """``POST /desk/incidents/new``."""
    typed = _typed()
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, "new"))
        values = load(schemas.DraftSchema(), nested(request.form, without=(csrf.FIELD,)))
        draft = _draft(values)
    except BadToken:
        return _new(state, staff, typed, 409, {"": (language().say(EXPIRED),)})
    except InvalidInput as error:
        return _new(state, staff, typed, 422, sentences(error, _tell()))
    return redirect(link("desk_incident", incident_id=incidents.create(state, draft, by=staff)), 303)


def _draft(values: Mapping[str, Any]) -> Draft:
    since, until = values["since"], values["until"]
    if since is not None and until is not None and until < since:
        raise InvalidInput.one("until", "date_in_past")
    return Draft(
        title=values["title"],
        reason=values["reason"],
        happened=values["happened"],
        sku=values["sku"] or None,
        promo=values["promo"] or None,
        since=_begin_of(since) if since else None,
        until=end_of(until, reader.zone()) if until else None,
    )


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(reader.zone())).astimezone(UTC)


def _new(
    state: State,
    staff: StaffMember,
    typed: Mapping[str, str],
    status: int = 200,
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    tell = _tell()
    form = _form(state, staff, "new", link("desk_incident_create"), typed=typed, wrong=wrong)
    return page(
        "amends/desk/incident_new.html",
        status,
        place=("desk_incident_new", {}),
        staff=staff,
        tell=tell,
        f=form,
        faults=form.faults(tell),
        reasons=tell.choices("reason", Reason),
        asks_shop=state.handlers.affected_orders is not None,
    )


def detail(state: State, staff: StaffMember, incident_id: str) -> Response:
    """``GET /desk/incidents/<id>``."""
    return _show(state, staff, incident_id)


def take(state: State, staff: StaffMember, incident_id: str, step: str) -> Response:
    """``POST /desk/incidents/<id>/<step>``."""
    if step not in _STEPS:
        raise NotFound("page", step)
    found = incident_progress.get(state, incident_id)
    schema, carry_out = _STEPS[step]
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, incident_id))
        values = load(schema(), nested(request.form, without=(csrf.FIELD,)))
        carry_out(state, staff, found, values)
    except BadToken:
        return _show(state, staff, incident_id, 409, step=step, wrong={"": (language().say(EXPIRED),)})
    except InvalidInput as error:
        wrong = sentences(error, _tell())
        if any(one.code == "nobody_left" for many in error.fields.values() for one in many):
            wrong = {"": (language().say(NOBODY),)}
        return _show(state, staff, incident_id, 422, step=step, wrong=wrong)
    except NotAllowed:
        return _show(state, staff, incident_id, 409, step=step, wrong={"": (language().say(NOT_NOW),)})
    return redirect(link("desk_incident", incident_id=incident_id, did=step), 303)


Found = incident_progress.Incident


def _find(state: State, _staff: StaffMember, found: Found, _values: Mapping[str, Any]) -> None:
    incidents.find(state, found.row.id)


def _plan(state: State, _staff: StaffMember, found: Found, values: Mapping[str, Any]) -> None:
    currency = found.row.currency
    amounts: dict[str, Money | None] = {}
    for name in ("amount", "cap"):
        typed = values[name]
        if typed is not None:
            check_decimals(typed, currency, name)
        amounts[name] = None if typed is None else Money(amount=typed, currency=currency)
    terms = Terms(kind=values["kind"], amount=amounts["amount"])
    incidents.plan(state, found.row.id, terms, words=values["words"], cap=amounts["cap"], currency=currency)


def _send(state: State, staff: StaffMember, found: Found, _values: Mapping[str, Any]) -> None:
    incidents.send(state, found.row.id, by=staff)


def _stop(state: State, _staff: StaffMember, found: Found, _values: Mapping[str, Any]) -> None:
    incidents.stop(state, found.row.id)


def _note(state: State, _staff: StaffMember, found: Found, values: Mapping[str, Any]) -> None:
    incidents.publish(state, found.row.id, values["notes"], public=values["public"])


def _close(state: State, _staff: StaffMember, found: Found, values: Mapping[str, Any]) -> None:
    incidents.close(state, found.row.id, report=values["report"])


_Step = Callable[[State, StaffMember, Found, Mapping[str, Any]], None]
_STEPS: Mapping[str, tuple[type[FormSchema], _Step]] = {
    "find": (schemas.NothingSchema, _find),
    "plan": (schemas.PlanSchema, _plan),
    "send": (schemas.NothingSchema, _send),
    "stop": (schemas.NothingSchema, _stop),
    "note": (schemas.PublishSchema, _note),
    "close": (schemas.CloseSchema, _close),
}


def _show(
    state: State,
    staff: StaffMember,
    incident_id: str,
    status: int = 200,
    *,
    step: str = "",
    wrong: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    found = incident_progress.get(state, incident_id)
    tell = _tell()
    kept = {"plan": _planned(found), "note": _noted(found), "close": {}}
    forms = {
        name: _form(
            state,
            staff,
            incident_id,
            link("desk_incident_step", incident_id=incident_id, step=name),
            typed=_typed() if name == step else typed,
            wrong=wrong if name == step else None,
            key=name,
        )
        for name, typed in {**kept, "find": {}, "send": {}, "stop": {}}.items()
    }
    cost = incidents.cost_each(found.row)
    did = request.args.get("did", "")
    return page(
        "amends/desk/incident.html",
        status,
        place=("desk_incident", {"incident_id": incident_id}),
        staff=staff,
        tell=tell,
        found=found,
        row=found.row,
        facts=incidents.facts_of(found.row),
        forms=forms,
        faults=forms[step].faults(tell) if step and wrong else [],
        kinds=tell.choices("remedy", incidents.OFFERED),
        states=STATES,
        stands=STANDS,
        why=WHY,
        otherwise=ELSE,
        may=Right.MANAGE in rights(staff),
        whole=cost * (found.progress.found + found.progress.sent),
        left=_left(state, found),
        did=did if did in _STEPS and not wrong else "",
    )


def _left(state: State, found: Found) -> Money | None:
    with state.store.read() as unit:
        return goodwill.left(unit, state, found.row.currency, state.clock.now())


def _planned(found: Found) -> dict[str, str]:
    terms, row = found.terms, found.row
    return {
        "kind": terms.kind.value if terms else "",
        "amount": str(terms.amount.amount) if terms and terms.amount else "",
        "words": row.words,
        "cap": str(row.cap.amount) if row.cap is not None else "",
    }


def _noted(found: Found) -> dict[str, str]:
    typed = {f"notes.{locale}": text for locale, text in found.row.notes.items()}
    return {**typed, "public": "on" if found.row.is_public else ""}


def _form(
    state: State,
    staff: StaffMember,
    about: str,
    url: str,
    *,
    typed: Mapping[str, str],
    wrong: Mapping[str, tuple[str, ...]] | None,
    key: str = "incident",
) -> PlainForm:
    token = csrf.issue(state, FORM, bound=bound_to(staff, about))
    return PlainForm(key=key, url=url, token=token, typed=typed, wrong=wrong or {}, labels=schemas.LABELS)


def _typed() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != csrf.FIELD}


def _tell() -> Telling:
    return Telling(language(), reader.zone())


ROUTES = (
    Route("/desk/incidents", "desk_incidents", "GET", listing),
    Route("/desk/incidents/new", "desk_incident_new", "GET", new, Right.MANAGE),
    Route("/desk/incidents/new", "desk_incident_create", "POST", create, Right.MANAGE),
    Route("/desk/incidents/<incident_id>", "desk_incident", "GET", detail),
    Route("/desk/incidents/<incident_id>/<step>", "desk_incident_step", "POST", take, Right.MANAGE),
)
