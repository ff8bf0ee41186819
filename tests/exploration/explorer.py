"""Walks through every configuration that the shipped ``decide`` and ``evolve`` can reach, and checks each one.

There is no second model: a move is a call of :func:`flask_amends.disputes.decide`, and a configuration is a
:class:`~flask_amends.disputes.dispute.Dispute` with its moments written relative to now.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_amends.disputes import commands as c
from flask_amends.disputes import decide, events, open_claim, sweep, table, transitions
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.course import Course
from flask_amends.disputes.deadlines import NEGOTIATING, next_due
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import Action, Actor, OfferStatus, Outcome, OutcomeReason, Status
from tests.exploration.moves import moves

START = datetime(2026, 1, 1, tzinfo=UTC)
#: What no rule of the life cycle reads: ids, totals of ids, the reminder.
IGNORED = {"id", "version", "assignments", "assignment_id", "opened_at", "turn_began_at", "reminded", "closed_at"}


class Stuck(AssertionError):
    """A configuration that breaks a promise of the life cycle."""


@dataclass(frozen=True, slots=True)
class Node:
    """A dispute, the moment it is seen at, and how often each limited thing has happened on the way."""

    dispute: Dispute
    now: datetime
    witness: tuple[int, ...]


@dataclass(slots=True)
class Report:
    """What one exploration found."""

    configurations: int = 0
    moves: int = 0
    closed: int = 0
    statuses: Tally[Status] = field(default_factory=Tally)
    targets: dict[int, set[Status]] = field(default_factory=dict)
    facts: dict[int, set[type[events.Fact]]] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    longest_silence: timedelta = timedelta(0)


def limits(policy: Policy) -> tuple[int, ...]:
    """How often each witnessed thing may happen in one dispute."""
    return (
        policy.max_rounds,
        policy.max_info_requests,
        2 * policy.max_evidence_requests,
        1,  # holds
        1,  # extensions
        1,  # appeals
        policy.max_failures,
        1,  # "it did not arrive"
        1,  # overdue compensations sent to review
        1,  # the marketplace's guarantee
        1,  # reversals that are owed again
        1,  # reopenings
        1,  # returns asked for
    )


def seen(happened: tuple[Event, ...]) -> tuple[int, ...]:
    """How often each limited thing happened in these events, counted without the dispute's own counters."""
    kinds = Tally(type(event.fact) for event in happened)
    facts = [event.fact for event in happened]
    return (
        kinds[events.OfferProposed] + kinds[events.OfferDeclined] + kinds[events.ClaimRejected],
        sum(isinstance(fact, events.EvidenceRequested) and fact.request_id is None for fact in facts),
        sum(isinstance(fact, events.EvidenceRequested) and fact.request_id is not None for fact in facts),
        kinds[events.HoldPromised],
        kinds[events.ExtensionAccepted],
        kinds[events.Appealed],
        kinds[events.CompensationFailed],
        kinds[events.CompensationDisputed],
        sum(
            isinstance(fact, events.Escalated)
            and fact.reason is OutcomeReason.COMPENSATION_OVERDUE
            and fact.restart
            for fact in facts
        ),
        sum(isinstance(fact, events.CompensationRequested) and fact.guarantee for fact in facts),
        sum(isinstance(fact, events.OrderReversalRecorded) and fact.owed_again for fact in facts),
        kinds[events.Reopened],
        kinds[events.ReturnRequested],
    )


_FIELDS = tuple(one.name for one in fields(Dispute) if one.name not in IGNORED)
#: What only talking reads. It is dead where the dispute can never come back to a talk.
_TALK = {
    "offers",
    "shop_posted",
    "shop_gave_evidence",
    "negotiation_began_at",
    "negotiation_passed",
    "info_requested",
    "extension_asked_by",
    "extension_until",
}
_TALK_COUNTERS = ("rounds", "info_requests", "holds", "extensions")
_SOFT = {Outcome.LAPSED, Outcome.RETRACTED, Outcome.EXPIRED_UNVERIFIED}
_GIVEN = {Outcome.RESOLVED_BY_AGREEMENT, Outcome.RESOLVED_SHOPPER_FAVOUR, Outcome.SETTLED_EXTERNALLY}


