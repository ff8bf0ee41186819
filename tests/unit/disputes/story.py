"""A dispute told as a story: who did what, after how many days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Self

from flask_amends.disputes import Dispute, Event, Policy, decide, open_claim, sweep
from flask_amends.disputes import commands as c
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.events import Fact
from flask_amends.disputes.offers import Offer, Terms
from flask_amends.disputes.policy import FLOWWOW
from flask_amends.disputes.vocabulary import Actor, Ground, OutcomeReason
from tests.exploration.moves import claim

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Case:
    """One dispute and its clock. Acts must succeed; what must not is asked with :meth:`refused`."""

    def __init__(
        self, told: c.OpenClaim | None = None, policy: Policy = FLOWWOW, now: datetime = START
    ) -> None:
        opened = open_claim(told or claim(), now, policy)
        assert isinstance(opened, Decision), opened
        self.policy, self.now = policy, now
        self.dispute: Dispute = opened.dispute
        self.history: list[Event] = list(opened.events)

    def wait(self, **time: float) -> Self:
        """Time passes, and the sweep runs once at the end of it."""
        self.now += timedelta(**time)
        return self._take(sweep(self.dispute, self.now, self.policy))

    def act(self, actor: Actor, kind: type[c.Command], **given: Any) -> Self:
        decision = decide(self.dispute, kind(actor=actor, **given), self.now, self.policy)
        assert decision.refusal is None, decision.refusal
        return self._take(decision)

    def shop(self, kind: type[c.Command], **given: Any) -> Self:
        return self.act(Actor.SHOP, kind, **given)

    def shopper(self, kind: type[c.Command], **given: Any) -> Self:
        return self.act(Actor.SHOPPER, kind, **given)

    def offers(self, *alternatives: Terms) -> Self:
        return self.shop(c.Propose, alternatives=alternatives)

    def counters(self, *alternatives: Terms) -> Self:
        return self.shopper(c.Counter, alternatives=alternatives)

    def rejects(self) -> Self:
        return self.shop(c.Reject, ground=Ground.MINOR_DEFECT, note="We see it differently.")

    def decides(self, terms: Terms, actor: Actor = Actor.ARBITER) -> Self:
        return self.act(actor, c.Decide, **self.decision(terms))

    def decision(self, terms: Terms) -> dict[str, Any]:
        reason = OutcomeReason.DECISION_BASED_ON_AVAILABLE_INFORMATION
        named = self.dispute.assignment_id
        return {"assignment_id": named, "terms": terms, "reason": reason, "note": "The photos show it."}

    def refused(self, actor: Actor, kind: type[c.Command], **given: Any) -> Refusal:
        """The refusal of an act that changed nothing."""
        decision = decide(self.dispute, kind(actor=actor, **given), self.now, self.policy)
        assert decision.refusal is not None
        assert decision.events == ()
        assert decision.dispute == self.dispute
        return decision.refusal

    def _take(self, decision: Decision) -> Self:
        self.dispute = decision.dispute
        self.history += decision.events
        return self

    @property
    def facts(self) -> list[type[Fact]]:
        return [type(event.fact) for event in self.history]

    @property
    def last_offer(self) -> Offer:
        return self.dispute.offers[-1]

    @property
    def due_in(self) -> timedelta:
        """How long the running turn has left."""
        assert self.dispute.clocks.turn_due_at is not None
        return self.dispute.clocks.turn_due_at - self.now

    def accepts(self, actor: Actor = Actor.SHOPPER, offer: Offer | None = None, **given: Any) -> Self:
        chosen = offer or self.last_offer
        return self.act(actor, c.AcceptOffer, offer_id=chosen.id, offer_version=chosen.version, **given)
