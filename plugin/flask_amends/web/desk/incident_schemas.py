"""What each form of an incident takes."""

from __future__ import annotations

from marshmallow import fields

from amends_widgets.marking import N_
from flask_amends.disputes.vocabulary import Reason, Remedy
from flask_amends.service.incidents import OFFERED
from flask_amends.web.desk.schemas import Amount, Code
from flask_amends.web.fields import Day, Flag, FormSchema, SafeText

LONG = 4000
#: The names of the fields, where the desk has no others.
LABELS = {
    "title": N_("Title"),
    "reason": N_("Reason"),
    "happened": N_("What happened"),
    "sku": N_("Item number"),
    "promo": N_("Promotion or code"),
    "since": N_("From"),
    "until": N_("Until"),
    "words": N_("Your words to the shopper"),
    "cap": N_("Cap"),
    "amount": N_("Amount"),
    "kind": N_("What"),
    "report": N_("What was learned"),
}


class DraftSchema(FormSchema):
    """A mistake: what it is called, what happened, and what narrows it down."""

    title = SafeText(required=True, longest=200)
    reason = Code(Reason, required=True)
    happened = SafeText(required=True, longest=LONG, multiline=True)
    sku = SafeText(longest=100, load_default="")
    promo = SafeText(longest=100, load_default="")
    since = Day(load_default=None)
    until = Day(load_default=None)


class PlanSchema(FormSchema):
    """The one offer to all, and what it may cost together."""

    kind = Code(Remedy, OFFERED, required=True)
    amount = Amount(load_default=None)
    words = SafeText(required=True, longest=2000, multiline=True)
    cap = Amount(load_default=None)


class NotesSchema(FormSchema):
    """A public note per language."""

    en = SafeText(longest=LONG, multiline=True, load_default="")
    pl = SafeText(longest=LONG, multiline=True, load_default="")
    ru = SafeText(longest=LONG, multiline=True, load_default="")
    he = SafeText(longest=LONG, multiline=True, load_default="")


class PublishSchema(FormSchema):
    """What is said publicly, and whether it is."""

    notes = fields.Nested(NotesSchema, load_default=dict)
    public = Flag(load_default=False)


class CloseSchema(FormSchema):
    """The end, with what was learned."""

    report = SafeText(required=True, longest=2000, multiline=True)


class NothingSchema(FormSchema):
    """A button."""