def key(node: Node) -> tuple[Any, ...]:
    """A configuration: the dispute without names, with every moment as seconds from now.

    What no rule can read any more in this status is left out; :func:`explore` checks that by comparing what
    follows from disputes that share a configuration.
    """
    dispute, now = node.dispute, node.now
    if dispute.status is Status.CLOSED and _is_final(dispute):
        return (dispute.status, dispute.outcome, dispute.outcome_reason)
    dead = _dead(dispute)
    values = [None if name in dead else _relative(name, getattr(dispute, name), now) for name in _FIELDS]
    counters, witness = dispute.counters, node.witness
    if "offers" in dead:
        counters = replace(counters, **dict.fromkeys(_TALK_COUNTERS, 0))
        witness = (0, 0, witness[2], 0, 0, *witness[5:])
    opened = max(-4, (dispute.opened_at - now).days)  # only "has escalate_after passed" depends on it
    return (*values, counters, opened, witness)


def _is_final(dispute: Dispute) -> bool:
    """Closed for good: neither the shopper nor a reversed refund can open it again."""
    soft = dispute.outcome in _SOFT or dispute.outcome_reason is OutcomeReason.AUTO_CONFIRMED
    reopenable = soft and dispute.award is None and not dispute.counters.reopenings
    reversible = dispute.outcome in _GIVEN and not dispute.counters.reversals
    return not reopenable and not reversible


def _dead(dispute: Dispute) -> set[str]:
    dead = {"counters"}
    if dispute.status not in NEGOTIATING or dispute.clocks.negotiation_due_at is None:
        dead.add("posted_in_turn")
    talk_is_over = dispute.obligation is not None or dispute.status is Status.CLOSED
    if talk_is_over and (dispute.award is not None or dispute.counters.reopenings):
        dead |= _TALK
    return dead


def _relative(name: str, value: Any, now: datetime) -> Any:
    match name:
        case "clocks":
            return tuple(_seconds(getattr(value, one.name), now) for one in fields(value))
        case "negotiation_began_at" | "extension_until":
            return _seconds(value, now)
        case "offers":
            return _offers(value)
        case "obligation" if value is not None:
            return (value.terms.kind, value.terms.amount, value.basis, value.payer, value.performed) + (
                _seconds(value.expected_by, now),
            )
        case "evidence_request" if value is not None:
            return (value.party, value.review_time_left_s)
    return value


