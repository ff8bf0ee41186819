"""Codes, amounts and moments, as a person reads them."""

from datetime import datetime

TITLES = {
    "dispute.created": "The shopper complained",
    "dispute.verified": "The shopper's address is verified",
    "dispute.message.posted": "A message",
    "dispute.evidence.added": "Evidence",
    "dispute.evidence.requested": "Details were asked for",
    "dispute.evidence.not_available": "The evidence is not available",
    "dispute.offer.proposed": "An offer",
    "dispute.offer.accepted": "An offer was accepted",
    "dispute.offer.declined": "The offers were declined",
    "dispute.claim.accepted": "The claim was accepted",
    "dispute.claim.rejected": "The claim was rejected",
    "dispute.agreed": "Both sides agree",
    "dispute.deadline.approaching": "A deadline is near",
    "dispute.deadline.missed": "A deadline passed",
    "dispute.escalated": "Handed over for a decision",
    "dispute.recused": "The review was handed on",
    "dispute.decided": "Decided",
    "dispute.compensation.requested": "A compensation is owed",
    "dispute.compensation.performed": "The compensation was performed",
    "dispute.compensation.failed": "The compensation failed",
    "dispute.compensation.confirmed": "The compensation was received",
    "dispute.closed": "Closed",
    "review.invited": "The shopper was invited to a review",
}


def title(type):  # noqa: A002 - the field's own word
    """A sentence for a type of message; a type that is new to us shows its name."""
    return TITLES.get(type) or words(type.removeprefix("dispute.").replace(".", " "))


def words(code):
    """A code without its underscores."""
    return str(code).replace("_", " ").capitalize()


def money(amount):
    """An amount with its currency."""
    return f"{amount['value']} {amount['currency_code']}" if amount else ""


def moment(text):
    """A moment in UTC, to the minute."""
    return datetime.fromisoformat(text).strftime("%-d %B %Y, %H:%M UTC") if text else ""
