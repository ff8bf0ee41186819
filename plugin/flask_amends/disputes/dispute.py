"""The dispute: the state that its events add up to."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from flask_amends.disputes.deadlines import Clocks
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Award, EvidenceRequest, Item, Obligation, Offer, Terms
from flask_amends.disputes.vocabulary import (
    Actor,
    OfferStatus,
    Outcome,
    OutcomeReason,
    Reason,
    ReturnState,
    RouteName,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """Every loop of the life cycle has one; a loop without a counter could run for ever."""

    rounds: int = 0
    info_requests: int = 0
    evidence_requests_shop: int = 0
    evidence_requests_shopper: int = 0
    holds: int = 0
    extensions: int = 0
    failures: int = 0
    not_received: int = 0
    overdue_reviews: int = 0
    guarantees: int = 0
    reversals: int = 0
    reopenings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One case, as its events left it.

    ``version`` counts the events and rises with each; ``ask`` is the wished outcome as it stands now;
    ``paid`` and ``refunded`` are the order's, if one is known; ``house_rules`` is false for a claim that
    came after the claim window (X3); ``performer`` is who moves money or goods for the shop's obligations
    (X14).
    """

    id: str
    version: int
    opened_at: datetime
    policy: str
    status: Status
    clocks: Clocks
    reason: Reason
    ask: Terms
    items: tuple[Item, ...] = ()
    currency: str | None = None
    paid: Money | None = None
    refunded: Money | None = None
    marketplace: str | None = None
    order_number: str | None = None
    order_verified: bool = False
    needs_verification: bool = False
    liable: Actor = Actor.SHOP
    money_moved_by: Actor = Actor.SHOP
    house_rules: bool = True
    turn: Actor | None = None
    turn_began_at: datetime | None = None
    reminded: bool = False
    shop_posted: bool = False
    posted_in_turn: bool = False
    shop_gave_evidence: bool = False
    negotiation_began_at: datetime | None = None
    negotiation_passed: bool = False
    info_requested: bool = False
    extension_asked_by: tuple[Actor, ...] = ()
    extension_until: datetime | None = None
    offers: tuple[Offer, ...] = ()
    routes_used: tuple[RouteName, ...] = ()
    route: RouteName | None = None
    assignment_id: str | None = None
    assignments: int = 0
    review_reason: OutcomeReason | None = None
    evidence_request: EvidenceRequest | None = None
    award: Award | None = None
    obligation: Obligation | None = None
    return_state: ReturnState = ReturnState.NOT_ASKED
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_reason: OutcomeReason | None = None
    counters: Counters = field(default_factory=Counters)

    @property
    def is_open(self) -> bool:
        return self.status is not Status.CLOSED

    def changed(self, **changes: Any) -> Dispute:
        """The same dispute with some fields changed: what ``dataclasses.replace`` does, in half the time."""
        after = object.__new__(Dispute)
        for put, value in zip(_PUT.values(), _GET(self), strict=True):
            put(after, value)
        for name, value in changes.items():
            _PUT[name](after, value)
        return after

    def open_offers(self, receiver: Actor) -> tuple[Offer, ...]:
        """The offers that ``receiver`` can accept now."""
        return tuple(
            offer
            for offer in self.offers
            if offer.status is OfferStatus.PROPOSED and offer.proposed_by is not receiver
        )


_GET = attrgetter(*(one.name for one in fields(Dispute)))
_PUT = {one.name: getattr(Dispute, one.name).__set__ for one in fields(Dispute)}
