"""The part of a message that every type shares: the case as it stood when the event was committed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from amends_webhooks import rfc3339
from flask_amends.disputes import available_actions
from flask_amends.disputes.offers import Item, Obligation, Offer, Terms
from flask_amends.disputes.transitions import STAGES
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
    OfferStatus,
    Outcome,
    OutcomeReason,
    Reason,
    Stage,
    Status,
)
from flask_amends.payloads.fields import CodeField, MomentField, MoneyField, TextField, schema_of
from flask_amends.storage.records import CaseView

#: Who can act on a case; the system acts by itself.
PARTIES = (Actor.SHOPPER, Actor.SHOP, Actor.ARBITER, Actor.MARKETPLACE)


class AvailableAction(Schema):
    """What a party can do now. ``due_at`` is set while it is this party's turn."""

    action = CodeField(Action, required=True)
    actor = CodeField(Actor, required=True)
    due_at = MomentField(required=True, allow_none=True)
    requires = fields.List(fields.String(required=True), required=True)


class File(Schema):
    """A photo, by its digest. Files never travel inside a message."""

    evidence_id = fields.String(required=True)
    name = TextField(allow_none=True)
    media_type = fields.String(required=True)
    bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True, allow_none=True)


class Case(Schema):
    """Where the case stands at ``version``, which is at least the event's own ``sequence``."""

    dispute_id = fields.String(required=True)
    reference_number = fields.String(required=True)
    order_number = fields.String(required=True, allow_none=True)
    marketplace = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    stage = CodeField(Stage, required=True)
    status = CodeField(Status, required=True)
    awaiting = CodeField(Actor, required=True, allow_none=True)
    due_at = MomentField(required=True, allow_none=True)
    opened_at = MomentField(required=True)
    updated_at = MomentField(required=True)
    assignment_id = fields.String(required=True, allow_none=True)
    outcome = CodeField(Outcome, required=True, allow_none=True)
    outcome_reason = CodeField(OutcomeReason, required=True, allow_none=True)
    available_actions = fields.List(fields.Nested(AvailableAction), required=True)


class CaseDetails(Schema):
    """What the case is about; left out for endpoints that take ids only (profile ``thin``)."""

    reason = CodeField(Reason)
    currency = fields.String(allow_none=True)
    paid = MoneyField(allow_none=True)
    refunded = MoneyField(allow_none=True)
    items = fields.List(fields.Nested(schema_of(Item)))
    ask = fields.Nested(schema_of(Terms))
    offers = fields.List(fields.Nested(schema_of(Offer)))
    obligation = fields.Nested(schema_of(Obligation), allow_none=True)


_CASE, _DETAILS = Case(), CaseDetails()


def case_part(view: CaseView, now: datetime) -> dict[str, Any]:
    """The shared part of the data. ``offers`` are those that can be accepted."""
    dispute = view.dispute
    part: dict[str, Any] = _CASE.dump(
        {
            "dispute_id": view.id,
            "reference_number": view.reference_number,
            "order_number": dispute.order_number,
            "marketplace": dispute.marketplace,
            "version": view.version,
            "stage": STAGES[dispute.status],
            "status": dispute.status,
            "awaiting": dispute.turn,
            "due_at": view.due_at,
            "opened_at": view.opened_at,
            "updated_at": view.updated_at,
            "assignment_id": dispute.assignment_id,
            "outcome": dispute.outcome,
            "outcome_reason": dispute.outcome_reason,
        }
    )
    part["available_actions"] = list(_actions(view, now))
    offers = [one for one in dispute.offers if one.status is OfferStatus.PROPOSED]
    known = {name: getattr(dispute, name) for name in _DETAILS.fields if name != "offers"}
    part |= _DETAILS.dump({**known, "offers": offers})
    return part


def _actions(view: CaseView, now: datetime) -> Iterator[dict[str, Any]]:
    """As :class:`AvailableAction` says, but by hand: the longest list of every message."""
    for party in PARTIES:
        for one in available_actions(view.dispute, party, now, view.policy):
            yield {
                "action": one.action.value,
                "actor": one.actor.value,
                "due_at": rfc3339(one.due_at) if one.due_at else None,
                "requires": list(one.requires),
            }
