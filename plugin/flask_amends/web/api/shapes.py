"""Disputes and events as programs see them: the words of the webhooks, and what this key may see of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from amends_webhooks import rfc3339
from flask_amends.disputes import available_actions
from flask_amends.disputes.deadlines import Clocks
from flask_amends.disputes.offers import Award, EvidenceRequest
from flask_amends.disputes.vocabulary import Action, Actor, Status
from flask_amends.payloads.case import Case, CaseDetails, File, case_part
from flask_amends.payloads.fields import CodeField, MomentField, TextField, schema_of, without_texts
from flask_amends.payloads.messages import FACT_SCHEMAS, FULL, THIN
from flask_amends.storage.chain import canonical
from flask_amends.storage.records import CaseView, Entry
from flask_amends.web.api.acts import ACTS
from flask_amends.web.api.route import Caller


class Shopper(Schema):
    """Whose claim it is; told to keys of the shop that read. ``phone`` while it may be called (K2)."""

    name = TextField(required=True, allow_none=True)
    email = TextField(required=True, allow_none=True)
    phone = TextField(required=True, allow_none=True)


class DisputeMore(Schema):
    """What a dispute holds beside what every message of it carries."""

    closed_at = MomentField(required=True, allow_none=True)
    policy = fields.String(required=True)
    clocks = fields.Nested(schema_of(Clocks))
    evidence_request = fields.Nested(schema_of(EvidenceRequest), allow_none=True)
    award = fields.Nested(schema_of(Award), allow_none=True)
    locale = fields.String()
    shopper = fields.Nested(Shopper)


class EventHead(Schema):
    """One entry of a dispute's history. ``dispute_id`` and ``sequence`` are those of its webhook."""

    dispute_id = fields.String(required=True)
    sequence = fields.Integer(required=True)
    type = fields.String(required=True)
    at = MomentField(required=True)
    actor = CodeField(Actor, required=True)
    actor_name = TextField(allow_none=True)
    status = CodeField(Status, required=True)


class EventFile(File):
    """A photo, by its digest, with the address of its bytes."""

    file_id = fields.String(required=True)
    url = fields.String(required=True)


_MORE, _DETAILS, _FILES = DisputeMore(), CaseDetails(), EventFile(many=True)
_CASE = frozenset(Case().fields)
_FACTS = {name: schema() for name, schema in FACT_SCHEMAS.items()}


def dispute(caller: Caller, view: CaseView) -> dict[str, Any]:
    """A dispute for this key. ``available_actions`` are its own: empty means that it can do nothing now."""
    body = case_part(view, caller.now)
    body["available_actions"] = [
        {
            "action": one.action.value,
            "actor": one.actor.value,
            "due_at": rfc3339(one.due_at) if one.due_at else None,
            "requires": required(one.action),
        }
        for one in available_actions(view.dispute, caller.actor, caller.now, view.policy)
        if one.action in ACTS
    ]
    if caller.key.profile == THIN:
        return {name: value for name, value in body.items() if name in _CASE}
    known = {
        name: getattr(view.dispute, name) for name in ("closed_at", "clocks", "evidence_request", "award")
    }
    more: dict[str, Any] = _MORE.dump(
        {**known, "policy": view.policy.name, "locale": view.locale, "shopper": view.shopper}
    )
    if caller.marketplace is not None or caller.key.profile != FULL:
        del more["shopper"]
    if caller.key.profile != FULL:
        body |= without_texts(_DETAILS, {name: body[name] for name in _DETAILS.fields if name in body})
        more |= without_texts(_MORE, more)
    return {**body, **more}


@cache
def required(action: Action) -> list[str]:
    """The members that the body of an action must have."""
    return [name for name, field in ACTS[action].schema().fields.items() if field.required]


def etag(body: Mapping[str, Any]) -> str:
    """The version for ``If-Match``, with a digest that also tells apart what time alone has changed."""
    return f'"{body["version"]}.{hashlib.sha256(canonical(body)).hexdigest()[:8]}"'


def event(caller: Caller, case_id: str, entry: Entry, url: str) -> dict[str, Any]:
    """An entry of the history for this key; ``url`` is where the dispute is."""
    found = entry.event
    body: dict[str, Any] = {
        "dispute_id": case_id,
        "sequence": found.sequence,
        "type": found.type,
        "at": rfc3339(found.at),
        "actor": found.actor.value,
        "status": found.status.value,
    }
    if caller.key.profile == THIN:
        return body
    schema = _FACTS[found.type]
    facts: Any = schema.dump(found.fact)
    files: Any = _FILES.dump(
        [
            {
                "evidence_id": one.evidence_id,
                "name": one.name,
                "media_type": one.media_type,
                "bytes": one.bytes,
                "sha256": one.sha256,
                "file_id": one.id,
                "url": f"{url}/files/{one.id}",
            }
            for one in entry.files
        ]
    )
    if caller.key.profile == FULL:
        named = {"actor_name": entry.actor_name} if caller.marketplace is None else {}
        return {**body, **named, "facts": facts, "files": files}
    bare = [{name: value for name, value in one.items() if name != "name"} for one in files]
    return {**body, "facts": without_texts(schema, facts), "files": bare}
