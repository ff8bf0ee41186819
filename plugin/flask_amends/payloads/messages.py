"""The data of each type of message, and the schema it keeps for ever."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from amends_webhooks import MessageTooLargeError, encode, size_warning
from flask_amends.disputes.events import FACTS, DeadlineApproaching, Event
from flask_amends.disputes.vocabulary import Actor
from flask_amends.payloads.case import Case, File, case_part
from flask_amends.payloads.caseless import CASELESS
from flask_amends.payloads.fields import CodeField, MomentField, schema_of, without_texts
from flask_amends.payloads.shop import SHOP_SCHEMAS
from flask_amends.storage.records import CaseView

log = logging.getLogger("flask_amends")

#: The coarse event: something changed. Sent beside the fine ones, only to endpoints that name it.
UPDATED = "dispute.updated"
REVIEW_INVITED = "review.invited"
PING = "ping"


class Head(Schema):
    """Which entry of the case's history this is, and whose act."""

    sequence = fields.Integer(required=True)
    actor = CodeField(Actor, required=True)


class ReviewInvited(Schema):
    """The shopper was invited to say how it went."""

    invited_at = MomentField(required=True)


class Updated(Schema):
    """The name of the fine event behind the coarse one."""

    event_type = fields.String(required=True)


class Ping(Schema):
    """Nothing happened; somebody tries the connection."""

    endpoint_id = fields.String(required=True)


def _facts_schemas() -> Mapping[str, type[Schema]]:
    kinds: Mapping[str, type] = dict(FACTS)
    own = {name: schema_of(kind) for name, kind in kinds.items()}
    return {**own, REVIEW_INVITED: ReviewInvited, UPDATED: Updated}


#: The facts of each type, beside what every message of a case carries.
FACT_SCHEMAS = _facts_schemas()
_FACTS = {name: schema() for name, schema in FACT_SCHEMAS.items()}
_FILES = File(many=True)

#: How much an endpoint is told: everything; everything but what persons wrote; ids and states only.
FULL, REDACTED, THIN = PROFILES = ("full", "redacted", "thin")
_IDS = frozenset({*Head().fields, *Case().fields})


def schema_name(type_: str) -> str:
    """The name of a type among the components of the OpenAPI document."""
    return "".join(word.capitalize() for word in re.split(r"[._]", type_))


def own_schema(type_: str) -> type[Schema]:
    """What the ``data`` of this type holds beside :class:`Head`, :class:`Case` and :class:`CaseDetails`.

    A message that is about no case holds nothing else.
    """
    if type_ == PING:
        return Ping
    if type_ in CASELESS:
        return CASELESS[type_]
    own: dict[str, Any] = {
        "facts": fields.Nested(FACT_SCHEMAS[type_]),
        "files": fields.List(fields.Nested(File)),
    }
    return Schema.from_dict(own, name=schema_name(type_))


_OWN = {name: own_schema(name)() for name in FACT_SCHEMAS}


def is_subscribed(patterns: Collection[str], type_: str) -> bool:
    """Whether an endpoint's filter names this type.

    The coarse event, and those of the shop's guards, are for endpoints that ask for them by name: not by "*".
    """
    if type_ == UPDATED:
        return UPDATED in patterns
    if type_ in SHOP_SCHEMAS:
        return any(pattern != "*" and _names(pattern, type_) for pattern in patterns)
    return any(_names(pattern, type_) for pattern in patterns)


def _names(pattern: str, type_: str) -> bool:
    if pattern.endswith(".*"):
        return type_.startswith(pattern[:-1])
    return pattern in ("*", type_)


def message_body(view: CaseView, event: Event, profile: str = FULL) -> tuple[str, dict[str, Any]]:
    """Type and data about ``event``; ``view`` is the case after the event's whole transaction."""
    return next(messages_for(view, event, profile))


def messages_for(view: CaseView, event: Event, profile: str = FULL) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every message that ``event`` means: the fine one, and the coarse one."""
    shared = _shared(view, event)
    yield event.type, _data(event.type, shared, event.fact, profile)
    yield UPDATED, _data(UPDATED, shared, {"event_type": event.type}, profile)


def review_body(view: CaseView, event: Event, profile: str = FULL) -> tuple[str, dict[str, Any]]:
    """The message that the shopper was invited to a review, by the event that settled the case."""
    facts = {"invited_at": event.at}
    return REVIEW_INVITED, _data(REVIEW_INVITED, _shared(view, event), facts, profile)


def ping_body(endpoint_id: str) -> tuple[str, dict[str, Any]]:
    """The message that tries a connection."""
    return PING, {"endpoint_id": endpoint_id}


def freeze(type_: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The exact bytes of a message. One that would be too large is told with ids and states only."""
    try:
        body = encode(type_, at, data)
    except MessageTooLargeError as error:
        log.warning("%s It is sent without details.", error)
        return encode(type_, at, {name: value for name, value in data.items() if name in _IDS})
    if warning := size_warning(body):
        log.warning("%s: %s", type_, warning)
    return body


def expires_at(event: Event) -> datetime | None:
    """When a message is past its use: a warning of a deadline, at the deadline. Others never are."""
    return event.fact.due_at if isinstance(event.fact, DeadlineApproaching) else None


def _shared(view: CaseView, event: Event) -> dict[str, Any]:
    mine = [file for file in view.files if file.sequence == event.sequence]
    head = {"sequence": event.sequence, "actor": event.actor.value}
    return {**head, **case_part(view, event.at), "files": _FILES.dump(mine)}


def _data(type_: str, shared: dict[str, Any], facts: object, profile: str) -> dict[str, Any]:
    if profile == THIN:
        return {name: value for name, value in shared.items() if name in _IDS}
    data = {**shared, "facts": _FACTS[type_].dump(facts)}
    return data if profile == FULL else data | without_texts(_OWN[type_], data)
