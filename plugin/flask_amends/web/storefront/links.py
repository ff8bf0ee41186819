"""Links into rooms: a page that changes nothing, an exchange for a session, and a new link for a lost one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.service import cases, claims, limits
from flask_amends.service import links as service
from flask_amends.service.letters import post
from flask_amends.service.mail_rules import MailKind
from flask_amends.state import State, get_state
from flask_amends.web import csrf, logs
from flask_amends.web.access import leave_room, link_of, open_room, use_link, visitor
from flask_amends.web.fields import FormSchema, SafeEmail, SafeText, load
from flask_amends.web.forms import nested
from flask_amends.web.pages import link, page
from flask_amends.web.storefront.words import faults_of

NO_REFERRER = "no-referrer"
NEW_LINK = "new_link"
#: The form of everything that is done in a room.
ROOM_FORM = "room"


class LinkSchema(FormSchema):
    """Whose case: its number, and the address its mails go to."""

    case_reference = SafeText(required=True, longest=20)
    email = SafeEmail(required=True)


def register(bp: Blueprint) -> None:
    """The exchange, the end of all links, and the request of a new one."""
    logs.hide_tokens()
    bp.add_url_rule("/d/<token>", "open_room", exchange, methods=["POST"])
    bp.add_url_rule("/d/<case_id>/end-links", "end_links", end_links, methods=["POST"])
    bp.add_url_rule("/link", "new_link", ask_for_link, methods=["GET", "POST"])


def link_page(token: str) -> Response:
    """The page of a link: a button, and no side effect. Programs that look into mails open it too."""
    state = get_state()
    known = link_of(state, token)
    if known is None or known.case_id is None:
        return _lost(state, 404)
    view = cases.get(state, known.case_id, Actor.SHOPPER)
    return page(
        "amends/open.html",
        referrer=NO_REFERRER,
        token=token,
        reference=view.reference_number,
        verifies=view.dispute.needs_verification and view.dispute.status.value == "unverified",
        known_locale=view.locale,
    )


def exchange(token: str) -> Response | BaseResponse:
    """Open the room: the link becomes a session of this browser, and an address that waited is verified."""
    state = get_state()
    csrf.check_origin(state)
    known = link_of(state, token)
    if known is None or known.case_id is None or not use_link(state, known):
        return _lost(state, 404)
    case_id = claims.verify(state, known.case_id)
    already = {"already": "1"} if case_id != known.case_id else {}
    response = redirect(link("room", key=case_id, **already), 303)
    response.headers["Referrer-Policy"] = NO_REFERRER
    open_room(state, response, case_id, known.jti if case_id == known.case_id else None)  # type: ignore[arg-type]
    return response


def end_links(case_id: str) -> BaseResponse:
    """End every link to this case and every visit they opened, this one included (security 31).

    Only where a new link can be mailed: nobody is to lock themselves out of their own case.
    """
    state = get_state()
    who = visitor(state, case_id)
    csrf.form_of(state, ROOM_FORM, bound=who.bound)
    view = cases.get(state, who.case_id, Actor.SHOPPER)
    if not state.can_mail or view.shopper.email is None:
        raise NotAllowed("Without mails there would be no way back into the case.")
    service.end_all(state, view.id)
    response = redirect(link("new_link", ended="1"), 303)
    leave_room(state, response, view.id)  # type: ignore[arg-type]
    return response


def ask_for_link() -> Response | BaseResponse:
    """Ask for a new link. The answer is the same whether or not there is such a case."""
    state = get_state()
    if request.method == "GET":
        sent, ended = (request.args.get(name) == "1" for name in ("sent", "ended"))
        return page("amends/link.html", **_link_facts(state), sent=sent, ended=ended)
    csrf.check_origin(state)
    try:
        values = load(LinkSchema(), nested(request.form, without=(csrf.FIELD,)))
    except InvalidInput as error:
        facts = _link_facts(state) | {"faults": faults_of(error), "values": request.form.to_dict()}
        return page("amends/link.html", 422, **facts, sent=False, ended=False)
    _send_link(state, values["case_reference"], values["email"])
    return redirect(link("new_link", sent="1"), 303)


def _link_facts(state: State) -> dict[str, Any]:
    return {"faults": [], "values": {}, "form_token": csrf.issue(state, NEW_LINK), "can_mail": state.can_mail}


def _send_link(state: State, reference: str, email: str) -> None:
    now = state.clock.now()
    try:
        view = cases.get_by_reference(state, reference, Actor.SHOPPER)
    except NotFound:
        return
    if not state.can_mail or (view.shopper.email or "").casefold() != email.casefold():
        return
    with state.store.begin() as unit:
        often = not limits.has_room(unit, state, limits.LINKS_PER_CASE, view.id, now=now)
        if not often and limits.may_mail(unit, state, email, now=now):
            sent = unit.mails.of(view.id)
            asked = max((-one.event_sequence for one in sent if one.kind == MailKind.LINK), default=0)
            # It tells of no event: each time it is asked for, it is another one.
            mail = post(
                state,
                view.id,
                MailKind.LINK.value,
                person_id=view.shopper.id,
                sequence=-1 - asked,
                locale=view.locale,
            )
            unit.mails.add([mail])
            unit.after_commit(state.wake)


def _lost(state: State, status: int) -> Response:
    """The link is not (or no longer) one of ours: say so, and offer a new one."""
    return page("amends/lost.html", status, referrer=NO_REFERRER, can_mail=state.can_mail)
