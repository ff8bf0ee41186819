"""What a shopper can do in the room: each act with its form, and the command it becomes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields

from amends_widgets.words.remedies import PROPOSALS, WITH_AMOUNT
from flask_amends.disputes import commands as c
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Action, Actor, EvidenceType, Remedy
from flask_amends.errors import InvalidInput, Message
from flask_amends.web.fields import Choice, Day, FormSchema, SafeInt, SafeText, end_of
from flask_amends.web.storefront.claim_form import typed_money

LONGEST_NOTE = 2000
LONGEST_MESSAGE = 4000
SHOPPER = Actor.SHOPPER


def _note(*, required: bool = False) -> SafeText:
    default: dict[str, Any] = {} if required else {"load_default": ""}
    return SafeText(longest=LONGEST_NOTE, multiline=True, required=required, **default)


class NoteSchema(FormSchema):
    """Words that may be left out."""

    note = _note()


class WrittenSchema(FormSchema):
    """Words that are needed."""

    note = _note(required=True)


class NothingSchema(FormSchema):
    """Nothing to fill in."""


class OfferSchema(NoteSchema):
    """Which offer, in which version, and the day chosen for a parcel."""

    offer_id = SafeText(required=True, longest=80)
    offer_version = SafeInt(required=True, smallest=1)
    deliver_on = Day(load_default=None)


class TermsSchema(FormSchema):
    """One solution."""

    kind = Choice(PROPOSALS, load_default="")
    amount = SafeText(longest=40, load_default="")


class CounterSchema(NoteSchema):
    """One to three solutions."""

    alternatives = fields.List(fields.Nested(TermsSchema), load_default=list)


class MessageSchema(FormSchema):
    """A message."""

    text = SafeText(required=True, longest=LONGEST_MESSAGE, multiline=True)


class ExtensionSchema(NoteSchema):
    """Until when."""

    until = Day(required=True)


class ShipSchema(FormSchema):
    """How it went back."""

    carrier = SafeText(required=True, longest=80)
    tracking = SafeText(required=True, longest=80)


class PaidSchema(FormSchema):
    """How it was paid."""

    reference = SafeText(required=True, longest=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a shopper sent, with what is needed to make a command of it. ``key`` is the form's own."""

    values: Mapping[str, Any]
    dispute: Dispute
    currency: str
    zone: str
    key: str
    extension_latest: datetime | None = None
    delivery_latest: datetime | None = None

    @property
    def note(self) -> str:
        return str(self.values.get("note", ""))

    def day(self, name: str, latest: datetime | None) -> datetime | None:
        """The end of the day typed; on the latest possible day, the latest possible moment."""
        day: date | None = self.values[name]
        if day is None:
            return None
        end = end_of(day, self.zone)
        same = latest is not None and latest.astimezone(ZoneInfo(self.zone)).date() == day
        return min(end, latest) if same and latest is not None else end

    def id(self, prefix: str) -> str:
        """An id that is the same when the same form is sent again."""
        return f"{prefix}_{hashlib.sha256(f'{self.dispute.id}:{self.key}'.encode()).hexdigest()[:26]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. A ``final`` one is shown once more, with what follows, before it is done (security 37)."""

    schema: type[FormSchema]
    command: Callable[[Sent], c.Command]
    final: bool = False
    photos: bool = False


def _extend(sent: Sent) -> c.Command:
    until = sent.day("until", sent.extension_latest)
    if until is None:
        raise InvalidInput.one("until", "required")
    return c.ProposeExtension(actor=SHOPPER, until=until, note=sent.note)


def _accept(sent: Sent) -> c.Command:
    return c.AcceptOffer(
        actor=SHOPPER,
        offer_id=sent.values["offer_id"],
        offer_version=sent.values["offer_version"],
        deliver_on=sent.day("deliver_on", sent.delivery_latest),
    )


def _counter(sent: Sent) -> c.Command:
    faults: dict[str, list[Message]] = {}
    terms: list[Terms] = []
    for index, one in enumerate(sent.values["alternatives"]):
        if not one["kind"] and not one["amount"]:
            continue
        try:
            terms.append(_terms(one, index, sent.currency))
        except InvalidInput as error:
            faults |= {path: list(messages) for path, messages in error.fields.items()}
    if not terms and not faults:
        faults["alternatives.0.kind"] = [Message(code="choose_one")]
    if faults:
        raise InvalidInput(faults)
    return c.Counter(actor=SHOPPER, alternatives=tuple(terms), note=sent.note)


