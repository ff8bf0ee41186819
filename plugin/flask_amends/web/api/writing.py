"""Writing: claims for customers, every action, messages, evidence, photos, what happened to an order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from flask import request

from flask_amends.disputes.vocabulary import Action
from flask_amends.errors import InvalidInput, NotAllowed, StaleVersion
from flask_amends.ports import Order
from flask_amends.service import acts, claims, compensation
from flask_amends.service.audit import Kind
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.orderfacts import order_of
from flask_amends.service.orders import record_order_event
from flask_amends.service.photos import FULL, PHOTOS
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.web import uploads
from flask_amends.web.api import details, schemas
from flask_amends.web.api.acts import ACTS, UNVERSIONED, Sent
from flask_amends.web.api.disputes import answer_of, row_of, shown, url_of
from flask_amends.web.api.errors import ApiError
from flask_amends.web.api.reading import PHOTO, expected_version
from flask_amends.web.api.route import Answer, ApiRoute, Caller
from flask_amends.web.fields import FormSchema
from flask_amends.web.limits import takes_one_photo
from flask_amends.web.reader import named_zone

_STATE = "staged"
#: What the acts call by the names of forms.
_PATHS = {"files": "upload_ids"}


def open_dispute(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /disputes``."""
    taken = claims.submit(caller.state, _form(caller, data))
    if taken.is_duplicate:
        told = details.body(409, "duplicate_dispute") | {"dispute_id": taken.case_id}
        return Answer(status=409, body=told)
    made = shown(caller, taken.case_id, 201)
    return replace(made, headers={**made.headers, "Location": url_of(caller.state, taken.case_id)})


def _form(caller: Caller, data: Mapping[str, Any]) -> ClaimForm:
    settings = caller.state.settings
    values = {**data, "upload_ids": tuple(data["upload_ids"])}
    values["items"] = tuple(ClaimedItem(**one) for one in data["items"])
    values["locale"] = data["locale"] if data["locale"] in settings.locales else settings.default_locale
    values["time_zone"] = named_zone(data["time_zone"])
    return ClaimForm(**values)


def look_up(caller: Caller, data: Mapping[str, Any]) -> State:
    """Ask the shop for the order before the transaction: no code of the shop runs inside of ours."""
    found = order_of(caller.state, data["order_number"], data["email"])
    return _knowing(caller.state, found)


def look_up_number(caller: Caller, data: Mapping[str, Any]) -> State:
    """As :func:`look_up`, by the number alone."""
    ask = caller.state.order_lookup
    return caller.state if ask is None else _knowing(caller.state, ask(data["order_number"], None))


def _knowing(state: State, order: Order | None) -> State:
    def known(number: str, email: str | None) -> Order | None:  # noqa: ARG001 - the port's signature
        return order

    return replace(state, handlers=replace(state.handlers, order_lookup=known))


def act(caller: Caller, data: Mapping[str, Any], case_id: str, action: str) -> Answer:
    """``POST /disputes/<id>/actions/<action>``."""
    return _act(caller, data, case_id, Action(action))


def message(caller: Caller, data: Mapping[str, Any], case_id: str) -> Answer:
    """``POST /disputes/<id>/messages``."""
    return _act(caller, data, case_id, Action.POST_MESSAGE, 201)


def evidence(caller: Caller, data: Mapping[str, Any], case_id: str) -> Answer:
    """``POST /disputes/<id>/evidence``."""
    return _act(caller, data, case_id, Action.ADD_EVIDENCE, 201)


def _act(caller: Caller, data: Mapping[str, Any], case_id: str, action: Action, status: int = 200) -> Answer:
    """Carry an action out, for the side that this key speaks for; the life cycle decides whether."""
    with caller.state.store.read() as unit:
        row_of(unit, caller, case_id)
    expected = None if action in UNVERSIONED else expected_version(data)
    sent = {name: value for name, value in data.items() if name not in ("version", "upload_ids")}
    found = Sent(actor=caller.actor, data=sent, randomness=caller.state.randomness)
    try:
        view: CaseView = acts.act(
            caller.state,
            case_id,
            ACTS[action].build(found),
            by=caller.party,
            expected_version=expected.version if expected is not None else data.get("version"),
            files=data.get("upload_ids", ()),
        )
    except InvalidInput as error:
        raise InvalidInput({_PATHS.get(path, path): many for path, many in error.fields.items()}) from error
    except StaleVersion as error:
        if expected is not None and expected.by_header:
            return Answer(status=412, body=details.body(412, "precondition_failed", error))
        raise
    return answer_of(caller, view, status)


