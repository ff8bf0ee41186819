"""The decision: what a command, or the passing of time, does to a dispute."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import datetime

from flask_amends.disputes import commands
from flask_amends.disputes.commands import COMMANDS, Command
from flask_amends.disputes.conditions import Refusal, no
from flask_amends.disputes.course import Course
from flask_amends.disputes.deadlines import expired
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.table import EXPIRY
from flask_amends.disputes.transitions import ACTIONS_IN, find
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
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
    """What ``actor`` can do now, after the expiries that are due; empty: this party may not act."""
    course = Course(dispute, Actor.SYSTEM, now, policy)
    _apply_expiries(course)
    course.actor = actor
    current = course.dispute
    due = current.clocks.turn_due_at if current.turn in (actor, None) else None
    return tuple(
        Available(action=action, actor=actor, due_at=due, requires=_required(action))
        for action in Action
        if (row := find(current.status, action, actor)) is not None and row.may(course) is None
    )


def _required(action: Action) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(COMMANDS[action])
        if field.name != "actor" and field.default is MISSING and field.default_factory is MISSING
    )
