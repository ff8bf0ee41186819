"""Questions at the desk: the queue by promised date, one question with all that was written, and its acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets import formats
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words.remedies import WISHES
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import InvalidInput, LimitReached, NotAllowed, NotFound, RefusedError, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import enquiries, enquiry_acts, replies, snippets
from flask_amends.service.enquiries import Enquiry
from flask_amends.service.enquiry_states import Deed, deeds_of
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.enquiry_list import STATES
from flask_amends.web.desk.enquiry_sheets import SCHEMAS, TOLD, Sheet
from flask_amends.web.desk.replying import ANYWAY, CHOSEN, NOTHING, SNIPPET, Help, look, put_in
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.contact_facts import topic
from flask_amends.web.storefront.contact_slots import hours, key_of

FORM = "desk.question"
_FRAME = (csrf.FIELD, "step", CHOSEN)
#: What staff can do, in the order in which it is shown; a release stands above everything else.
ORDER = (Deed.RELEASE, Deed.AGREE, Deed.ANSWER, Deed.HOLD, Deed.CLAIM, Deed.CLOSE)
DEEDS = {
    "ask": N_("asked"),
    "reply": N_("wrote again"),
    "release": N_("taken as a real question"),
    "answer": N_("answered"),
    "hold": N_("said that it takes longer"),
    "agree": N_("agreed on a call"),
    "close": N_("closed it without an answer"),
    "claim": N_("made it a claim"),
}
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
MOVED = N_(
    "Somebody wrote or acted since you opened the page. Nothing of yours was sent, and what you typed is "
    "kept. Please read what is new, and send it again."
)
TOO_MANY = N_("Many claims came from this address today. You can make one from this question tomorrow.")


def detail(state: State, staff: StaffMember, enquiry_id: str) -> Response:
    """``GET /desk/questions/<id>``; ``?faq=`` puts a ready-made answer into the form, to be edited (T9)."""
    return _show(state, staff, enquiry_id)


def act(state: State, staff: StaffMember, enquiry_id: str, action: str) -> Response:
    """``POST /desk/questions/<id>/<act>``. What was typed is kept, whatever hinders it."""
    if Right.ACT not in rights(staff):
        raise NotAllowed("This role reads only.")
    if action not in SCHEMAS:
        raise NotFound("act", action)
    deed, tell = Deed(action), Telling(language(), reader.zone())
    form = request.form
    sheet = _sheet(state, staff, enquiry_id, deed, _number(form.get("seen", "")))
    sheet = replace(sheet, typed={key: value for key, value in form.items() if key not in (*_FRAME, "seen")})
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, enquiry_id))
        if form.get("step") == SNIPPET:
            return _with_snippet(state, staff, sheet)
        values = load(SCHEMAS[deed](), nested(form, without=_FRAME))
        if form.get("step") != ANYWAY and (found := _look(state, deed, values)).any:
            return _show(state, staff, enquiry_id, replace(sheet, help=found))
        _do(state, staff, enquiry_id, deed, values)
    except BadToken:
        return _again(state, staff, sheet, {"": (language().say(EXPIRED),)}, 409)
    except StaleVersion:
        return _again(state, staff, sheet, {"": (language().say(MOVED),)}, 409)
    except LimitReached:
        return _again(state, staff, sheet, {"": (language().say(TOO_MANY),)}, 429)
    except RefusedError as error:
        said = tell.refusal(error.refusal.code, error.refusal.params)
        return _again(state, staff, sheet, {"": (said,)})
    except InvalidInput as error:
        wrong = {name: tuple(map(tell.fault, many)) for name, many in error.fields.items()}
        return _again(state, staff, sheet, wrong)
    return redirect(link("desk_question", enquiry_id=enquiry_id, did=deed.value), 303)


def _with_snippet(state: State, staff: StaffMember, sheet: Sheet) -> Response:
    """The form once more, with the chosen snippet in it (T9)."""
    found = enquiries.get(state, sheet.enquiry_id)
    row = found.row
    known = snippets.facts(
        state,
        staff,
        locale=row.locale,
        zone=row.time_zone,
        deadline=row.answer_by,
        shopper_name=found.person.name,
        order_number=row.order_number,
        case_number=row.reference_number,
    )
    typed, advice = put_in(state, sheet.typed, "text", known, request.form.get(CHOSEN, ""))
    return _show(state, staff, sheet.enquiry_id, replace(sheet, typed=typed, help=advice))


def _look(state: State, deed: Deed, values: Mapping[str, Any]) -> Help:
    """What the reply check thinks of what the shopper would read; what cannot be sent is refused first."""
    text = values.get("text", "")
    if deed not in TOLD or not text:
        return NOTHING
    with state.store.read() as unit:
        replies.check_sendable(unit, state, text)
    return look(text)


def _do(state: State, staff: StaffMember, enquiry_id: str, deed: Deed, values: Mapping[str, Any]) -> None:
    seen, text = values["seen"], values.get("text", "")
    match deed:
        case Deed.ANSWER:
            enquiry_acts.answer(state, enquiry_id, text, by=staff, seen=seen)
        case Deed.HOLD:
            until = values["until"].replace(tzinfo=ZoneInfo(reader.zone())).astimezone(UTC)
            enquiry_acts.hold(state, enquiry_id, text, until, by=staff, seen=seen)
        case Deed.AGREE:
            slot = _slots(enquiries.get(state, enquiry_id)).get(values["slot"])
            if slot is None:
                raise InvalidInput.one("slot", "slot_gone")
            enquiry_acts.agree(state, enquiry_id, slot, text, by=staff, seen=seen)
        case Deed.CLOSE:
            enquiry_acts.close(state, enquiry_id, text, by=staff, seen=seen)
        case Deed.CLAIM:
            reason, ask = Reason(values["reason"]), Remedy(values["ask"])
            enquiry_acts.make_claim(state, enquiry_id, reason=reason, ask=ask, by=staff, seen=seen)
        case _:
            enquiry_acts.release(state, enquiry_id, by=staff, seen=seen)


def _slots(found: Enquiry) -> dict[str, datetime]:
    wanted = (datetime.fromisoformat(one) for one in found.row.wanted)
    return {key_of(one): one for one in wanted}


def _again(
    state: State,
    staff: StaffMember,
    sheet: Sheet,
    wrong: dict[str, tuple[str, ...]],
    status: int = 422,
) -> Response:
    return _show(state, staff, sheet.enquiry_id, replace(sheet, wrong=wrong), status)


def _sheet(state: State, staff: StaffMember, enquiry_id: str, deed: Deed, seen: int) -> Sheet:
    return Sheet(
        deed=deed,
        enquiry_id=enquiry_id,
        url=link("desk_question_act", enquiry_id=enquiry_id, action=deed.value),
        token=csrf.issue(state, FORM, bound=bound_to(staff, enquiry_id)),
        seen=seen,
    )


def _show(
    state: State, staff: StaffMember, enquiry_id: str, again: Sheet | None = None, status: int = 200
) -> Response:
    found = enquiries.get(state, enquiry_id)
    row, now = found.row, state.clock.now()
    tell = Telling(language(), reader.zone())
    may_act = Right.ACT in rights(staff) and found.person.erased_at is None
    # Every form is made for the page as it is shown: it has the last entry on it.
    sheets = {
        deed: _sheet(state, staff, enquiry_id, deed, row.written)
        for deed in ORDER
        if may_act and deed in deeds_of(row.state) and _makes_sense(deed, found, now)
    }
    if again is not None and again.deed in sheets:
        fresh = sheets[again.deed]
        sheets[again.deed] = replace(fresh, typed=again.typed, wrong=again.wrong, help=again.help)
    elif (ready := _ready(state, found)) is not None and Deed.ANSWER in sheets:
        sheets[Deed.ANSWER] = replace(sheets[Deed.ANSWER], typed={"text": ready})
    did = request.args.get("did", "") if again is None else ""
    return page(
        "amends/desk/question.html",
        status,
        place=("desk_question", {"enquiry_id": row.id}),
        staff=staff,
        tell=tell,
        found=found,
        row=row,
        topic=topic(state, row.topic),
        overdue=row.answer_by is not None and row.answer_by <= now,
        sheets=sheets,
        faults=again.faults(tell) if again else [],
        again=again,
        kept=again.typed if again is not None and again.deed not in sheets else {},
        did=did if did in DEEDS else "",
        faq=topic(state, row.topic, row.locale).faq,
        slots=[(key_of(one), _slot_words(state, row, one)) for one in _open_slots(found, now)],
        reasons=tell.choices("reason", list(Reason)),
        wishes=tell.choices("remedy", WISHES),
        states=STATES,
        deeds=DEEDS,
        may_act=may_act,
        can_mail=state.can_mail,
    )


def _makes_sense(deed: Deed, found: Enquiry, now: datetime) -> bool:
    """Whether there is anything to agree on, and anything to make a claim of."""
    if deed is Deed.AGREE:
        return bool(_open_slots(found, now))
    return deed is not Deed.CLAIM or any(one.by == "shopper" and one.text for one in found.messages)


def _open_slots(found: Enquiry, now: datetime) -> list[datetime]:
    return [one for one in _slots(found).values() if one > now]


def _slot_words(state: State, row: EnquiryRow, slot: datetime) -> str:
    """A wanted time on the desk's clock, and on the shopper's beside it."""
    tell, zone = language(), reader.zone()
    day = formats.day(slot, tell.code, zone)
    theirs = row.time_zone or state.settings.time_zone
    return f"{day}, {hours(slot, zone, theirs, Language(tell.code, html=False))}"


def _ready(state: State, found: Enquiry) -> str | None:
    """The ready-made answer that was asked for, in the sender's language."""
    answers = [answer for _, answer in topic(state, found.row.topic, found.row.locale).faq]
    number = _number(request.args.get("faq", "")) - 1
    return answers[number] if 0 <= number < len(answers) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


ROUTES = (
    Route("/desk/questions/<enquiry_id>", "desk_question", "GET", detail),
    Route("/desk/questions/<enquiry_id>/<action>", "desk_question_act", "POST", act),
)