def perform(caller: Caller, _data: Mapping[str, Any], case_id: str) -> Answer:
    """``POST /disputes/<id>/compensation``: the shop's own function performs what is owed, once per debt."""
    with caller.state.store.read() as unit:
        row_of(unit, caller, case_id)
    try:
        compensation.request(caller.state, case_id, by=caller.party)
    except NotAllowed as error:
        raise ApiError("refused", 409) from error
    return shown(caller, case_id)


def check_version(caller: Caller, data: Mapping[str, Any]) -> State:
    """Nothing is remembered of a request that does not say what it has read."""
    action = Action(str((request.view_args or {})["action"]))
    if action not in UNVERSIONED:
        expected_version(data)
    return caller.state


def schema_of_action(action: str) -> type[FormSchema]:
    """What an action takes. Raises :class:`ApiError` (404) for one that there is not."""
    found = ACTS.get(Action(action)) if action in set(Action) else None
    if found is None:
        raise ApiError("unknown_action", 404)
    return found.schema


@takes_one_photo
def upload(_caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /uploads``: a photo that waits for its message or evidence."""
    made = data[_STATE]
    body = {"upload_id": made.id, "name": made.name, "media_type": made.media_type, "bytes": made.bytes}
    return Answer(status=201, body=body)


def stage(caller: Caller, data: dict[str, Any]) -> State:
    """Decode a photo and store it before the transaction; one that nobody uses is swept after two days."""
    try:
        with closing(data[PHOTO]) as file:
            data[_STATE] = uploads.stage(caller.state, file)
    except InvalidInput as error:
        faults = error.fields.get(PHOTOS, ())
        if any(one.code == FULL for one in faults):
            raise ApiError("photos_full", 507) from error
        raise InvalidInput({PHOTO: faults}) from error
    return caller.state


def order_event(caller: Caller, data: Mapping[str, Any]) -> Answer:
    """``POST /order-events``."""
    changed = record_order_event(caller.state, by=caller.party, **data)
    return Answer(body={"changed": list(changed)})


_ACT = ("unknown_dispute", "refused", "stale_version", "precondition_failed")
ROUTES = (
    ApiRoute(
        rule="/disputes",
        endpoint="api_open",
        method="POST",
        view=open_dispute,
        prepare=look_up,
        scope="disputes:open",
        kind=Kind.ACT,
        summary="Open a claim for a customer.",
        schema=schemas.OpenDispute,
        answers={201: "Dispute"},
        problems=("duplicate_dispute", "refused"),
    ),
    ApiRoute(
        rule="/disputes/<case_id>/actions/<action>",
        endpoint="api_act",
        method="POST",
        view=act,
        prepare=check_version,
        scope="disputes:act",
        kind=Kind.ACT,
        summary="Carry out an action.",
        schemas=schema_of_action,
        answers={200: "Dispute", 202: "Waiting"},
        conditional=True,
        problems=(*_ACT, "unknown_action", "version_missing"),
    ),
    ApiRoute(
        rule="/disputes/<case_id>/messages",
        endpoint="api_message",
        method="POST",
        view=message,
        scope="disputes:act",
        kind=Kind.ACT,
        summary="Write a message to everybody in the dispute.",
        schema=schemas.Message,
        answers={201: "Dispute"},
        problems=_ACT[:3],
    ),
    ApiRoute(
        rule="/disputes/<case_id>/evidence",
        endpoint="api_evidence",
        method="POST",
        view=evidence,
        scope="disputes:act",
        kind=Kind.ACT,
        summary="Add evidence, with photos that were uploaded before.",
        schema=schemas.Evidence,
        answers={201: "Dispute"},
        problems=_ACT[:3],
    ),
    ApiRoute(
        rule="/disputes/<case_id>/compensation",
        endpoint="api_compensation",
        method="POST",
        view=perform,
        scope="disputes:act",
        kind=Kind.ACT,
        summary="Have the shop's own function perform what is owed. Asked again, it is done once.",
        schema=schemas.Nothing,
        answers={200: "Dispute", 202: "Waiting"},
        problems=("unknown_dispute", "refused"),
    ),
    ApiRoute(
        rule="/uploads",
        endpoint="api_upload",
        method="POST",
        view=upload,
        prepare=stage,
        scope="disputes:act",
        kind=Kind.ACT,
        summary="Upload one photo (JPEG, PNG or WebP). It waits two days for its message or evidence.",
        photo=True,
        answers={201: "Upload"},
        problems=("photos_full",),
    ),
    ApiRoute(
        rule="/order-events",
        endpoint="api_order_event",
        method="POST",
        view=order_event,
        prepare=look_up_number,
        scope="orders:write",
        kind=Kind.ACT,
        summary="Tell what happened to an order; every dispute about it hears of it.",
        schema=schemas.OrderEvent,
        answers={200: "Changed"},
    ),
)
