"""What follows from a dispute and its policy: who may decide, who pays, what is still asked and owed."""

from __future__ import annotations

from dataclasses import replace

from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.policy import DefaultRule, Policy, Route
from flask_amends.disputes.vocabulary import (
    AMOUNT_NEEDED,
    REFUNDS,
    Actor,
    Basis,
    Outcome,
    Reason,
    Remedy,
    RouteName,
)


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


# -- amounts -------------------------------------------------------------------------------------------------


def left_to_refund(dispute: Dispute) -> Money | None:
    """What was paid less what was refunded. A surcharge or goodwill may exceed it; it is not in the order."""
    if dispute.reason is Reason.OFF_PLATFORM_CHARGE:
        return None
    return unrefunded(dispute.paid, dispute.refunded)


def unrefunded(paid: Money | None, refunded: Money | None) -> Money | None:
    if paid is None:
        return None
    return Money.from_minor(max(0, paid.minor - (refunded.minor if refunded else 0)), paid.currency)


def worth(dispute: Dispute, terms: Terms) -> Money | None:
    """The money in these terms, where it is known: a refund without an amount is all that is left."""
    if terms.amount is None and terms.kind in REFUNDS - AMOUNT_NEEDED:
        return left_to_refund(dispute)
    return terms.amount


def grants(dispute: Dispute, got: Terms, wanted: Terms) -> bool:
    """Whether ``got`` gives at least what was ``wanted``. What cannot be compared counts as less."""
    if wanted.kind is Remedy.NO_ACTION:
        return True
    if got.return_required and not wanted.return_required:
        return False
    if got.skus and set(got.skus) != set(wanted.skus):
        return False
    alike = got.kind is wanted.kind or {got.kind, wanted.kind} <= REFUNDS - {Remedy.REFUND_WITH_REPLACEMENT}
    mine, theirs = worth(dispute, got), worth(dispute, wanted)
    if mine is None or theirs is None:
        return got.kind is wanted.kind and mine == theirs
    return alike and mine.currency == theirs.currency and theirs <= mine


def losers(dispute: Dispute, award: Terms) -> tuple[Actor, ...]:
    """Each party that got less than it asked for; what the shop asks for is its last proposal."""
    lost = [Actor.SHOPPER] if not grants(dispute, award, dispute.ask) else []
    if award.kind is not Remedy.NO_ACTION and not any(
        grants(dispute, offered, award) for offered in last_proposal(dispute)
    ):
        lost.append(Actor.SHOP)
    return tuple(lost)


def still_asked(dispute: Dispute) -> Terms:
    """The ask less what was performed; where nothing countable is left, what is wanted must be said anew."""
    owed = dispute.obligation
    if owed is None or not owed.performed:
        return dispute.ask
    asked, given = worth(dispute, dispute.ask), worth(dispute, owed.terms)
    if asked is None or given is None or asked.currency != given.currency or asked <= given:
        return Terms(kind=Remedy.OTHER)
    kind = Remedy.PARTIAL_REFUND if dispute.ask.kind in REFUNDS else dispute.ask.kind
    return replace(dispute.ask, kind=kind, amount=asked - given, deliver_on=None)


# -- the default rule ----------------------------------------------------------------------------------------


def default_terms(dispute: Dispute, policy: Policy) -> Terms | None:
    """What is owed when nobody decided, or ``None`` where nothing is known that could be owed.

    A decision that was appealed stays a decision, and what was agreed stays agreed.
    """
    if dispute.award is not None and dispute.award.appealed:
        return dispute.award.terms
    if dispute.obligation is not None:
        return dispute.obligation.terms
    if not dispute.house_rules:
        return None
    if dispute.liable is Actor.MARKETPLACE:
        return dispute.ask if dispute.ask.is_definite else None
    found = (_RULES[rule](dispute) for rule in policy.default_rules)
    return next((_within(dispute, terms) for terms in found if terms is not None), None)


def _within(dispute: Dispute, terms: Terms) -> Terms:
    """The same terms, but never more money back than is left of what was paid."""
    left = left_to_refund(dispute)
    if terms.kind not in REFUNDS or terms.amount is None or left is None or terms.amount <= left:
        return terms
    return replace(terms, amount=left)


def last_proposal(dispute: Dispute) -> tuple[Terms, ...]:
    """The alternatives of the shop's last proposal, declined or expired or not."""
    made = [offer for offer in dispute.offers if offer.proposed_by is Actor.SHOP]
    return tuple(offer.terms for offer in made if offer.group_id == made[-1].group_id)


def _last_offer(dispute: Dispute) -> Terms | None:
    return next(iter(last_proposal(dispute)), None)


def _ask_without_evidence(dispute: Dispute) -> Terms | None:
    return dispute.ask if dispute.ask.is_definite and not dispute.shop_gave_evidence else None


def _split(dispute: Dispute) -> Terms | None:
    """Half of what was asked, rounded down, where the ask comes to a known amount of money to give back."""
    asked = worth(dispute, dispute.ask)
    if asked is None or asked.minor < 2 or dispute.ask.kind not in REFUNDS:
        return None
    return Terms(kind=Remedy.PARTIAL_REFUND, amount=Money.from_minor(asked.minor // 2, asked.currency))


_RULES = {
    DefaultRule.SHOPS_LAST_OFFER: _last_offer,
    DefaultRule.ASK_WITHOUT_EVIDENCE: _ask_without_evidence,
    DefaultRule.SPLIT: _split,
}
