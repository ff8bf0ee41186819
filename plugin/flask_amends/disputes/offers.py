"""What is asked, offered, awarded and owed: terms, offers, obligations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import PromoTerms
from flask_amends.disputes.vocabulary import (
    AMOUNT_NEEDED,
    NOTHING_TO_PERFORM,
    Actor,
    Basis,
    OfferStatus,
    OutcomeReason,
    Remedy,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the order that is claimed; ``quantity`` is the claimed count, at most the bought one."""

    sku: str
    title: str
    quantity: int
    unit_price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One way to put things right.

    ``amount`` is what changes hands and is required for :data:`~.vocabulary.AMOUNT_NEEDED`; ``skus``
    limits the terms to some of the claimed items (empty: all); ``deliver_on`` is the day the shopper
    chose (H7); ``promo`` are the conditions of a code or credit, told with the offer and to the adapter;
    ``gift`` is what the shop puts on top out of goodwill, worth this much (Q7, Q9, P5), and only terms that
    the shop performs have one.
    """

    kind: Remedy
    amount: Money | None = None
    skus: tuple[str, ...] = ()
    return_required: bool = False
    deliver_on: datetime | None = None
    promo: PromoTerms | None = None
    gift: Money | None = None

    @property
    def is_definite(self) -> bool:
        """Whether somebody could perform these terms as they stand (X17: "other" must be agreed first)."""
        return self.kind is not Remedy.OTHER and not (self.kind in AMOUNT_NEEDED and self.amount is None)

    @property
    def needs_performing(self) -> bool:
        return self.kind not in NOTHING_TO_PERFORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One alternative of a proposal. The receiver accepts exactly one, by ``id`` and ``version``."""

    id: str
    group_id: str
    version: int
    terms: Terms
    proposed_by: Actor
    proposed_at: datetime
    status: OfferStatus = OfferStatus.PROPOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What is owed, by whom, to whom, and why."""

    terms: Terms
    basis: Basis
    reason: OutcomeReason
    payer: Actor
    payee: Actor
    compensation_id: str
    performed: bool = False
    expected_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest:
    """An open request of the arbiter for evidence from one party."""

    id: str
    party: Actor
    review_time_left_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A decision. ``terms`` of ``no_action`` decide for the shop.

    An ``appealed`` one does not stand: it awaits another decision, or an agreement.
    """

    terms: Terms
    reason: OutcomeReason
    appealed: bool = False
    accepted_by: tuple[Actor, ...] = ()
