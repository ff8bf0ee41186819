"""The claim: one form, one page to check it, and then either the room or "look into your mail"."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault, Line
from flask_amends.disputes.commands import OpenClaim
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.errors import InvalidInput, NotAllowed, RefusedError
from flask_amends.service import claims
from flask_amends.service.tokens import BadToken
from flask_amends.state import State, get_state
from flask_amends.web import csrf, uploads
from flask_amends.web.access import open_room
from flask_amends.web.limits import takes_photos
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import outlook, words
from flask_amends.web.storefront.claim_form import (
    HONEYPOT,
    LONGEST_DESCRIPTION,
    Filled,
    claim_of,
    currency_of,
    field_of,
    read_form,
)
from flask_amends.web.storefront.orders import Context, from_token
from flask_amends.web.storefront.showing import shown_terms

FORM = "claim"
#: Nobody reads, writes and sends a claim in less; a program does. Such a claim waits for a look, it is not
#: refused.
SHORTEST_FILL = timedelta(seconds=3)
#: The order in which the page shows its fields.
ORDER = ("order_number", "items", "reason", "description", "photos", "ask", "amount", "name", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way: what is known, what was typed and chosen, and when its first page was opened."""

    state: State
    context: Context
    values: dict[str, Any] = field(default_factory=dict)
    photos: uploads.Photos = field(default_factory=uploads.Photos)
    started: int = 0
    key: str | None = None


def register(bp: Blueprint) -> None:
    """The form and its answer."""
    bp.add_url_rule("/claim", "claim", show, methods=["GET"])
    bp.add_url_rule("/claim", "send_claim", send, methods=["POST"])
    bp.add_url_rule("/claim/sent", "claim_sent", sent, methods=["GET"])


def show() -> Response:
    """The empty form, with what the link to it knows."""
    state = get_state()
    context = from_token(state, request.args.get("order"))
    typed = {"reason": request.args.get("reason", "")}
    return _form(Draft(state=state, context=context, values=typed, started=_now(state)))


@takes_photos
def send() -> Response | BaseResponse:
    """One step of the form: to the page for checking, back to the form, or to the shop."""
    state = get_state()
    csrf.check_origin(state)
    photos = uploads.receive(state)
    draft = Draft(
        state=state,
        context=from_token(state, request.form.get("order")),
        values=request.form.to_dict(),
        photos=photos,
        started=_now(state),
    )
    try:
        form = csrf.form_of(state, FORM)
    except (BadToken, NotAllowed):
        # Nothing is done with it, so nothing is lost by showing it again with a fresh token.
        faulty = [Fault(field=uploads.PHOTOS, code=one.code, params=one.params) for one in photos.faults]
        return _form(draft, [Fault(field="", code="form_expired"), *faulty])
    draft = replace(draft, started=int(form.issued_at.timestamp()), key=form.key)
    step = request.form.get("step", "review")
    if step == "edit":
        return _form(draft, status=200)
    try:
        filled = read_form(state, draft.context, photos)
        if step != "send":
            return _review(draft, filled)
        return _submit(draft, filled)
    except InvalidInput as error:
        return _form(draft, words.faults_of(error))


def sent() -> Response:
    """The same page for every guest, whatever they wrote."""
    state = get_state()
    return page("amends/sent.html", can_mail=state.can_mail, days=state.settings.policy.verify.length.days)


def _submit(draft: Draft, filled: Filled) -> Response | BaseResponse:
    state = draft.state
    suspicious = (
        bool(request.form.get(HONEYPOT)) or _now(state) - draft.started < SHORTEST_FILL.total_seconds()
    )
    claim = claim_of(
        state,
        filled,
        draft.context,
        draft.photos,
        idempotency_key=draft.key,
        suspicious=suspicious,
        network=network_of(request.remote_addr),
    )
    try:
        submitted = claims.submit(state, claim)
    except RefusedError as error:
        place = field_of(error.refusal.field, filled)
        return _form(draft, [words.refusal_fault(error.refusal, place)])
    if submitted.verification_sent:
        return redirect(link("claim_sent"), 303)
    already = {"already": "1"} if submitted.is_duplicate else {"did": "claim"}
    response = redirect(link("room", key=submitted.case_id, **already), 303)
    open_room(state, response, submitted.case_id)  # type: ignore[arg-type]
    return response


def network_of(address: str | None) -> str | None:
    """The network a request came from: limits count a /24 or a /56, as one address there is cheap."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))


def _now(state: State) -> int:
    return int(state.clock.now().timestamp())


def form_facts(draft: Draft, faults: list[Fault]) -> dict[str, Any]:
    """What the form's template shows; the same on our page and in a shop's own."""
    state = draft.state
    return {
        "context": replace(draft.context, lines=_lines(draft)),
        "values": draft.values,
        "photos": draft.photos.references,
        "faults": words.in_order(faults, ORDER),
        "form_token": csrf.issue(state, FORM, started=draft.started),
        "currency": currency_of(state, draft.context),
        "longest": LONGEST_DESCRIPTION,
        "max_photos": state.settings.max_photos,
        "max_photo_mb": state.settings.max_photo_bytes // 1_000_000,
    }


def _lines(draft: Draft) -> tuple[Line, ...]:
    """The order's lines as they were chosen so far."""
    values = draft.values
    return tuple(
        replace(
            line,
            chosen=bool(values.get(f"items.{index}.chosen")),
            wanted=str(values.get(f"items.{index}.quantity", "")),
        )
        for index, line in enumerate(draft.context.lines)
    )


def _form(draft: Draft, faults: list[Fault] | None = None, status: int | None = None) -> Response:
    shown = form_facts(draft, faults or [])
    return page("amends/claim.html", status or (422 if faults else 200), **shown)


def _review(draft: Draft, filled: Filled) -> Response:
    state = draft.state
    now = state.clock.now()
    claim = OpenClaim(
        dispute_id="dsp_",
        reason=Reason(filled.values["reason"]),
        ask=Terms(kind=Remedy(filled.values["ask"]), amount=filled.amount),
        description=filled.values["description"],
    )
    policy = state.settings.policy
    return page(
        "amends/claim_review.html",
        **form_facts(draft, []),
        filled=filled,
        ask=shown_terms(claim.ask),
        proven=draft.context.proves(state, filled.values["email"]),
        can_mail=state.can_mail,
        answer_by=outlook.first_answer_by(claim, policy, now),
        silence=outlook.of_a_new_claim(claim, policy, now),
        verify_days=policy.verify.length.days,
    )