def _terms(one: Mapping[str, str], index: int, currency: str) -> Terms:
    kind, typed = one["kind"], one["amount"]
    at = f"alternatives.{index}"
    if not kind:
        raise InvalidInput.one(f"{at}.kind", "choose_one")
    if kind in WITH_AMOUNT and not typed:
        raise InvalidInput.one(f"{at}.amount", "amount_missing")
    if kind not in WITH_AMOUNT and typed:
        raise InvalidInput.one(f"{at}.amount", "amount_not_expected")
    amount = typed_money(typed, currency, f"{at}.amount") if typed else None
    return Terms(kind=Remedy(kind), amount=amount, return_required=kind == Remedy.REFUND_WITH_RETURN)


def _request(sent: Sent) -> str:
    """The open request of the reviewer; without one the life cycle refuses by itself."""
    return sent.dispute.evidence_request.id if sent.dispute.evidence_request else ""


def _evidence(sent: Sent) -> c.Command:
    return c.AddEvidence(actor=SHOPPER, evidence_id=sent.id("evd"), type=EvidenceType.OTHER, note=sent.note)


def _requested_evidence(sent: Sent) -> c.Command:
    return c.ProvideEvidence(
        actor=SHOPPER,
        request_id=_request(sent),
        evidence_id=sent.id("evd"),
        type=EvidenceType.BUYER_RESPONSE,
        note=sent.note,
    )


def _message(sent: Sent) -> c.Command:
    return c.PostMessage(actor=SHOPPER, message_id=sent.id("msg"), text=sent.values["text"])


#: Every act of a shopper. Which are shown is decided by the life cycle alone.
ACTS: Mapping[str, Act] = {
    Action.RETRACT: Act(
        schema=NoteSchema, command=lambda s: c.Retract(actor=SHOPPER, note=s.note), final=True
    ),
    Action.ACCEPT_OFFER: Act(schema=OfferSchema, command=_accept, final=True),
    Action.COUNTER: Act(schema=CounterSchema, command=_counter),
    Action.DECLINE: Act(
        schema=NoteSchema, command=lambda s: c.Decline(actor=SHOPPER, note=s.note), final=True
    ),
    Action.PROVIDE_INFO: Act(
        schema=WrittenSchema, command=lambda s: c.ProvideInfo(actor=SHOPPER, note=s.note), photos=True
    ),
    Action.PROPOSE_EXTENSION: Act(schema=ExtensionSchema, command=_extend),
    Action.ACCEPT_EXTENSION: Act(schema=NothingSchema, command=lambda _: c.AcceptExtension(actor=SHOPPER)),
    Action.ESCALATE: Act(
        schema=NoteSchema, command=lambda s: c.Escalate(actor=SHOPPER, note=s.note), final=True
    ),
    Action.PROVIDE_EVIDENCE: Act(schema=NoteSchema, command=_requested_evidence, photos=True),
    Action.NOT_AVAILABLE: Act(
        schema=NoteSchema,
        command=lambda s: c.NotAvailable(actor=SHOPPER, request_id=_request(s), note=s.note),
    ),
    Action.APPEAL: Act(schema=WrittenSchema, command=lambda s: c.Appeal(actor=SHOPPER, note=s.note)),
    Action.ACCEPT_DECISION: Act(
        schema=NothingSchema, command=lambda _: c.AcceptDecision(actor=SHOPPER), final=True
    ),
    Action.SHIP: Act(
        schema=ShipSchema,
        command=lambda s: c.Ship(actor=SHOPPER, carrier=s.values["carrier"], tracking=s.values["tracking"]),
    ),
    Action.WAIVE: Act(schema=NoteSchema, command=lambda s: c.Waive(actor=SHOPPER, note=s.note), final=True),
    Action.DELIVERED: Act(schema=NoteSchema, command=lambda s: c.Delivered(actor=SHOPPER, note=s.note)),
    Action.PERFORMED: Act(
        schema=PaidSchema, command=lambda s: c.Performed(actor=SHOPPER, reference=s.values["reference"])
    ),
    Action.FAILED: Act(schema=WrittenSchema, command=lambda s: c.Failed(actor=SHOPPER, note=s.note)),
    Action.CONFIRM: Act(schema=NothingSchema, command=lambda _: c.Confirm(actor=SHOPPER), final=True),
    Action.NOT_RECEIVED: Act(schema=NoteSchema, command=lambda s: c.NotReceived(actor=SHOPPER, note=s.note)),
    Action.REOPEN: Act(schema=WrittenSchema, command=lambda s: c.Reopen(actor=SHOPPER, note=s.note)),
    Action.POST_MESSAGE: Act(schema=MessageSchema, command=_message, photos=True),
    Action.ADD_EVIDENCE: Act(schema=NoteSchema, command=_evidence, photos=True),
}
