"""What each act of the desk takes, field by field; unknown names are refused."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from marshmallow import fields

from flask_amends.disputes.vocabulary import (
    Actor,
    EvidenceType,
    Ground,
    OutcomeReason,
    Remedy,
    ReturnCondition,
)
from flask_amends.web.desk.code_conditions import CodeSchema
from flask_amends.web.fields import Choice, Flag, FormSchema, MoneyAmount, SafeText, refuse

NOTE = 2000
MESSAGE = 5000
REFERENCE = 200

#: Remedies that staff can offer; "other" could not be performed (X17), and "nothing" is a rejection.
OFFERED = tuple(kind for kind in Remedy if kind not in {Remedy.OTHER, Remedy.NO_ACTION})
#: What can be decided; "nothing" decides for the shop.
AWARDED = (Remedy.NO_ACTION, *OFFERED)
#: Whom the second look can ask for evidence.
ASKED = (Actor.SHOPPER, Actor.SHOP)
#: Reasons that a person gives for a decision; the others are recorded by the rules themselves.
DECISION_REASONS = (
    OutcomeReason.DECISION_BASED_ON_AVAILABLE_INFORMATION,
    OutcomeReason.ITEM_NOT_AS_DESCRIBED,
    OutcomeReason.ITEM_SOLD_AS_DESCRIBED,
    OutcomeReason.VALID_PROOF_OF_DELIVERY,
    OutcomeReason.ITEM_RETURNED_TO_SELLER,
    OutcomeReason.ITEM_NOT_RETURNED_TO_SELLER,
    OutcomeReason.SELLER_ISSUED_REFUND,
    OutcomeReason.NO_RESPONSE_FROM_SHOP,
    OutcomeReason.NO_RESPONSE_FROM_SHOPPER,
)


class Code(Choice):
    """One of our codes, as the member it names."""

    def __init__(self, kind: type[StrEnum], among: tuple[StrEnum, ...] = (), **options: Any) -> None:
        super().__init__(among or tuple(kind), **options)
        self.kind = kind

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        code = super()._deserialize(value, attr, data, **kwargs)
        return self.kind(code) if code else None


class Amount(MoneyAmount):
    """An amount that may be left out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if value == "" else super()._deserialize(value, attr, data, **kwargs)


class DayAndTime(fields.Field[datetime]):
    """A moment as a browser's field sends it, ``2026-12-31T14:30``, in the desk's own time; empty is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - the library's shape
        if value == "":
            if self.required:
                refuse("required")
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            refuse("not_a_date")
        if moment.tzinfo is not None or not 2000 <= moment.year <= 2200:
            refuse("not_a_date")
        return moment


class NothingSchema(FormSchema):
    """An act that says everything by itself."""


class NoteSchema(FormSchema):
    """An act with words that may be left out."""

    note = SafeText(longest=NOTE, multiline=True, load_default="")


class WrittenSchema(FormSchema):
    """An act that consists of its words."""

    note = SafeText(longest=NOTE, multiline=True, required=True)


class TermsSchema(FormSchema):
    """One way to put things right."""

    kind = Code(Remedy, OFFERED, required=True)
    amount = Amount(load_default=None)
    skus = fields.List(SafeText(required=True), load_default=list)
    return_required = Flag(load_default=False)


class OfferTermsSchema(TermsSchema):
    """One alternative of an offer, what comes on top of it (Q7), and the conditions of its code (X13)."""

    gift = Amount(load_default=None)
    code = fields.Nested(CodeSchema, load_default=None)


class AwardSchema(TermsSchema):
    """What is decided."""

    kind = Code(Remedy, AWARDED, required=True)


class ProposeSchema(NoteSchema):
    """One to three alternatives; how many are allowed, the rules of the case say."""

    alternatives = fields.List(fields.Nested(OfferTermsSchema), load_default=list)


class OfferSchema(FormSchema):
    """The offer that is accepted: its id and version."""

    offer = SafeText(required=True)


class RejectSchema(WrittenSchema):
    """A ground, and its explanation."""

    ground = Code(Ground, required=True)


class UntilSchema(WrittenSchema):
    """A date and its reason, both required (T8)."""

    until = DayAndTime(required=True)


class ExtensionSchema(NoteSchema):
    """A date that the other side is asked to agree to."""

    until = DayAndTime(required=True)


class EvidenceSchema(NoteSchema):
    """What a piece of evidence shows; its photos are read apart."""

    type = Code(EvidenceType, required=True)


class LabelSchema(WrittenSchema):
    """A return label: how to use it, and where it is."""

    label_url = SafeText(longest=500, load_default="")


class ReturnSchema(NoteSchema):
    """How a return arrived."""

    condition = Code(ReturnCondition, required=True)


class PerformedSchema(FormSchema):
    """What was done, and when it should arrive."""

    reference = SafeText(longest=REFERENCE, required=True)
    expected_by = DayAndTime(load_default=None)


class MessageSchema(FormSchema):
    """A message."""

    text = SafeText(longest=MESSAGE, multiline=True, required=True)


class DecideSchema(WrittenSchema):
    """A decision: what is awarded, why, and the evidence relied on."""

    terms = fields.Nested(AwardSchema, required=True)
    reason = Code(OutcomeReason, DECISION_REASONS, required=True)
    evidence_ids = fields.List(SafeText(required=True), load_default=list)


class RequireSchema(WrittenSchema):
    """Whom to ask for evidence, and what for."""

    party = Code(Actor, ASKED, required=True)
