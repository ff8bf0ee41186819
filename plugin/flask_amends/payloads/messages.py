"""The data of each type of message, and the schema it keeps for ever."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from flask_amends.disputes.events import FACTS, DeadlineApproaching, Event
from flask_amends.disputes.vocabulary import Actor
from flask_amends.payloads.case import File, case_part
from flask_amends.payloads.fields import CodeField, MomentField, schema_of
from flask_amends.storage.records import CaseView

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


def schema_name(type_: str) -> str:
    """The name of a type among the components of the OpenAPI document."""
    return "".join(word.capitalize() for word in re.split(r"[._]", type_))


def own_schema(type_: str) -> type[Schema]:
    """What the ``data`` of this type holds beside :class:`Head`, :class:`Case` and :class:`CaseDetails`."""
    if type_ == PING:
        return Ping
    own: dict[str, Any] = {
        "facts": fields.Nested(FACT_SCHEMAS[type_]),
        "files": fields.List(fields.Nested(File)),
    }
    return Schema.from_dict(own, name=schema_name(type_))


def is_subscribed(patterns: Collection[str], type_: str) -> bool:
    """Whether an endpoint's filter names this type. The coarse event is for those who ask for it by name."""
    if type_ == UPDATED:
        return UPDATED in patterns
    return any(_names(pattern, type_) for pattern in patterns)


def _names(pattern: str, type_: str) -> bool:
    if pattern.endswith(".*"):
        return type_.startswith(pattern[:-1])
    return pattern in ("*", type_)


def message_body(view: CaseView, event: Event) -> tuple[str, dict[str, Any]]:
    """Type and data about ``event``; ``view`` is the case after the event's whole transaction."""
    return event.type, _data(view, event, _FACTS[event.type].dump(event.fact))


def review_body(view: CaseView, event: Event) -> tuple[str, dict[str, Any]]:
    """The message that the shopper was invited to a review, by the event that settled the case."""
    return REVIEW_INVITED, _data(view, event, _FACTS[REVIEW_INVITED].dump({"invited_at": event.at}))


def updated_body(view: CaseView, event: Event) -> tuple[str, dict[str, Any]]:
    """The coarse message about ``event``."""
    return UPDATED, _data(view, event, {"event_type": event.type})


def messages_for(view: CaseView, event: Event) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every message that ``event`` means: the fine one, and the coarse one."""
    yield message_body(view, event)
    yield updated_body(view, event)


def ping_body(endpoint_id: str) -> tuple[str, dict[str, Any]]:
    """The message that tries a connection."""
    return PING, {"endpoint_id": endpoint_id}


def expires_at(event: Event) -> datetime | None:
    """When a message is past its use: a warning of a deadline, at the deadline. Others never are."""
    return event.fact.due_at if isinstance(event.fact, DeadlineApproaching) else None


def _data(view: CaseView, event: Event, facts: Any) -> dict[str, Any]:
    mine = [file for file in view.files if file.sequence == event.sequence]
    return {
        "sequence": event.sequence,
        "actor": event.actor.value,
        **case_part(view, event.at),
        "facts": facts,
        "files": _FILES.dump(mine),
    }
