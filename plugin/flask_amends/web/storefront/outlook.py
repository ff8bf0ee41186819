"""What happens if nobody acts, found out by letting the life cycle itself run on."""

from __future__ import annotations

from datetime import datetime

from amends_widgets import facts
from flask_amends.disputes import Dispute, Policy, open_claim, sweep
from flask_amends.disputes import events as e
from flask_amends.disputes.commands import OpenClaim
from flask_amends.disputes.deadlines import next_due
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.events import Event
from flask_amends.disputes.vocabulary import Actor, Clock, Outcome, RouteName, Status
from flask_amends.web.storefront.showing import shown_terms

#: A case has four clocks; more silent steps than this without a consequence there cannot be.
_STEPS = 8

_ENDS = {
    Outcome.EXPIRED_UNVERIFIED: "expires_unverified",
    Outcome.LAPSED: "closed_lapsed",
    Outcome.RESOLVED_SHOP_FAVOUR: "closed_for_shop",
    Outcome.UNRESOLVED: "closed_unresolved",
    Outcome.DEFAULTED: "closed_defaulted",
}


def if_nobody_acts(dispute: Dispute, policy: Policy, now: datetime) -> facts.Silence | None:
    """The first thing that happens by itself, and when; ``None`` for a case that is over."""
    current = dispute
    for _ in range(_STEPS):
        due = next_due(current.status, current.clocks)
        if due is None:
            return None
        decision = sweep(current, max(due, now), policy)
        if (found := _consequence(current, decision, max(due, now))) is not None:
            return found
        if decision.dispute.version == current.version:
            return None
        current = decision.dispute
    return None


def of_a_new_claim(claim: OpenClaim, policy: Policy, now: datetime) -> facts.Silence | None:
    """What a shopper can expect of a claim that is not sent yet."""
    opened = open_claim(claim, now, policy)
    return if_nobody_acts(opened.dispute, policy, now) if isinstance(opened, Decision) else None


def first_answer_by(claim: OpenClaim, policy: Policy, now: datetime) -> datetime | None:
    """Until when the other side has to answer a claim that is not sent yet."""
    opened = open_claim(claim, now, policy)
    return opened.dispute.clocks.turn_due_at if isinstance(opened, Decision) else None


def who_answers(claim: OpenClaim, policy: Policy, now: datetime) -> Actor | None:
    """Whose turn it is first."""
    opened = open_claim(claim, now, policy)
    return opened.dispute.turn if isinstance(opened, Decision) else None


def _consequence(before: Dispute, decision: Decision, at: datetime) -> facts.Silence | None:
    for event in decision.events:
        code = _code(before, event)
        if code in _WITHOUT_YOU and _you_were_silent(decision.events):
            code = f"{code}_without_you"
        if code is not None:
            terms = shown_terms(event.fact.terms) if isinstance(event.fact, e.Decided) else None
            return facts.Silence(code=code, at=at, terms=terms)
    if decision.dispute.status is not before.status:
        return facts.Silence(code="goes_on", at=at)
    return None


#: Where it matters to the reader that it was they who said nothing.
_WITHOUT_YOU = ("marketplace_decides", "second_look", "closed_lapsed")


def _you_were_silent(events: tuple[Event, ...]) -> bool:
    """Whether it is the shopper's own turn that runs out first."""
    missed = next((one.fact for one in events if isinstance(one.fact, e.DeadlineMissed)), None)
    return missed is not None and missed.clock is Clock.TURN and missed.party is Actor.SHOPPER


def _code(before: Dispute, event: Event) -> str | None:  # noqa: C901 - one line per kind of event
    match event.fact:
        case e.Released():
            return "released"
        case e.ClaimAccepted(by_silence=True):
            return "ask_is_owed"
        case e.Escalated(route=route):
            return "marketplace_decides" if route is RouteName.MARKETPLACE else "second_look"
        case e.Decided():
            return "decided_for"
        case e.ReturnDropped(lost=lost):
            return "return_lost" if lost else "no_return_needed"
        case e.ReturnAcknowledged(deemed=True):
            return "return_counts_as_received"
        case e.CompensationRequested(guarantee=True):
            return "guarantee"
        case e.CompensationConfirmed():
            return "taken_as_arrived"
        case e.DeadlineMissed() if before.status is Status.EVIDENCE_REQUIRED:
            return "review_goes_on"
        case e.DeadlineMissed() if before.status is Status.DECIDED:
            return "decision_stands"
        case e.Closed(outcome=outcome):
            return _ENDS.get(outcome, "closed_lapsed")
    return None
