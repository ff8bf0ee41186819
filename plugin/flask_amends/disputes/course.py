"""The course of one decision: it collects events, and knows the few places a dispute can be sent to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_amends.disputes import events as facts
from flask_amends.disputes.deadlines import Clocks, Window
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event, Fact
from flask_amends.disputes.evolve import evolve
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.reckoning import default_terms, next_route, outcome_of, payer_of, usable_routes
from flask_amends.disputes.vocabulary import (
    Actor,
    Basis,
    Outcome,
    OutcomeReason,
    Remedy,
    ReturnState,
    RouteName,
    Status,
)

#: How far a return has come when it need not be asked for again.
_RETURN_SETTLED = frozenset({ReturnState.RECEIVED, ReturnState.LOST, ReturnState.DROPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of status with the turn that begins there. ``due`` is when that turn ends."""

    status: Status
    turn: Actor | None
    due: datetime | None


class Course:
    """One decision in the making.

    ``dispute`` is always the state after the events collected so far. Ids of offers, requests,
    assignments and compensations are derived from the dispute's id and version, so that a decision needs
    no randomness.
    """

    def __init__(self, dispute: Dispute, actor: Actor, now: datetime, policy: Policy) -> None:
        self.dispute = dispute
        self.actor = actor
        self.now = now
        self.policy = policy
        self.events: list[Event] = []

    def record(
        self, fact: Fact, move: Move | None = None, *, actor: Actor | None = None, **clocks: Any
    ) -> None:
        """Add an event. With ``move`` a new status and turn begin; ``clocks`` replaces named clocks."""
        before = self.dispute
        after = replace(before.clocks, **clocks)
        if move is not None:
            after = replace(after, turn_due_at=move.due)
        event = Event(
            sequence=before.version + 1,
            at=self.now,
            actor=actor or self.actor,
            fact=fact,
            status=move.status if move else before.status,
            turn=move.turn if move else before.turn,
            clocks=after,
            new_turn=move is not None,
        )
        self.dispute = evolve(before, event)
        self.events.append(event)

    def new_id(self, prefix: str) -> str:
        """An id that is unique in the project because the dispute's is, and in the dispute by its version."""
        return f"{prefix}_{self.dispute.id.partition('_')[2] or self.dispute.id}_{self.dispute.version + 1}"

    def after(self, window: Window) -> datetime:
        return window.after(self.now)

    # -- where a dispute can be sent -------------------------------------------------------------------------

    def to_shop(self) -> Move:
        """The shop's turn. A late claim has no house rules: the shop's turn is the statutory clock (X3)."""
        due = self.after(self.policy.turn)
        if not self.dispute.house_rules:
            due = self.dispute.clocks.statutory_due_at or self.after(self.policy.late_turn)
        return Move(status=Status.AWAITING_SHOP, turn=Actor.SHOP, due=due)

    def to_shopper(self) -> Move:
        return Move(status=Status.AWAITING_SHOPPER, turn=Actor.SHOPPER, due=self.after(self.policy.turn))

    def to_reviewer(self, due: datetime) -> Move:
        turn = Actor.MARKETPLACE if self.dispute.route is RouteName.MARKETPLACE else Actor.ARBITER
        return Move(status=Status.UNDER_REVIEW, turn=turn, due=due)

    def hand_over(self, fact: Fact, move: Move, **clocks: Any) -> None:
        """Give the turn to the other party, or to a reviewer where the time for talking is over (X9)."""
        if self.dispute.negotiation_passed:
            self.record(fact, **clocks)
            self.refer(OutcomeReason.NO_AGREEMENT_IN_TIME)
        else:
            self.record(fact, move, **clocks)

    def enter(self, fact: Fact, **clocks: Any) -> None:
        """The entry rule: verification first, then the marketplace where it delivered, else the shop."""
        dispute = self.dispute
        if dispute.needs_verification and not isinstance(fact, facts.Verified):
            move = Move(status=Status.UNVERIFIED, turn=Actor.SHOPPER, due=self.after(self.policy.verify))
            self.record(fact, move, **clocks)
        elif dispute.liable is Actor.MARKETPLACE and dispute.house_rules:
            self.record(fact, **clocks)
            self.refer(OutcomeReason.MARKETPLACE_DELIVERED)
        else:
            self.record(fact, self.to_shop(), **clocks)

    def refer(self, reason: OutcomeReason, *, restart: bool = True, note: str = "") -> None:
        """Hand the case to the next route; without one the default rule applies at once."""
        if not self.dispute.house_rules:
            self.close(Outcome.UNRESOLVED, reason)
            return
        route = next_route(self.dispute, self.policy, restart=restart)
        if route is None:
            self.apply_default_rule()
            return
        holder = Actor.MARKETPLACE if route.name is RouteName.MARKETPLACE else Actor.ARBITER
        fact = facts.Escalated(
            route=route.name,
            assignment_id=self.new_id("asg"),
            reason=reason,
            restart=restart,
            note=note,
        )
        move = Move(status=Status.UNDER_REVIEW, turn=holder, due=self.after(route.window))
        self.record(fact, move, negotiation_due_at=None, case_due_at=self._case_due(reason))

    def _case_due(self, reason: OutcomeReason) -> datetime | None:
        """A case that comes back from execution or on appeal gets at least the time of all its routes."""
        due = self.dispute.clocks.case_due_at
        if self.dispute.obligation is None and reason is not OutcomeReason.APPEALED:
            return due
        moment = self.now
        for route in usable_routes(self.dispute, self.policy):
            moment = route.window.after(moment)
        return max(due, moment + timedelta(seconds=1)) if due else moment

    def apply_default_rule(
        self, reason: OutcomeReason = OutcomeReason.ARBITER_UNAVAILABLE_DEFAULT_RULE
    ) -> None:
        """What is owed when nobody decided. A party that is not liable is never judged by it.

        Terms that both had agreed to stay owed by whom they were owed.
        """
        terms = default_terms(self.dispute, self.policy)
        if terms is None:
            self.close(Outcome.UNRESOLVED, reason)
            return
        owed, award = self.dispute.obligation, self.dispute.award
        payer = owed.payer if owed and not (award and award.appealed) else None
        fact = facts.Decided(
            terms=terms, reason=reason, assignment_id="", evidence_ids=(), final=True, note=""
        )
        self.record(fact, actor=Actor.SYSTEM, statutory_due_at=None)
        self.apply_award(payer=payer)

    def apply_award(self, *, payer: Actor | None = None) -> None:
        """Carry out the decision as it stands."""
        award = self.dispute.award
        if award is None:
            raise ValueError(f"{self.dispute.id} has no award to apply.")
        if award.terms.kind is Remedy.NO_ACTION:
            self.close(Outcome.RESOLVED_SHOP_FAVOUR, award.reason)
        else:
            self.execute(award.terms, Basis.AWARD, award.reason, payer=payer)

    def agree(self, terms: Terms, reason: OutcomeReason) -> None:
        """Both parties want the same now (X6, X8)."""
        self.record(facts.Agreed(terms=terms))
        self.execute(terms, Basis.AGREED, reason)

    def execute(
        self, terms: Terms, basis: Basis, reason: OutcomeReason, *, payer: Actor | None = None
    ) -> None:
        """``EXECUTE(terms)``: close if nothing is left to do, else ask for the return or for what is owed."""
        if not terms.needs_performing:
            self.close(outcome_of(basis, terms), reason)
            return
        payer = payer or payer_of(self.dispute, terms, basis)
        owed: dict[str, Any] = {
            "terms": terms,
            "basis": basis,
            "reason": reason,
            "payer": payer,
            "payee": Actor.SHOP if payer is Actor.SHOPPER else Actor.SHOPPER,
            "compensation_id": self._compensation_id(terms, payer),
        }
        if terms.return_required and self.dispute.return_state not in _RETURN_SETTLED:
            self._ask_for_return(owed)
        else:
            self.record(
                facts.CompensationRequested(**owed),
                self.to_compensation(payer, terms.deliver_on),
                statutory_due_at=None,
                negotiation_due_at=None,
            )

    def _ask_for_return(self, owed: dict[str, Any]) -> None:
        label_due = self.policy.label_needed
        turn = Actor.SHOP if label_due else Actor.SHOPPER
        due = self.after(self.policy.label if label_due else self.policy.ship)
        self.record(
            facts.ReturnRequested(**owed, label_due=label_due),
            Move(status=Status.AWAITING_RETURN, turn=turn, due=due),
            statutory_due_at=None,
            negotiation_due_at=None,
        )

    def _compensation_id(self, terms: Terms, payer: Actor) -> str:
        """The same debt keeps its id, so that an adapter can never pay it twice."""
        owed = self.dispute.obligation
        if owed is not None and owed.terms == terms and owed.payer is payer:
            return owed.compensation_id
        return self.new_id("cmp")

    def to_compensation(self, payer: Actor, deliver_on: datetime | None = None) -> Move:
        due = max(self.after(self.policy.compensation), deliver_on or self.now)
        return Move(status=Status.AWAITING_COMPENSATION, turn=payer, due=due)

    def request_compensation(self) -> None:
        """What is owed falls due now: the return is settled one way or another."""
        owed = self.dispute.obligation
        if owed is None:
            raise ValueError(f"{self.dispute.id} owes nothing.")
        fact = facts.CompensationRequested(
            terms=owed.terms,
            basis=owed.basis,
            reason=owed.reason,
            payer=owed.payer,
            payee=owed.payee,
            compensation_id=owed.compensation_id,
        )
        self.record(fact, self.to_compensation(owed.payer, owed.terms.deliver_on))

    def close(self, outcome: Outcome, reason: OutcomeReason | None = None) -> None:
        """The end. Every clock stops."""
        fact = facts.Closed(outcome=outcome, reason=reason, name_adr_body=outcome is Outcome.UNRESOLVED)
        stopped = dict.fromkeys(("negotiation_due_at", "statutory_due_at", "case_due_at"))
        self.record(fact, Move(status=Status.CLOSED, turn=None, due=None), **stopped)


def first_clocks(now: datetime, policy: Policy, *, shop_is_liable: bool) -> Clocks:
    """The clocks that start when a claim arrives: the case's, and the law's where the shop must answer."""
    statutory = policy.statutory.after(now) if policy.statutory and shop_is_liable else None
    return Clocks(statutory_due_at=statutory, case_due_at=policy.case.after(now))