def _seconds(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else int((moment - now).total_seconds())


def _offers(offers: Any) -> Any:
    """Open and expired offers, and the shop's last group: the others are history."""
    shops = [offer.group_id for offer in offers if offer.proposed_by is Actor.SHOP]
    last = shops[-1] if shops else None
    live = (OfferStatus.PROPOSED, OfferStatus.EXPIRED)
    return tuple(
        (offer.terms.kind, offer.terms.amount, offer.terms.return_required, offer.proposed_by, offer.status)
        for offer in offers
        if offer.status in live or offer.group_id == last
    )


def explore(roots: list[c.OpenClaim], policy: Policy, *, limit: int = 10_000_000) -> Report:
    """Visit every configuration reachable from ``roots``. Raises :class:`Stuck` where a promise is broken."""
    policy = replace(policy, remind_before=timedelta(days=-1000))
    allowed = limits(policy)
    report = Report()
    numbers: dict[tuple[Any, ...], int] = {}
    edges: list[list[int]] = []
    queue: deque[tuple[int, Node]] = deque()

    def visit(node: Node) -> int:
        configuration = key(node)
        number = numbers.get(configuration)
        if number is None:
            number = numbers[configuration] = len(edges)
            edges.append([])
            check(node, allowed)
            report.statuses[node.dispute.status] += 1
            queue.append((number, node))
            if len(edges) > limit:
                raise Stuck(f"More than {limit} configurations: something is not counted.")
        return number

    for root in roots:
        opened = open_claim(root, START, policy)
        if isinstance(opened, Refusal):
            raise Stuck(f"{root} was refused: {opened}.")
        visit(Node(opened.dispute, START, seen(opened.events)))
    while queue:
        number, node = queue.popleft()
        for follower in followers(node, policy, report):
            report.moves += 1
            edges[number].append(visit(follower))
    report.configurations = len(edges)
    report.closed = report.statuses[Status.CLOSED]
    _refuse_cycles(edges)
    return report


def check(node: Node, allowed: tuple[int, ...]) -> None:
    """One running timer in every open configuration, none in a closed one, no limit exceeded."""
    dispute, now = node.dispute, node.now
    clocks = dispute.clocks
    if dispute.status is Status.CLOSED:
        running = [clocks.turn_due_at, clocks.negotiation_due_at, clocks.statutory_due_at, clocks.case_due_at]
        if any(running) or dispute.turn is not None or dispute.outcome is None:
            raise Stuck(f"A closed dispute has a clock, a turn or no outcome: {dispute}.")
    else:
        if clocks.turn_due_at is None or clocks.turn_due_at <= now:
            raise Stuck(f"{dispute.status} has no running turn timer: {dispute}.")
        if dispute.turn is None and dispute.status is not Status.DECIDED:
            raise Stuck(f"{dispute.status} is nobody's turn: {dispute}.")
        if dispute.outcome is not None:
            raise Stuck(f"An open dispute has an outcome: {dispute}.")
    if any(count > limit for count, limit in zip(node.witness, allowed, strict=True)):
        raise Stuck(f"A limit was exceeded: {node.witness} of {allowed} in {dispute.status}.")


def followers(node: Node, policy: Policy, report: Report) -> Iterator[Node]:
    """Every configuration one move away: each party's acts now, and the next clock to run out."""
    dispute, now = node.dispute, node.now
    if dispute.is_open:
        yield _time_passes(node, policy, report)
    for command in moves(dispute, now, policy):
        row = transitions.find(dispute.status, command.action, command.actor)
        if row is None or row.may(Course(dispute, command.actor, now, policy)):
            continue
        decision = decide(dispute, command, now, policy)
        if decision.refusal is not None:
            continue
        _note(report, row, decision.events, dispute)
        after = _next(node, decision, now)
        if command.action in (Action.POST_MESSAGE, Action.ADD_EVIDENCE):
            if (after.dispute.status, after.dispute.clocks) != (dispute.status, dispute.clocks):
                raise Stuck(f"{command.action} moved {dispute.status}.")
            if key(after) == key(node):
                continue
        yield after


def _time_passes(node: Node, policy: Policy, report: Report) -> Node:
    due = next_due(node.dispute.status, node.dispute.clocks)
    if due is None:
        raise Stuck(f"{node.dispute.status} waits for ever.")
    if sweep(node.dispute, due - timedelta(microseconds=1), policy).events:
        raise Stuck(f"Something expired early in {node.dispute.status}.")
    try:
        decision = sweep(node.dispute, due, policy)
    except LookupError as error:
        raise Stuck(str(error)) from error
    if not decision.events:
        raise Stuck(f"An expiry in {node.dispute.status} had no effect.")
    return _next(node, decision, due)


def _next(node: Node, decision: Any, now: datetime) -> Node:
    witness = tuple(a + b for a, b in zip(node.witness, seen(decision.events), strict=True))
    return Node(decision.dispute, now, witness)


def _note(report: Report, row: table.Row, happened: tuple[Event, ...], before: Dispute) -> None:
    """Check that the table's own columns tell the truth about where a row leads and what it makes."""
    number = id(row)
    report.rows.add(number)
    facts = {type(event.fact) for event in happened}
    if not facts <= row.events:
        raise Stuck(f"{row.action} in {before.status} made {facts - row.events}, which its row does not list.")
    target = happened[-1].status
    if target not in row.targets:
        raise Stuck(f"{row.action} in {before.status} led to {target}, which its row does not list.")
    report.facts.setdefault(number, set()).update(facts)
    report.targets.setdefault(number, set()).add(target)


def _refuse_cycles(edges: list[list[int]]) -> None:
    """Kahn's algorithm: what cannot be put in order lies on a cycle, and a cycle is an endless run."""
    incoming = [0] * len(edges)
    for out in edges:
        for target in out:
            incoming[target] += 1
    ready = [number for number, count in enumerate(incoming) if not count]
    done = 0
    while ready:
        number = ready.pop()
        done += 1
        for target in edges[number]:
            incoming[target] -= 1
            if not incoming[target]:
                ready.append(target)
    if done != len(edges):
        raise Stuck(f"{len(edges) - done} configurations lie on or behind a cycle.")


def silence(root: c.OpenClaim, policy: Policy) -> timedelta:
    """How long a dispute stays open when nobody ever says anything."""
    opened = open_claim(root, START, policy)
    if isinstance(opened, Refusal):
        raise Stuck(f"{root} was refused: {opened}.")
    dispute, now = opened.dispute, START
    while dispute.is_open:
        due = next_due(dispute.status, dispute.clocks)
        if due is None:
            raise Stuck(f"{dispute.status} waits for ever.")
        now, dispute = due, sweep(dispute, due, policy).dispute
    return now - START
