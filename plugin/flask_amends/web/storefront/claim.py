"""The claim: one form, one page to check it, and then either the room or "look into your mail"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from amends_widgets.facts import Fault, Line
from flask_amends.errors import InvalidInput, LimitReached, NotAllowed, RefusedError
from flask_amends.service import claims
from flask_amends.service.tokens import BadToken
from flask_amends.state import State, get_state
from flask_amends.web import csrf, uploads
from flask_amends.web.access import open_room
from flask_amends.web.limits import takes_photos
from flask_amends.web.network import network_of
from flask_amends.web.pages import link, page
from flask_amends.web.storefront import ahead, detours, words
from flask_amends.web.storefront.claim_form import (
    HONEYPOT,
    LONGEST_DESCRIPTION,
    Filled,
    claim_of,
    currency_of,
    field_of,
    read_form,
    zone_of,
)
from flask_amends.web.storefront.orders import Context, from_token, picture_address

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
        return _form(draft, [Fault(field="", code="form_expired"), *_of_photos(photos)])
    draft = replace(draft, started=int(form.issued_at.timestamp()), key=form.key)
    step = request.form.get("step", "review")
    if step == "edit":
        return _form(replace(draft, values=detours.going_on(draft.values)), status=200)
    if (detour := detours.detour_of(draft.context, draft.values)) is not None and not photos.faults:
        return _detour(draft, detour)
    try:
        filled = read_form(state, draft.context, photos)
        if step != "send":
            return _review(draft, filled)
        return _submit(draft, filled)
    except InvalidInput as error:
        return _form(draft, words.faults_of(error))
    except LimitReached as error:
        response = _form(draft, [words.limit_fault(error)], status=429)
        response.headers["Retry-After"] = str(int(error.retry_after.total_seconds()))
        return response


def sent() -> Response:
    """The same page for every guest, whatever they wrote."""
    state = get_state()
    return page("amends/sent.html", can_mail=state.can_mail, days=state.settings.policy.verify.length.days)


def _submit(draft: Draft, filled: Filled) -> Response | BaseResponse:
    state = draft.state
    held_for = _held_for(draft)
    claim = claim_of(
        state,
        filled,
        draft.context,
        draft.photos,
        idempotency_key=draft.key,
        suspicious=bool(held_for),
        flags={"held_for": held_for} if held_for else {},
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


def _held_for(draft: Draft) -> list[str]:
    """What makes a claim look like a program's; such a one waits for a look, it is not refused."""
    fast = _now(draft.state) - draft.started < SHORTEST_FILL.total_seconds()
    found = {"trap": bool(request.form.get(HONEYPOT)), "fast": fast}
    return [name for name, suspicious in found.items() if suspicious]


def _now(state: State) -> int:
    return int(state.clock.now().timestamp())


def form_facts(draft: Draft, faults: list[Fault]) -> dict[str, Any]:
    """What the form's template shows; the same on our page and in a shop's own."""
    state = draft.state
    finds = state.can_mail and state.order_lookup is not None and not draft.context.token
    return {
        "context": replace(draft.context, lines=_lines(draft)),
        "finds": finds and state.settings.base_url is not None,
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
            image=picture_address(line.image, request.host),
            chosen=bool(values.get(f"items.{index}.chosen")),
            wanted=str(values.get(f"items.{index}.quantity", "")),
        )
        for index, line in enumerate(draft.context.lines)
    )


def _form(draft: Draft, faults: list[Fault] | None = None, status: int | None = None) -> Response:
    shown = form_facts(draft, faults or [])
    wrong = draft.photos.status if draft.photos.faults else 422
    return page("amends/claim.html", status or (wrong if faults else 200), **shown)


def _of_photos(photos: uploads.Photos) -> list[Fault]:
    return [Fault(field=uploads.PHOTOS, code=one.code, params=one.params) for one in photos.faults]


def _detour(draft: Draft, detour: str) -> Response:
    door = detours.door_of(detour, draft.context)
    return page("amends/claim_detour.html", **form_facts(draft, []), detour=detour, door=door)


def _review(draft: Draft, filled: Filled) -> Response:
    state = draft.state
    proven = draft.context.proves(state, filled.values["email"])
    return page(
        "amends/claim_review.html",
        **form_facts(draft, []),
        filled=filled,
        proven=proven,
        can_mail=state.can_mail,
        ahead=ahead.of_claim(state, filled, draft.context, proven=proven),
        known_zone=zone_of(filled, draft.context),
    )
