"""Withdrawals at the desk: by date, what was declared, and marking one as handled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.errors import InvalidInput
from flask_amends.ports import StaffMember
from flask_amends.service import withdrawals
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Flag, FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

PAGE = 50
LONGEST_NOTE = 2000
FORM = "desk.withdrawal"
#: What is shown; any other value counts as the first.
SHOWN = ("open", "handled", "all")
_HANDLED = {"open": False, "handled": True, "all": None}
LACKING = N_("You can read this, but your role does not include handling it.")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")


class HandledSchema(FormSchema):
    """That it is handled: with a note, and whether the order's cases end."""

    note = SafeText(longest=LONGEST_NOTE, multiline=True, load_default="")
    ends_cases = Flag(load_default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a form was not taken, and what was typed into it."""

    status: int
    text: str
    typed: dict[str, str] = field(default_factory=dict)


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/withdrawals``."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    after = read_place(request.args.get("after", ""))
    found = withdrawals.page(state, handled=_HANDLED[show], after=after, limit=PAGE + 1)
    lines = found[:PAGE]
    more = None
    if len(found) > PAGE:
        place = write_place(lines[-1].row.received_at, lines[-1].row.id)
        more = link("desk_withdrawals", show=show, after=place)
    return page(
        "amends/desk/withdrawals.html",
        place=("desk_withdrawals", {"show": show}),
        staff=staff,
        show=show,
        lines=lines,
        more=more,
        waiting=withdrawals.count_open(state),
    )


def detail(state: State, staff: StaffMember, withdrawal_id: str) -> Response:
    """``GET /desk/withdrawals/<id>``."""
    return _show(state, staff, withdrawal_id)


def handled(state: State, staff: StaffMember, withdrawal_id: str) -> Response:
    """``POST /desk/withdrawals/<id>/handled``."""
    trouble = _hindrance(state, staff, withdrawal_id)
    if trouble is not None:
        return _show(state, staff, withdrawal_id, trouble)
    try:
        values = load(HandledSchema(), nested(request.form, without=(csrf.FIELD,)))
    except InvalidInput as error:
        said = Telling(language(), reader.zone()).fault(next(iter(error.fields.values()))[0])
        return _show(state, staff, withdrawal_id, Trouble(status=422, text=said, typed=_typed()))
    withdrawals.mark_handled(
        state, withdrawal_id, staff=staff, note=values["note"], ends_cases=values["ends_cases"]
    )
    return redirect(link("desk_withdrawal", withdrawal_id=withdrawal_id, did="handled"), 303)


def receipt(state: State, staff: StaffMember, withdrawal_id: str) -> Response:
    """``POST /desk/withdrawals/<id>/receipt``: send the copy that was held back, or that failed."""
    trouble = _hindrance(state, staff, withdrawal_id)
    if trouble is not None:
        return _show(state, staff, withdrawal_id, trouble)
    sent = withdrawals.send_receipt(state, withdrawal_id)
    did = {"did": "receipt"} if sent else {}
    return redirect(link("desk_withdrawal", withdrawal_id=withdrawal_id, **did), 303)


def _hindrance(state: State, staff: StaffMember, withdrawal_id: str) -> Trouble | None:
    if Right.ACT not in rights(staff):
        return Trouble(status=403, text=language().say(LACKING))
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, withdrawal_id))
    except BadToken:
        return Trouble(status=409, text=language().say(EXPIRED), typed=_typed())
    return None


def _typed() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != csrf.FIELD}


def _show(state: State, staff: StaffMember, withdrawal_id: str, trouble: Trouble | None = None) -> Response:
    found = withdrawals.get(state, withdrawal_id)
    row = found.row
    did = request.args.get("did", "")
    copy = _copy(found.mails)
    there = row.received_at.astimezone(ZoneInfo(reader.zone()))
    facts: dict[str, Any] = {
        "one": found,
        "row": row,
        "exact": there.isoformat(sep=" ", timespec="seconds"),
        "copy": copy,
        "may_send": state.can_mail and bool(found.said) and (copy is None or copy.state == "failed"),
        "may_act": Right.ACT in rights(staff),
        "last_day": row.period_ends_at - timedelta(seconds=1) if row.period_ends_at else None,
        "days": state.settings.after.withdrawal_days,
        "form_token": csrf.issue(state, FORM, bound=bound_to(staff, row.id)),
        "trouble": trouble,
        "typed": trouble.typed if trouble else {"note": row.note or ""},
        "did": did if did in ("handled", "receipt") and trouble is None else "",
    }
    return page(
        "amends/desk/withdrawal.html",
        trouble.status if trouble else 200,
        place=("desk_withdrawal", {"withdrawal_id": row.id}),
        staff=staff,
        **facts,
    )


def _copy(mails: tuple[MailRow, ...]) -> MailRow | None:
    """The newest copy of the receipt."""
    sent = [one for one in mails if one.kind == withdrawals.RECEIPT]
    return sent[-1] if sent else None


ROUTES = (
    Route("/desk/withdrawals", "desk_withdrawals", "GET", listing),
    Route("/desk/withdrawals/<withdrawal_id>", "desk_withdrawal", "GET", detail),
    Route("/desk/withdrawals/<withdrawal_id>/handled", "desk_withdrawal_handled", "POST", handled),
    Route("/desk/withdrawals/<withdrawal_id>/receipt", "desk_withdrawal_receipt", "POST", receipt),
)
