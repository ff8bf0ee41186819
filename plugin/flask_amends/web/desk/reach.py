"""How somebody can be reached: the one place of the desk that shows a customer's number, and its log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from amends_widgets.words.notices.contact import CHANNELS, PURPOSES
from flask_amends.errors import InvalidInput, Message
from flask_amends.guards.contact import Channel, Decision, Purpose
from flask_amends.ports import StaffMember
from flask_amends.service import reaching, wishes
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.wish_records import ContactRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sheets import Sheet, received, sheet
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Choice, FormSchema, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

NUMBER, WISH = "reach_number", "reach_wish"
PAGE = 50
LABELS = {"despite": N_("Why you call all the same")}
ANSWERS = {"allow": N_("Yes"), "later": N_("Later"), "deny": N_("No")}
#: Why the gate says what it says.
REASONS = {
    "owed": N_("They asked for it, or the law does"),
    "agreed": N_("At the time they chose"),
    "free": N_("Nothing speaks against it"),
    "do_not_call": N_("They do not want to be called"),
    "stopped": N_("They ended this way for good"),
    "needed": N_("It could not go on otherwise"),
    "refused": N_("They said no to it"),
    "only_if_needed": N_("They allow it only if it cannot go on otherwise"),
    "no_consent": N_("They never said yes to it"),
    "account_only": N_("They read notices in their account"),
    "overridden": N_("All the same, for a written reason"),
    "paused": N_("They paused it"),
    "quiet_hours": N_("It is no time for it where they are"),
    "no_time_fits": N_("Nobody knows where they are, and no hour suits everywhere"),
    "confirmed": N_("They confirmed the order already"),
    "too_often": N_("They were reached often enough"),
}


class NumberSchema(FormSchema):
    """Why the number is needed, where the gate says no."""

    despite = SafeText(load_default="", longest=500, multiline=True)


class WishSchema(FormSchema):
    """What somebody said they want no more."""

    what = Choice(("no_calls", "no_mails"), required=True)


def show(state: State, staff: StaffMember, person_id: str) -> Response:
    """``GET /desk/reach/<person>``: what may be done now; the number is not on it."""
    return _page(state, staff, person_id)


def number(state: State, staff: StaffMember, person_id: str) -> Response:
    """``POST /desk/reach/<person>/number``: the number, if they may be called now or a reason is given."""
    form = _form(state, staff, person_id, NUMBER)
    try:
        received(state, NUMBER, bound=bound_to(staff, person_id))
        despite = load(NumberSchema(), nested(request.form, without=(csrf.FIELD,)))["despite"]
        decision, phone = reaching.number(state, person_id, by=staff, despite=despite)
    except (BadToken, InvalidInput) as error:
        return _page(state, staff, person_id, 422, form.again(_tell(), _wrong(error)))
    return _page(state, staff, person_id, phone=phone, decision=decision)


def wish(state: State, staff: StaffMember, person_id: str) -> Response:
    """``POST /desk/reach/<person>/wish``: note what they said; it holds at once."""
    try:
        received(state, WISH, bound=bound_to(staff, person_id))
        what = load(WishSchema(), nested(request.form, without=(csrf.FIELD,)))["what"]
    except (BadToken, InvalidInput) as error:
        form = _form(state, staff, person_id, WISH)
        return _page(state, staff, person_id, 422, form.again(_tell(), _wrong(error)))
    reaching.note_wish(state, person_id, what)
    return redirect(link("desk_reach", person_id=person_id, did="noted"), 303)


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/reach``: every decision of the gate, the latest first."""
    denied = request.args.get("only") == "denied"
    before = _place(request.args.get("before", ""))
    rows, names = reaching.latest(state, PAGE + 1, before=before, denied=denied)
    shown = rows[:PAGE]
    used = {"only": "denied"} if denied else {}
    more = link("desk_reaches", before=_key(shown[-1]), **used) if len(rows) > PAGE else None
    return page(
        "amends/desk/reaches.html",
        place=("desk_reaches", used),
        staff=staff,
        tell=_tell(),
        denied=denied,
        more=more,
        log=shown,
        **_words(names),
    )


def _page(
    state: State,
    staff: StaffMember,
    person_id: str,
    status: int = 200,
    again: Sheet | None = None,
    *,
    phone: str | None = None,
    decision: Decision | None = None,
) -> Response:
    found, tell = reaching.about(state, person_id), _tell()
    forms = {one: _form(state, staff, person_id, one) for one in (NUMBER, WISH)}
    if again is not None:
        forms[again.key] = again
    call = next(
        (one for way, what, one in found.answers if (way, what) == (Channel.CALL, Purpose.CLAIM)), None
    )
    row = found.known.row
    return page(
        "amends/desk/reach.html",
        status,
        place=("desk_reach", {"person_id": person_id}),
        staff=staff,
        tell=tell,
        found=found,
        call=decision if decision is not None and not decision.allows else call,
        phone=phone,
        row=row,
        windows=wishes.windows(row) if row is not None else (),
        may=Right.ACT in rights(staff) and found.person.erased_at is None,
        forms=forms,
        faults=again.faults(tell) if again is not None else [],
        did="noted" if request.args.get("did") == "noted" else "",
        log=found.log,
        **_words(found.names),
    )


def _words(names: Any) -> dict[str, Any]:
    return {
        "names": names,
        "channels": CHANNELS,
        "purposes": PURPOSES,
        "answers": ANSWERS,
        "reasons": REASONS,
    }


def _wrong(error: BadToken | InvalidInput) -> InvalidInput:
    return error if isinstance(error, InvalidInput) else InvalidInput({"": [Message(code="form_expired")]})


def _form(state: State, staff: StaffMember, person_id: str, key: str) -> Sheet:
    end = "number" if key == NUMBER else "wish"
    url = link(f"desk_reach_{end}", person_id=person_id)
    return sheet(state, key, url, bound=bound_to(staff, person_id), labels=LABELS)


def _tell() -> Telling:
    return Telling(language(), reader.zone())


def _key(row: ContactRow) -> str:
    return f"{row.at.isoformat()}~{row.id}"


def _place(text: str) -> tuple[datetime, str] | None:
    at, _, key = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, key) if moment.tzinfo is not None and key.isascii() and len(key) <= 40 else None


ROUTES = (
    Route("/desk/reach", "desk_reaches", "GET", listing, Right.AUDIT),
    Route("/desk/reach/<person_id>", "desk_reach", "GET", show),
    Route("/desk/reach/<person_id>/number", "desk_reach_number", "POST", number, Right.ACT),
    Route("/desk/reach/<person_id>/wish", "desk_reach_wish", "POST", wish, Right.ACT),
)
