"""Legal holds at the desk: why a case must be kept, who answers for it, and lifting it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.errors import InvalidInput, Message
from flask_amends.ports import StaffMember
from flask_amends.service import holding
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sheets import Sheet, received, sheet
from flask_amends.web.desk.sitting import Sitting, bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

PLACE, LIFT = "hold", "lift"
LONGEST = 2000
PLACE_LABELS = {"reason": N_("Why it must be kept"), "owner": N_("Who answers for it")}
LIFT_LABELS = {"because": N_("Why it is lifted")}


class PlaceSchema(FormSchema):
    """Why a case is kept, and who answers for that."""

    reason = SafeText(required=True, shortest=5, longest=LONGEST, multiline=True)
    owner = SafeText(required=True, longest=200)


class LiftSchema(FormSchema):
    """Why it need not be kept any more."""

    because = SafeText(required=True, shortest=5, longest=LONGEST, multiline=True)


def case_hold(sitting: Sitting) -> Mapping[str, Any] | None:
    """For the case page: whether it is on hold. Others than leads see it only while it is."""
    standing = holding.of_case(sitting.state, sitting.view.id).standing
    return {"standing": standing} if standing or Right.MANAGE in rights(sitting.staff) else None


def show(state: State, staff: StaffMember, case_id: str) -> Response:
    """``GET /desk/cases/<id>/hold``."""
    return _page(state, staff, case_id)


def place(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/cases/<id>/hold``."""
    form = _placing(state, staff, case_id)
    try:
        received(state, PLACE, bound=bound_to(staff, case_id))
        values = load(PlaceSchema(), nested(request.form, without=(csrf.FIELD,)))
        holding.place(state, case_id, staff=staff, **values)
    except (BadToken, InvalidInput) as error:
        return _page(state, staff, case_id, 422, placing=form.again(_tell(), _wrong(error)))
    return redirect(link("desk_case_hold", case_id=case_id, did="placed"), 303)


def lift(state: State, staff: StaffMember, case_id: str, hold_id: str) -> Response:
    """``POST /desk/cases/<id>/hold/<hold>``. Lifting twice is as good as once."""
    form = _lifting(state, staff, case_id, hold_id)
    try:
        received(state, LIFT, bound=bound_to(staff, f"{case_id}/{hold_id}"))
        values = load(LiftSchema(), nested(request.form, without=(csrf.FIELD,)))
        holding.lift(state, case_id, hold_id, staff=staff, **values)
    except (BadToken, InvalidInput) as error:
        return _page(state, staff, case_id, 422, lifting=(hold_id, form.again(_tell(), _wrong(error))))
    return redirect(link("desk_case_hold", case_id=case_id, did="lifted"), 303)


def _wrong(error: BadToken | InvalidInput) -> InvalidInput:
    return error if isinstance(error, InvalidInput) else InvalidInput({"": [Message(code="form_expired")]})


def _tell() -> Telling:
    return Telling(language(), reader.zone())


def _placing(state: State, staff: StaffMember, case_id: str) -> Sheet:
    url = link("desk_case_hold_place", case_id=case_id)
    return sheet(state, PLACE, url, bound=bound_to(staff, case_id), labels=PLACE_LABELS, owner=staff.name)


def _lifting(state: State, staff: StaffMember, case_id: str, hold_id: str) -> Sheet:
    url = link("desk_case_hold_lift", case_id=case_id, hold_id=hold_id)
    return sheet(state, LIFT, url, bound=bound_to(staff, f"{case_id}/{hold_id}"), labels=LIFT_LABELS)


def _page(
    state: State,
    staff: StaffMember,
    case_id: str,
    status: int = 200,
    *,
    placing: Sheet | None = None,
    lifting: tuple[str, Sheet] | None = None,
) -> Response:
    found, tell = holding.of_case(state, case_id), _tell()
    forms = {hold.id: _lifting(state, staff, case_id, hold.id) for hold in found.standing}
    if lifting is not None and lifting[0] in forms:
        forms[lifting[0]] = lifting[1]
    shown = placing or _placing(state, staff, case_id)
    did = request.args.get("did", "")
    return page(
        "amends/desk/hold.html",
        status,
        place=("desk_case_hold", {"case_id": case_id}),
        staff=staff,
        tell=tell,
        case_id=case_id,
        found=found,
        placing=shown,
        lifting=forms,
        faults=[*shown.faults(tell), *(one for form in forms.values() for one in form.faults(tell))],
        did=did if did in ("placed", "lifted") and status == 200 else "",
    )


ROUTES = (
    Route("/desk/cases/<case_id>/hold", "desk_case_hold", "GET", show, Right.MANAGE),
    Route("/desk/cases/<case_id>/hold", "desk_case_hold_place", "POST", place, Right.MANAGE),
    Route("/desk/cases/<case_id>/hold/<hold_id>", "desk_case_hold_lift", "POST", lift, Right.MANAGE),
)
