"""The decision: what a command, or the passing of time, does to a dispute."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import datetime

from flask_amends.disputes import commands
from flask_amends.disputes import events as facts
from flask_amends.disputes.commands import COMMANDS, Command, OpenClaim
from flask_amends.disputes.conditions import Refusal, amount_in_order, no
from flask_amends.disputes.course import Course, first_clocks
from flask_amends.disputes.deadlines import Clocks, expired
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.evolve import evolve
from flask_amends.disputes.money import Money
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.table import EXPIRY
from flask_amends.disputes.transitions import ACTIONS_IN, find
from flask_amends.disputes.vocabulary import (
    AMOUNT_NEEDED,
    DELIVERY_REASONS,
    Action,
    Actor,
    OutcomeReason,
    Reason,
    RefusalCode,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happened. With a ``refusal``, ``events`` are only those of clocks that had run out before."""

    dispute: Dispute
    events: tuple[Event, ...]
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """An action that a party can take now. ``due_at`` is set when it is this party's turn."""

    action: Action
    actor: Actor
    due_at: datetime | None
    requires: tuple[str, ...]


def decide(dispute: Dispute, command: Command, now: datetime, policy: Policy) -> Decision:
    """Apply every expiry that is due at ``now``, then the command.

    Never raises for what a party sends: a command that the table, its conditions or the new state do not
    allow is returned as a :class:`Refusal`. ``now`` is an aware moment; the policy is the one frozen into
    the dispute.
    """
    course = Course(dispute, Actor.SYSTEM, now, policy)
    _apply_expiries(course)
    course.actor = command.actor
    refusal = _attempt(course, command)
    return Decision(dispute=course.dispute, events=tuple(course.events), refusal=refusal)


def sweep(dispute: Dispute, now: datetime, policy: Policy) -> Decision:
    """Only the passing of time: every expiry that is due, then the reminder of a turn that ends soon."""
    decision = decide(dispute, commands.Remind(actor=Actor.SYSTEM), now, policy)
    return Decision(dispute=decision.dispute, events=decision.events)


def _apply_expiries(course: Course) -> None:
    while clock := expired(course.dispute.status, course.dispute.clocks, course.now):
        row = find(course.dispute.status, EXPIRY[clock], Actor.SYSTEM)
        if row is None:
            raise LookupError(f"No row ends the {clock} clock in {course.dispute.status}.")
        row.effect(course, None)


def _attempt(course: Course, command: Command) -> Refusal | None:
    status = course.dispute.status
    row = find(status, command.action, command.actor)
    if row is None:
        if command.action in ACTIONS_IN[status]:
            return no(RefusalCode.WRONG_ACTOR, status=status)
        return no(RefusalCode.CLOSED if status is Status.CLOSED else RefusalCode.WRONG_STATUS, status=status)
    refusal = row.may(course) or row.check(course, command)
    if refusal is None:
        row.effect(course, command)
    return refusal


def available_actions(dispute: Dispute, actor: Actor, now: datetime, policy: Policy) -> tuple[Available, ...]:
    """What ``actor`` can do now; empty means that this party may not act."""
    course = Course(dispute, actor, now, policy)
    due = dispute.clocks.turn_due_at if dispute.turn in (actor, None) else None
    return tuple(
        Available(action=action, actor=actor, due_at=due, requires=_required(action))
        for action in Action
        if (row := find(dispute.status, action, actor)) is not None and row.may(course) is None
    )


def _required(action: Action) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(COMMANDS[action])
        if field.name != "actor" and field.default is MISSING and field.default_factory is MISSING
    )


def open_claim(command: OpenClaim, now: datetime, policy: Policy) -> Decision | Refusal:
    """A new dispute, or the reason why the claim cannot be taken as it stands."""
    if refusal := _claim_in_order(command):
        return refusal
    by_marketplace = (
        command.marketplace is not None
        and command.delivered_by is Actor.MARKETPLACE
        and command.reason in DELIVERY_REASONS
    )
    liable = Actor.MARKETPLACE if by_marketplace else Actor.SHOP
    event = _created(command, liable, now, policy)
    course = Course(evolve(None, event), Actor.SYSTEM, now, policy)
    if event.status is Status.UNDER_REVIEW:
        course.refer(OutcomeReason.MARKETPLACE_DELIVERED)
    return Decision(dispute=course.dispute, events=(event, *course.events))


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
        currency=command.currency,
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


def _claim_in_order(command: OpenClaim) -> Refusal | None:
    if not command.description.strip():
        return no(RefusalCode.TEXT_MISSING, "description")
    bought = {item.sku: item.quantity for item in command.bought}
    for index, item in enumerate(command.items):
        if command.bought and item.sku not in bought:
            return no(RefusalCode.ITEM_MISMATCH, f"items.{index}.sku", skus=[item.sku])
        limit = bought.get(item.sku, item.quantity)
        if not 1 <= item.quantity <= limit:
            return no(RefusalCode.QUANTITY_ABOVE_BOUGHT, f"items.{index}.quantity", limit=limit)
    return _ask_in_order(command)


def _ask_in_order(command: OpenClaim) -> Refusal | None:
    """An amount may be left open at first (X17); one that is given must be one that could be owed."""
    ask = command.ask
    if ask.amount is None and ask.kind in AMOUNT_NEEDED:
        return None
    unknown = set(ask.skus) - {item.sku for item in command.items}
    if unknown:
        return no(RefusalCode.ITEM_MISMATCH, "ask.skus", skus=sorted(unknown))
    left = None
    if command.paid is not None and command.reason is not Reason.OFF_PLATFORM_CHARGE:
        refunded = command.refunded.minor if command.refunded else 0
        left = Money.from_minor(max(0, command.paid.minor - refunded), command.paid.currency)
    return amount_in_order(ask, currency=command.currency, left=left, at="ask")
