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
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import DefaultRule, Policy, Route
from flask_amends.disputes.vocabulary import (
    REFUNDS,
    Actor,
    Basis,
    Outcome,
    OutcomeReason,
    Reason,
    Remedy,
    ReturnState,
    RouteName,
    Status,
)


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

    def apply_default_rule(self) -> None:
        """What is owed when nobody decided. A party that is not liable is never judged by it."""
        terms = default_terms(self.dispute, self.policy)
        reason = OutcomeReason.ARBITER_UNAVAILABLE_DEFAULT_RULE
        if terms is None:
            self.close(Outcome.UNRESOLVED, reason)
            return
        fact = facts.Decided(
            terms=terms, reason=reason, assignment_id="", evidence_ids=(), final=True, note=""
        )
        self.record(fact, actor=Actor.SYSTEM, statutory_due_at=None)
        self.apply_award()

    def apply_award(self) -> None:
        """Carry out the decision as it stands."""
        award = self.dispute.award
        if award is None:
            raise ValueError(f"{self.dispute.id} has no award to apply.")
        if award.terms.kind is Remedy.NO_ACTION:
            self.close(Outcome.RESOLVED_SHOP_FAVOUR, award.reason)
        else:
            self.execute(award.terms, Basis.AWARD, award.reason)

    def agree(self, terms: Terms, reason: OutcomeReason) -> None:
        """Both parties want the same now (X6, X8)."""
        self.record(facts.Agreed(terms=terms))
        self.execute(terms, Basis.AGREED, reason)

    def execute(self, terms: Terms, basis: Basis, reason: OutcomeReason) -> None:
        """``EXECUTE(terms)``: close if nothing is left to do, else ask for the return or for what is owed."""
        if not terms.needs_performing:
            self.close(outcome_of(basis, terms), reason)
            return
        payer = payer_of(self.dispute, terms, basis)
        owed: dict[str, Any] = {
            "terms": terms,
            "basis": basis,
            "reason": reason,
            "payer": payer,
            "payee": Actor.SHOP if payer is Actor.SHOPPER else Actor.SHOPPER,
            "compensation_id": self._compensation_id(terms, payer),
        }
        if terms.return_required and self.dispute.return_state is ReturnState.NOT_ASKED:
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


def usable_routes(dispute: Dispute, policy: Policy) -> tuple[Route, ...]:
    """The routes of the policy that fit this case: a marketplace's only where the order has one."""
    if not dispute.house_rules:
        return ()
    return tuple(route for route in policy.routes if _fits(route.name, dispute))


def _fits(route: RouteName, dispute: Dispute) -> bool:
    if route is RouteName.MARKETPLACE:
        return dispute.marketplace is not None
    return dispute.liable is not Actor.MARKETPLACE


def next_route(dispute: Dispute, policy: Policy, *, restart: bool) -> Route | None:
    """The first route that this referral has not used; a new referral (``restart``) may use all of them."""
    used = () if restart else dispute.routes_used
    return next((route for route in usable_routes(dispute, policy) if route.name not in used), None)


def payer_of(dispute: Dispute, terms: Terms, basis: Basis) -> Actor:
    """Who performs (X14): the platform moves its money, the shop sends goods, codes and surcharges back."""
    if terms.kind is Remedy.REPRICE_ORDER:
        return Actor.SHOPPER
    if dispute.liable is Actor.MARKETPLACE and basis is not Basis.AGREED:
        return Actor.MARKETPLACE
    if terms.kind in REFUNDS and dispute.reason is not Reason.OFF_PLATFORM_CHARGE:
        return dispute.money_moved_by
    return Actor.SHOP


def outcome_of(basis: Basis, terms: Terms) -> Outcome:
    if basis is Basis.AGREED:
        return Outcome.RESOLVED_BY_AGREEMENT
    if terms.kind is Remedy.NO_ACTION:
        return Outcome.RESOLVED_SHOP_FAVOUR
    return Outcome.RESOLVED_SHOPPER_FAVOUR


def default_terms(dispute: Dispute, policy: Policy) -> Terms | None:
    """The terms of the default rule, or ``None`` where nothing is known that could be owed."""
    if dispute.obligation is not None:
        return dispute.obligation.terms
    if dispute.liable is Actor.MARKETPLACE:
        return dispute.ask if dispute.ask.is_definite else None
    for rule in policy.default_rules:
        terms = _RULES[rule](dispute)
        if terms is not None:
            return terms
    return None


def last_offer(dispute: Dispute) -> Terms | None:
    """The first alternative of the shop's last proposal, declined or expired or not."""
    made = [offer for offer in dispute.offers if offer.proposed_by is Actor.SHOP]
    return next((offer.terms for offer in made if offer.group_id == made[-1].group_id), None)


def _ask_without_evidence(dispute: Dispute) -> Terms | None:
    return dispute.ask if dispute.ask.is_definite and not dispute.shop_gave_evidence else None


def _split(dispute: Dispute) -> Terms | None:
    """Half of what was asked, rounded down, where the ask names an amount of money to give back."""
    asked = dispute.ask.amount
    if asked is None or asked.minor < 2 or dispute.ask.kind not in REFUNDS:
        return None
    return Terms(kind=Remedy.PARTIAL_REFUND, amount=Money.from_minor(asked.minor // 2, asked.currency))


_RULES = {
    DefaultRule.SHOPS_LAST_OFFER: last_offer,
    DefaultRule.ASK_WITHOUT_EVIDENCE: _ask_without_evidence,
    DefaultRule.SPLIT: _split,
}


def first_clocks(now: datetime, policy: Policy, *, shop_is_liable: bool) -> Clocks:
    """The clocks that start when a claim arrives: the case's, and the law's where the shop must answer."""
    statutory = policy.statutory.after(now) if policy.statutory and shop_is_liable else None
    return Clocks(statutory_due_at=statutory, case_due_at=policy.case.after(now))
