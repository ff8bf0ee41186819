"""The dispute room: how the case stands, and a form for everything its shopper can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault
from flask_amends.disputes.vocabulary import Actor, RefusalCode
from flask_amends.errors import InvalidInput, RefusedError, StaleVersion
from flask_amends.service import acts as service
from flask_amends.service import cases, reviews
from flask_amends.service.parties import Party
from flask_amends.service.tokens import BadToken
from flask_amends.state import State, get_state
from flask_amends.storage.records import CaseView
from flask_amends.web import csrf, frames, reader, uploads
from flask_amends.web.access import Visitor, leave_room, visitor
from flask_amends.web.fields import load
from flask_amends.web.forms import nested
from flask_amends.web.limits import takes_photos
from flask_amends.web.notices.kept import kept
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import outlook, showing
from flask_amends.web.storefront.acts import ACTS, Act, Sent
from flask_amends.web.storefront.links import ROOM_FORM, link_page
from flask_amends.web.storefront.promised import promised
from flask_amends.web.storefront.words import faults_of, refusal_fault

FORM = ROOM_FORM
SCOPE = "room"
_FRAME = (csrf.FIELD, "seen", "confirmed", "time_zone", uploads.CAPTION, uploads.KEPT, uploads.REMOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request in a room: who, which case, and what is on the page besides the case."""

    state: State
    visitor: Visitor
    view: CaseView
    action: str = ""
    faults: tuple[Fault, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    photos: uploads.Photos = field(default_factory=uploads.Photos)
    refusal: Fault | None = None


def register(bp: Blueprint) -> None:
    """The room and what can be done in it."""
    bp.add_url_rule("/d/<key>", "room", show, methods=["GET"])
    bp.add_url_rule("/d/<case_id>/leave", "leave", leave, methods=["POST"])
    bp.add_url_rule("/d/<case_id>/<action>", "review", review, methods=["GET"])
    bp.add_url_rule("/d/<case_id>/<action>", "act", act, methods=["POST"])


def show(key: str) -> Response | BaseResponse:
    """The room itself, or the page of a link into one."""
    if not key.startswith("dsp_"):
        return link_page(key)
    return _room(_visit(key))


def show_again(case_id: str, action: str, faults: list[Fault]) -> Response:
    """The room with what is wrong in one of its forms, and everything typed there."""
    visit = _visit(case_id, action)
    return _room(_with(visit, faults=tuple(faults), values=request.form.to_dict()), 422)


def leave(case_id: str) -> BaseResponse:
    """End the session of this browser."""
    state = get_state()
    who = visitor(state, case_id)
    _form(state, who)
    response = redirect(link("home"), 303)
    leave_room(state, response, case_id)  # type: ignore[arg-type]
    return response


def review(case_id: str, action: str) -> Response | BaseResponse:
    """The page before something final: what it means, and a button that does it."""
    visit = _visit(case_id, action)
    if not _act_of(action).final:
        return redirect(f"{link('room', key=case_id)}#act-{action}", 303)
    if action not in {one.action.value for one in visit.view.available}:
        return _conflict(visit, Fault(field="", code=RefusalCode.WRONG_STATUS, refusal=True))
    return _review(visit)


@takes_photos
def act(case_id: str, action: str) -> Response | BaseResponse:
    """Do it. Anything that is wrong is shown on the page it came from, with everything typed and chosen."""
    visit = _visit(case_id, action)
    what = _act_of(action)
    photos = uploads.receive(visit.state) if what.photos else uploads.Photos()
    visit = _with(visit, photos=photos, values=request.form.to_dict())
    try:
        form = _form(visit.state, visit.visitor)
    except BadToken:
        faulty = [Fault(field=uploads.PHOTOS, code=one.code, params=one.params) for one in photos.faults]
        return _again(visit, what, [Fault(field="", code="form_expired"), *faulty])
    if _done_before(visit.state, case_id, form.key):
        return _to_room(case_id, action)
    try:
        command = _command(visit, what, form.key)
        if _moved_on(visit.view):
            return _conflict(visit, Fault(field="", code=RefusalCode.WRONG_STATUS, refusal=True))
        if what.final and request.form.get("confirmed") != "1":
            return _review(visit)
        # The case is changed only as it was looked at: the version goes along, and a lost race is told.
        service.act(
            visit.state,
            case_id,
            command,
            by=Party(actor=Actor.SHOPPER),
            expected_version=None if action in _FREE else visit.view.version,
            files=photos.ids,
        )
    except InvalidInput as error:
        return _again(visit, what, faults_of(error))
    except RefusedError as error:
        return _refused(visit, what, form.key, error)
    except StaleVersion:
        if _done_before(visit.state, case_id, form.key):
            return _to_room(case_id, action)
        return _conflict(_reload(visit), Fault(field="", code=RefusalCode.WRONG_STATUS, refusal=True))
    _remember(visit.state, case_id, form.key)
    return _to_room(case_id, action)


#: Acts that depend on nothing on the page, so that two of them at once do not stand in each other's way.
_FREE = frozenset({"post_message", "add_evidence"})


def _act_of(action: str) -> Act:
    if action not in ACTS:
        abort(404)
    return ACTS[action]


def _visit(case_id: str, action: str = "") -> Visit:
    state = get_state()
    who = visitor(state, case_id)
    return Visit(state=state, visitor=who, view=cases.get(state, case_id, Actor.SHOPPER), action=action)


def _with(visit: Visit, **changes: Any) -> Visit:
    return Visit(**{name: getattr(visit, name) for name in Visit.__slots__} | changes)


def _reload(visit: Visit) -> Visit:
    return _with(visit, view=cases.get(visit.state, visit.view.id, Actor.SHOPPER))


def _form(state: State, who: Visitor) -> csrf.Form:
    return csrf.form_of(state, FORM, bound=who.bound)


def _command(visit: Visit, what: Act, key: str) -> Any:
    visit.photos.raise_faults()
    values = load(what.schema(), nested(request.form, without=(*_FRAME, uploads.PHOTOS)))
    if visit.action == "add_evidence" and not visit.photos.kept and not values.get("note"):
        raise InvalidInput.one(uploads.PHOTOS, "required")
    dispute = visit.view.dispute
    currency = dispute.currency or visit.state.settings.currency
    zone = reader.zone(visit.view.time_zone)
    return what.command(
        Sent(
            values=values,
            dispute=dispute,
            currency=currency,
            zone=zone,
            key=key,
            extension_latest=showing.extension_latest(visit.view),
            delivery_latest=visit.view.policy.chosen_day.after(visit.state.clock.now()),
        )
    )


def _moved_on(view: CaseView) -> bool:
    """Whether another turn has begun since the page was made; a message never moves one."""
    if frames.endpoint() == "act" and (request.view_args or {}).get("action") in _FREE:
        return False
    seen = request.form.get("seen", "")
    return not seen.isascii() or not seen.isdigit() or int(seen[:9]) != showing.seen_of(view)


def _done_before(state: State, case_id: str, key: str) -> bool:
    with state.store.read() as unit:
        return unit.idempotency.known(f"{SCOPE}:{case_id}", key)


def _remember(state: State, case_id: str, key: str) -> None:
    with state.store.begin() as unit:
        unit.idempotency.claim(f"{SCOPE}:{case_id}", key, "", now=state.clock.now())


def _to_room(case_id: str, action: str) -> BaseResponse:
    return redirect(link("room", key=case_id, did=action), 303)


def _again(visit: Visit, what: Act, faults: list[Fault]) -> Response:
    """The form once more, with what is wrong in it."""
    again = _with(visit, faults=tuple(faults))
    return _review(again, 422) if what.final else _room(again, 422)


def _refused(visit: Visit, what: Act, key: str, error: RefusedError) -> Response | BaseResponse:
    if error.refusal.field is not None:
        return _again(_reload(visit), what, [refusal_fault(error.refusal)])
    if _done_before(visit.state, visit.view.id, key):
        return _to_room(visit.view.id, visit.action)
    return _conflict(_reload(visit), refusal_fault(error.refusal))


def _conflict(visit: Visit, refusal: Fault) -> Response:
    return _room(_with(visit, refusal=refusal), 409)


def photo_url(case_id: str) -> showing.PhotoUrl:
    """Where the photos of a case lie, and the pages that show them."""
    return lambda endpoint, file_id: link(endpoint, case_id=case_id, file_id=file_id)


def _facts(visit: Visit) -> dict[str, Any]:
    state, view = visit.state, visit.view
    silence = outlook.if_nobody_acts(view.dispute, view.policy, state.clock.now())
    did = request.args.get("did", "")
    return {
        "room": showing.room(state, view, silence, photo_url(view.id), reader.locale(view.locale)),
        "form_token": csrf.issue(state, FORM, bound=visit.visitor.bound),
        "currency": view.dispute.currency or state.settings.currency,
        "action": visit.action,
        "faults": visit.faults,
        "values": visit.values,
        "photos": visit.photos.references,
        "refusal": visit.refusal,
        "did": did
        if (did in ACTS or did in ("claim", "rate", "promise")) and request.method == "GET"
        else "",
        "promised": promised(state, view.id),
        "kept_notices": kept(state, view, reader.locale(view.locale)),
        "rating": None if view.dispute.is_open else reviews.of_case(state, view.id),
        "already": request.args.get("already") == "1",
        "known_locale": view.locale,
        "known_zone": view.time_zone,
    }


def _room(visit: Visit, status: int = 200) -> Response:
    return page("amends/room.html", status, **_facts(visit))


def _review(visit: Visit, status: int = 200) -> Response:
    """The page before something final."""
    what = dict(visit.values) or request.args.to_dict()
    offer_id = str(what.get("offer_id", ""))
    facts = _facts(visit) | {"values": what}
    offer = next((one for one in facts["room"].offers if one.id == offer_id), None)
    if visit.action == "accept_offer" and (
        offer is None or str(offer.version) != str(what.get("offer_version"))
    ):
        code = RefusalCode.OFFER_CHANGED if offer else RefusalCode.OFFER_UNKNOWN
        return _conflict(visit, Fault(field="", code=code, refusal=True))
    return page("amends/review.html", status, **facts, offer=offer)
