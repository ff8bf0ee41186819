"""Claims that were put aside because a program may have sent them: released here, or by themselves.

Nothing is thrown away: a real complaint that looked automatic only starts a day later at worst. A claim that
the shop does not accept is released and answered like any other, so that its sender sees why.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.disputes import commands
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.errors import NotAllowed, RefusedError
from flask_amends.ports import StaffMember
from flask_amends.service import acts, cases, inbox
from flask_amends.service.parties import Party
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.desk_records import Sought
from flask_amends.storage.records import CaseView
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import link, page

FORM = "desk.held"
SHOWN = 50
#: Why a claim was held, as its form noted it.
WHY = {
    "trap": N_("A field was filled in that people do not see."),
    "fast": N_("It was sent within three seconds."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One claim that waits."""

    view: CaseView
    words: str
    why: tuple[str, ...]
    token: str


def held(state: State, staff: StaffMember) -> Response:
    """``GET /desk/held``."""
    tell = Telling(language(), reader.zone())
    listed, waiting = inbox.first(state, Sought(statuses=(Status.QUARANTINED.value,)), SHOWN)
    return page(
        "amends/desk/held.html",
        place=("desk_held", {}),
        staff=staff,
        tell=tell,
        held=[_held(state, staff, one.id) for one in listed],
        may_act=Right.ACT in rights(staff),
        released=request.args.get("released") == "1",
        waiting=waiting,
    )


def release(state: State, staff: StaffMember, case_id: str) -> Response:
    """``POST /desk/held/<id>``: a person wrote it, so its time begins. Twice is as good as once."""
    if Right.ACT not in rights(staff):
        raise NotAllowed("This role reads only.")
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, case_id))
    except BadToken:
        return redirect(link("desk_held"), 303)
    with suppress(RefusedError):  # somebody else released it, or the clock did
        acts.act(state, case_id, commands.Release(actor=Actor.SHOP), by=Party(actor=Actor.SHOP, staff=staff))
    if request.form.get("then") == "answer":
        return redirect(link("desk_case", case_id=case_id), 303)
    return redirect(link("desk_held", released="1"), 303)


def _held(state: State, staff: StaffMember, case_id: str) -> Held:
    view = cases.get(state, case_id, Actor.SHOP)
    created = view.entries[0].texts if view.entries else {}
    reasons = view.flags.get("held_for", ())
    return Held(
        view=view,
        words=created.get("description") or "",
        why=tuple(WHY[one] for one in reasons if one in WHY),
        token=csrf.issue(state, FORM, bound=bound_to(staff, case_id)),
    )


ROUTES = (
    Route("/desk/held", "desk_held", "GET", held),
    Route("/desk/held/<case_id>", "desk_release", "POST", release),
)
