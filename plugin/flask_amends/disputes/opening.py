"""The first decision: whether a claim can be taken as it stands, who answers for it, and whose turn it is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask_amends.disputes import events as facts
from flask_amends.disputes.checks import amount_in_order, day_in_order, items_in_order
from flask_amends.disputes.commands import OpenClaim
from flask_amends.disputes.conditions import Refusal, no
from flask_amends.disputes.course import Course, first_clocks
from flask_amends.disputes.deadlines import Clocks
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.events import Event
from flask_amends.disputes.evolve import evolve
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.reckoning import unrefunded
from flask_amends.disputes.vocabulary import (
    AMOUNT_NEEDED,
    DELIVERY_REASONS,
    Actor,
    OutcomeReason,
    Reason,
    RefusalCode,
    Status,
)


def open_claim(command: OpenClaim, now: datetime, policy: Policy) -> Decision | Refusal:
    """A new dispute, or the reason why the claim cannot be taken as it stands."""
    if refusal := _claim_in_order(command, now, policy):
        return refusal
    liable = _liable(command)
    event = _created(command, liable, now, policy)
    course = Course(evolve(None, event), Actor.SYSTEM, now, policy)
    if event.status is Status.UNDER_REVIEW:
        course.refer(OutcomeReason.MARKETPLACE_DELIVERED)
    return Decision(dispute=course.dispute, events=(event, *course.events))


def _liable(command: OpenClaim) -> Actor:
    """Whoever delivered answers for the delivery (X12) and for what its courier charged (X14)."""
    by_marketplace = command.marketplace is not None and command.delivered_by is Actor.MARKETPLACE
    about_delivery = command.reason in DELIVERY_REASONS or command.reason is Reason.OFF_PLATFORM_CHARGE
    return Actor.MARKETPLACE if by_marketplace and about_delivery else Actor.SHOP


def _currency(command: OpenClaim) -> str | None:
    """The one currency of this case: the order's, else that of the first amount that was named."""
    named = command.paid or command.ask.amount
    return command.currency or (named.currency if named else None)


def _created(command: OpenClaim, liable: Actor, now: datetime, policy: Policy) -> Event:
    house_rules = not command.late
    clocks = first_clocks(now, policy, shop_is_liable=liable is Actor.SHOP)
    status, turn, due = _first_turn(command, liable, clocks, now, policy)
    fact = facts.Created(
        dispute_id=command.dispute_id,
        policy=policy.name,
        reason=command.reason,
        ask=command.ask,
        description=command.description,
        items=command.items,
        currency=_currency(command),
        paid=command.paid,
        refunded=command.refunded,
        marketplace=command.marketplace,
        order_number=command.order_number,
        order_verified=command.order_verified,
        needs_verification=command.needs_verification,
        liable=liable,
        money_moved_by=command.money_moved_by,
        house_rules=house_rules,
    )
    return Event(
        sequence=1,
        at=now,
        actor=Actor.SHOPPER,
        fact=fact,
        status=status,
        turn=turn,
        clocks=Clocks(
            turn_due_at=due,
            statutory_due_at=clocks.statutory_due_at,
            case_due_at=clocks.case_due_at,
        ),
        new_turn=True,
    )


def _first_turn(
    command: OpenClaim, liable: Actor, clocks: Clocks, now: datetime, policy: Policy
) -> tuple[Status, Actor, datetime]:
    """The entry rule for a claim that has just arrived."""
    if command.suspicious:
        return Status.QUARANTINED, Actor.SHOP, policy.quarantine.after(now)
    if command.needs_verification:
        return Status.UNVERIFIED, Actor.SHOPPER, policy.verify.after(now)
    if liable is Actor.MARKETPLACE and not command.late:
        return Status.UNDER_REVIEW, Actor.MARKETPLACE, now
    if command.late:
        return Status.AWAITING_SHOP, Actor.SHOP, clocks.statutory_due_at or policy.late_turn.after(now)
    return Status.AWAITING_SHOP, Actor.SHOP, policy.turn.after(now)


def _claim_in_order(command: OpenClaim, now: datetime, policy: Policy) -> Refusal | None:
    if not command.description.strip():
        return no(RefusalCode.TEXT_MISSING, "description")
    return _items_in_order(command) or _ask_in_order(command, now, policy)


def _items_in_order(command: OpenClaim) -> Refusal | None:
    """At most as many as were bought; several lines of one item are counted together."""
    bought, claimed = Counter[str](), Counter[str]()
    for line in command.bought:
        bought[line.sku] += line.quantity
    for index, item in enumerate(command.items):
        if command.bought and item.sku not in bought:
            return no(RefusalCode.ITEM_MISMATCH, f"items.{index}.sku", skus=[item.sku])
        claimed[item.sku] += item.quantity
        limit = bought.get(item.sku, claimed[item.sku])
        if item.quantity < 1 or claimed[item.sku] > limit:
            return no(RefusalCode.QUANTITY_ABOVE_BOUGHT, f"items.{index}.quantity", limit=limit)
    return None


def _ask_in_order(command: OpenClaim, now: datetime, policy: Policy) -> Refusal | None:
    """An amount may be left open at first (X17); one that is given must be one that could be owed."""
    ask = command.ask
    if refusal := items_in_order(ask, {item.sku for item in command.items}, "ask"):
        return refusal
    if refusal := day_in_order(ask, ask.deliver_on, now, policy, "ask.deliver_on"):
        return refusal
    if ask.amount is None and ask.kind in AMOUNT_NEEDED:
        return None
    outside = command.reason is Reason.OFF_PLATFORM_CHARGE
    left = None if outside else unrefunded(command.paid, command.refunded)
    return amount_in_order(ask, currency=_currency(command), left=left, at="ask")
