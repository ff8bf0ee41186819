"""People at the desk: what is kept about somebody, all of it as a file, erasing it (security 78-80)."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, request
from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.errors import InvalidInput, LegalHold, Message, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import people, privacy
from flask_amends.service.people import Known
from flask_amends.service.tokens import BadToken
from flask_amends.settings.retention import key_of
from flask_amends.state import State
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.desk.sheets import Sheet, received, sheet
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import FormSchema, SafeEmail, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page

FIND, ERASE = "person_find", "person_erase"
FIND_LABELS = {"email": N_("E-mail")}
ERASE_LABELS = {"confirmation": N_("Type it to confirm"), "reason": N_("Legal reason")}
#: What each class is called, and the period that ends it by itself.
CLASSES = {
    "persons": (N_("Name and addresses"), "persons"),
    "wishes": (N_("What was decided about calls and mails"), "mails"),
    "cases": (N_("Cases, with every word in them"), "cases"),
    "files": (N_("Photos"), "cases"),
    "questions": (N_("Questions"), "questions"),
    "withdrawals": (N_("Withdrawals"), "withdrawals"),
    "reviews": (N_("Reviews"), "reviews"),
    "mails": (N_("E-mails that were sent"), "mails"),
    "links": (N_("Links and visits"), "links"),
    "webhooks": (N_("Messages to and from others"), "webhooks"),
    "notes": (N_("Internal notes of staff"), "cases"),
    "log": (N_("Lines in the log of reads and acts"), "audit"),
}


class FindSchema(FormSchema):
    """An address."""

    email = SafeEmail(required=True)


class EraseSchema(FormSchema):
    """What was typed to confirm, and the reason where something holds the person's data."""

    confirmation = SafeText(required=True, longest=320)
    reason = SafeText(load_default="", longest=1000, multiline=True)


def search(state: State, staff: StaffMember) -> Response:
    """``GET /desk/people``."""
    return _search_page(state, staff, _finding(state, staff))


def find(state: State, staff: StaffMember) -> Response:
    """``POST /desk/people``: by post, so that no address stands in an address."""
    form = _finding(state, staff)
    try:
        received(state, FIND, bound=bound_to(staff, ""))
        email = load(FindSchema(), nested(request.form, without=(csrf.FIELD,)))["email"]
        return redirect(link("desk_person", person_id=people.find(state, email)), 303)
    except NotFound:
        error = InvalidInput.one("email", "nobody_by_that_address")
        return _search_page(state, staff, form.again(_tell(), error), 404)
    except (BadToken, InvalidInput) as error:
        return _search_page(state, staff, form.again(_tell(), _wrong(error)), 422)


def show(state: State, staff: StaffMember, person_id: str) -> Response:
    """``GET /desk/people/<person>``."""
    return _page(state, staff, person_id)


def export(state: State, _staff: StaffMember, person_id: str) -> FlaskResponse:
    """``GET /desk/people/<person>/export``: everything as an archive; ``internal=1`` with notes of staff."""
    made = people.export(state, person_id, internal=request.args.get("internal") == "1")
    response = FlaskResponse(made.pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def erase(state: State, staff: StaffMember, person_id: str) -> Response:
    """``POST /desk/people/<person>/erase``: nothing brings it back, so it is confirmed by typing."""
    known = people.about(state, person_id)
    form = _erasing(state, staff, known)
    try:
        received(state, ERASE, bound=bound_to(staff, person_id))
        values = load(EraseSchema(), nested(request.form, without=(csrf.FIELD,)))
        _check(known, values)
        privacy.erase(
            state,
            email=known.email,
            person_id=None if known.email else person_id,
            legal_reason=values["reason"] or None,
        )
    except LegalHold:
        error = InvalidInput.one("reason", "reason_needed")
        return _page(state, staff, person_id, 422, form.again(_tell(), error))
    except (BadToken, InvalidInput) as error:
        return _page(state, staff, person_id, 422, form.again(_tell(), _wrong(error)))
    return redirect(link("desk_person", person_id=person_id, did="erased"), 303)


def _check(known: Known, values: dict[str, Any]) -> None:
    wrong: dict[str, list[Message]] = {}
    if values["confirmation"].strip().lower() != _word(known).lower():
        wrong["confirmation"] = [Message(code="typed_differently")]
    if known.kept.all and not values["reason"]:
        wrong["reason"] = [Message(code="reason_needed")]
    if wrong:
        raise InvalidInput(wrong)


def _word(known: Known) -> str:
    """What is typed to confirm: the address, or the id where none is known."""
    return known.email or known.first.id


def _wrong(error: BadToken | InvalidInput) -> InvalidInput:
    return error if isinstance(error, InvalidInput) else InvalidInput({"": [Message(code="form_expired")]})


def _tell() -> Telling:
    return Telling(language(), reader.zone())


def _finding(state: State, staff: StaffMember) -> Sheet:
    return sheet(state, FIND, link("desk_people_find"), bound=bound_to(staff, ""), labels=FIND_LABELS)


def _erasing(state: State, staff: StaffMember, known: Known) -> Sheet:
    person_id = known.first.id
    url = link("desk_person_erase", person_id=person_id)
    return sheet(state, ERASE, url, bound=bound_to(staff, person_id), labels=ERASE_LABELS)


def _search_page(state: State, staff: StaffMember, form: Sheet, status: int = 200) -> Response:
    periods = state.settings.retention.periods
    tell = _tell()
    return page(
        "amends/desk/people.html",
        status,
        place=("desk_people", {}),
        staff=staff,
        form=form,
        faults=form.faults(tell),
        classes=[(name, key_of(period), periods[period]) for name, period in CLASSES.values()],
    )


def _page(
    state: State, staff: StaffMember, person_id: str, status: int = 200, form: Sheet | None = None
) -> Response:
    known, tell = people.about(state, person_id), _tell()
    shown = form or _erasing(state, staff, known)
    periods = state.settings.retention.periods
    return page(
        "amends/desk/person.html",
        status,
        place=("desk_person", {"person_id": person_id}),
        staff=staff,
        tell=tell,
        known=known,
        word=_word(known),
        lines=[
            (name, known.counts[key], periods[period])
            for key, (name, period) in CLASSES.items()
            if known.counts.get(key)
        ],
        form=shown,
        faults=shown.faults(tell),
        may_erase=Right.MANAGE in rights(staff),
        did="erased" if request.args.get("did") == "erased" and known.is_erased else "",
    )


ROUTES = (
    Route("/desk/people", "desk_people", "GET", search, Right.AUDIT, Log.NOTHING),
    Route("/desk/people", "desk_people_find", "POST", find, Right.AUDIT),
    Route("/desk/people/<person_id>", "desk_person", "GET", show, Right.AUDIT),
    Route("/desk/people/<person_id>/export", "desk_person_export", "GET", export, Right.AUDIT, Log.EXPORT),
    Route("/desk/people/<person_id>/erase", "desk_person_erase", "POST", erase, Right.MANAGE),
)
