"""Which mails the events of one decision cause: what, to whom, about which event. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from flask_amends.disputes import events as facts
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.vocabulary import Actor, Outcome, RouteName, Status

SHOPPER, STAFF = "shopper", "staff"


class MailKind(StrEnum):
    """What a mail is about; each is a template of the same name."""

    VERIFY = "verify"
    RECEIVED = "received"
    YOUR_TURN = "your_turn"
    NEW_MESSAGE = "new_message"
    DEADLINE_NEAR = "deadline_near"
    DECIDED = "decided"
    AGREED = "agreed"
    COMPENSATION = "compensation"
    CLOSED = "closed"
    REVIEW_INVITED = "review_invited"
    NEW_CASE = "new_case"
    COMPENSATION_FAILED = "compensation_failed"
    LINK = "link"
    RECEIPT = "receipt"


#: Endings that nobody needs a letter about: the address was never proven, or the claim lives on elsewhere.
SILENT = frozenset({Outcome.EXPIRED_UNVERIFIED, Outcome.DUPLICATE})

Rule = tuple[str, str, int]


def mails_for(events: Sequence[Event], dispute: Dispute) -> list[Rule]:
    """``(kind, recipient, sequence of the event)`` for the events of one decision; ``dispute`` is after them.

    Whoever gets another mail gets none about a turn besides. The invitation to a review is not decided here:
    it goes with the review's row.
    """
    found = [(kind.value, to, event.sequence) for event in events for kind, to in _about(event, dispute)]
    found = _once(found)
    written = {to for _, to, _ in found}
    return found + [rule for rule in _turns(events, dispute) if rule[1] not in written]


def _once(found: list[Rule]) -> list[Rule]:
    """One letter to the shopper about one act: how it ended, else the agreement, else a receipt."""
    ranks = (MailKind.CLOSED, MailKind.AGREED, MailKind.RECEIPT)
    mine = [one for one in found if one[1] == SHOPPER and one[0] in ranks]
    best = min(mine, key=lambda one: ranks.index(MailKind(one[0])), default=None)
    return [one for one in found if one not in mine or one == best]


def _about(event: Event, dispute: Dispute) -> Iterator[tuple[MailKind, str]]:  # noqa: C901 - one line per kind
    match event.fact:
        case facts.Created() | facts.Released() | facts.Verified() | facts.Reopened():
            yield from _at_the_door(event)
        case facts.MessagePosted():
            yield MailKind.NEW_MESSAGE, STAFF if event.actor is Actor.SHOPPER else SHOPPER
        case facts.DeadlineApproaching():
            if (to := reader_of(dispute)) is not None:
                yield MailKind.DEADLINE_NEAR, to
        case facts.Decided():
            yield MailKind.DECIDED, SHOPPER
        case facts.Agreed():
            yield MailKind.AGREED, SHOPPER
        case facts.CompensationPerformed():
            yield MailKind.COMPENSATION, SHOPPER
        case facts.CompensationFailed() | facts.CompensationOverdue():
            yield MailKind.COMPENSATION_FAILED, STAFF
        case facts.OfferDeclined() | facts.DecisionAccepted() | facts.Escalated():
            yield from _receipt(event)
        case facts.Closed(outcome=outcome) if outcome not in SILENT:
            yield MailKind.CLOSED, SHOPPER


def _receipt(event: Event) -> Iterator[tuple[MailKind, str]]:
    """What a shopper did for good is confirmed to them (security 37)."""
    if event.actor is Actor.SHOPPER:
        yield MailKind.RECEIPT, SHOPPER


def _at_the_door(event: Event) -> Iterator[tuple[MailKind, str]]:
    """An unverified claim disturbs no one but its sender; a quarantined one not even them."""
    if event.status is Status.QUARANTINED:
        return
    if event.status is Status.UNVERIFIED:
        yield MailKind.VERIFY, SHOPPER
        return
    yield MailKind.RECEIVED, SHOPPER
    yield MailKind.NEW_CASE, STAFF


def _turns(events: Sequence[Event], dispute: Dispute) -> Iterator[Rule]:
    """A mail to whose turn it has become."""
    to = reader_of(dispute)
    turned = [event.sequence for event in events if event.new_turn]
    if to is not None and turned and not _at_gate(dispute.status):
        yield MailKind.YOUR_TURN.value, to, turned[-1]


def _at_gate(status: Status) -> bool:
    return status in (Status.QUARANTINED, Status.UNVERIFIED, Status.CLOSED)


def reader_of(dispute: Dispute) -> str | None:
    """Who reads a letter to the party whose turn it is; a marketplace gets webhooks, a carrier nothing."""
    if dispute.turn is Actor.SHOPPER:
        return SHOPPER
    if dispute.turn is Actor.SHOP:
        return STAFF
    in_house = dispute.route is RouteName.SECOND_LOOK
    return STAFF if dispute.turn is Actor.ARBITER and in_house else None
