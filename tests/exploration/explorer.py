"""Walks through every configuration that the shipped ``decide`` and ``evolve`` reach, and checks each one.

There is no second model: a move is a call of :func:`flask_amends.disputes.decide`, and a configuration is a
:class:`~flask_amends.disputes.dispute.Dispute` with its moments written relative to now. Parties act at the
moments at which a clock has just moved the case; ``pauses`` lets them act in between as well.
"""

from __future__ import annotations

import gc
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes import decide, events, open_claim, sweep, table, transitions
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.course import Course
from flask_amends.disputes.deadlines import expired, next_due
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.policy import Policy
from flask_amends.disputes.vocabulary import Action, Actor, OutcomeReason, Status
from tests.exploration.keys import Key, Node, Witness, key
from tests.exploration.moves import MOVES, ORDER_FACTS, STAND_INS, WORDS, Make

START = datetime(2026, 1, 1, tzinfo=UTC)
ALL_ACTIONS = frozenset(MOVES)
#: Of disputes that share a configuration but are not equal, every so many-th is compared.
SAMPLE = 50

Plan = dict[Status, list[tuple[table.Row, Actor, Make]]]


class Stuck(AssertionError):  # noqa: N818 - the word for what was found
    """A configuration that breaks a promise of the life cycle."""


@dataclass(slots=True)
class Report:
    """What one exploration found."""

    configurations: int = 0
    moves: int = 0
    closed: int = 0
    compared: int = 0
    longest_silence: timedelta = timedelta(0)
    targets: dict[table.Row, set[Status]] = field(default_factory=dict)
    facts: dict[table.Row, set[type[events.Fact]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Disputes that are explored together: how they begin, under which rules, and what may be done."""

    name: str
    policy: Policy
    roots: tuple[c.OpenClaim, ...]
    actions: frozenset[Action] = ALL_ACTIONS - ORDER_FACTS
    pauses: timedelta | None = None

    @property
    def order_facts(self) -> bool:
        return bool(self.actions & ORDER_FACTS)


# -- limits, counted without the dispute's own counters ------------------------------------------------------


def limits(policy: Policy) -> Witness:
    """How often each witnessed thing may happen in one dispute."""
    evidence = policy.max_evidence_requests
    once = 1
    return (
        policy.max_rounds, policy.max_info_requests, once, once, once,
        evidence, evidence, once, policy.max_failures, once, once, once, once, once, 2,
    )  # fmt: skip


def seen(happened: tuple[Event, ...]) -> Witness:
    """Rounds, info requests, holds, extensions, each side's extension; evidence requests by party, appeals,
    failures, "not received", overdue reviews, guarantees, reversals, reopenings, returns (two with one).
    """
    count = [0] * 15
    for event in happened:
        place = _place(event)
        if place is not None:
            count[place] += 1
    return tuple(count)


_PLACES: dict[type[events.Fact], int] = {
    events.OfferProposed: 0,
    events.OfferDeclined: 0,
    events.ClaimRejected: 0,
    events.HoldPromised: 2,
    events.ExtensionAccepted: 3,
    events.Appealed: 7,
    events.CompensationFailed: 8,
    events.CompensationDisputed: 9,
    events.Reopened: 13,
    events.ReturnRequested: 14,
}


def _place(event: Event) -> int | None:
    fact = event.fact
    match fact:
        case events.EvidenceRequested(request_id=None):
            return 1
        case events.EvidenceRequested(party=Actor.SHOP):
            return 5
        case events.EvidenceRequested():
            return 6
        case events.ExtensionProposed() if event.actor is Actor.SHOP:
            return 4
        case events.Escalated(reason=OutcomeReason.COMPENSATION_OVERDUE, restart=True):
            return 10
        case events.CompensationRequested(guarantee=True):
            return 11
        case events.OrderReversalRecorded(owed_again=True):
            return 12
    return _PLACES.get(type(fact))


# -- the walk ------------------------------------------------------------------------------------------------


class Explorer:
    """One exploration in progress."""

    def __init__(self, family: Family, *, limit: int = 10_000_000, sample: int = SAMPLE) -> None:
        self.family = family
        self.policy = replace(family.policy, remind_before=timedelta(days=-1000))
        self.allowed = limits(self.policy)
        self.limit = limit
        self.sample = sample
        self.report = Report()
        self.numbers: dict[Key, int] = {}
        self.edges: list[list[int]] = []
        self.waits: list[tuple[int, timedelta] | None] = []
        self.queue: deque[tuple[int, Node]] = deque()
        self.kept: dict[int, Dispute] = {}
        self.shared: list[tuple[int, Node]] = []
        self.repeats = 0
        self.plan = plan(family.actions)

    def run(self) -> Report:
        was_collecting = gc.isenabled()
        gc.disable()  # nothing made here refers to itself
        try:
            return self._run()
        finally:
            if was_collecting:
                gc.enable()

    def _run(self) -> Report:
        for number, root in enumerate(self.family.roots):
            opened = open_claim(root, START, self.policy)
            if isinstance(opened, Refusal):
                raise Stuck(f"{root} was refused: {opened}.")
            self.visit(Node(opened.dispute, START, seen(opened.events), number))
        while self.queue:
            number, node = self.queue.popleft()
            for follower in self.followers(node):
                self.report.moves += 1
                self.edges[number].append(self.visit(follower))
            if node.dispute.is_open:
                after, due = self.time_passes(node)
                self.report.moves += 1
                target = self.visit(after)
                self.edges[number].append(target)
                self.waits[number] = (target, due - node.now)
        order = _in_order(self.edges)
        self._measure_silence(order)
        self._compare_shared()
        self.report.configurations = len(self.edges)
        return self.report

    def key(self, node: Node) -> Key:
        return key(node, self.policy, order_facts=self.family.order_facts)

    def visit(self, node: Node) -> int:
        configuration = self.key(node)
        number = self.numbers.get(configuration)
        if number is not None:
            self.repeats += 1
            if self.repeats % self.sample == 0:
                self.shared.append((number, node))
            return number
        number = self.numbers[configuration] = len(self.edges)
        self.edges.append([])
        self.waits.append(None)
        self.check(node)
        self.queue.append((number, node))
        if number >= self.limit:
            raise Stuck(f"More than {self.limit} configurations: something is not counted.")
        return number

    def check(self, node: Node) -> None:
        """One running timer in every open configuration, none in a closed one, no limit exceeded."""
        dispute, now = node.dispute, node.now
        clocks = dispute.clocks
        if dispute.status is Status.CLOSED:
            self.report.closed += 1
            running = (
                clocks.turn_due_at, clocks.negotiation_due_at, clocks.statutory_due_at, clocks.case_due_at,
            )  # fmt: skip
            if any(running) or dispute.turn is not None or dispute.outcome is None:
                raise Stuck(f"A closed dispute has a clock, a turn or no outcome: {dispute}.")
        else:
            if clocks.turn_due_at is None or clocks.turn_due_at <= now:
                raise Stuck(f"{dispute.status} has no running turn timer: {dispute}.")
            if dispute.turn is None and dispute.status is not Status.DECIDED:
                raise Stuck(f"{dispute.status} is nobody's turn: {dispute}.")
            if dispute.outcome is not None:
                raise Stuck(f"An open dispute has an outcome: {dispute}.")
        if any(map(int.__gt__, node.witness, self.allowed)):
            raise Stuck(f"A limit was exceeded: {node.witness} of {self.allowed} in {dispute.status}.")

    def followers(self, node: Node) -> Iterator[Node]:
        """Every configuration that an act of a party leads to."""
        dispute, now = node.dispute, node.now
        for row, actor, make in self.plan[dispute.status]:
            if row.may(Course(dispute, actor, now, self.policy)):
                continue
            for command in make(actor, dispute, now, self.policy):
                decision = decide(dispute, command, now, self.policy)
                if decision.refusal is not None:
                    continue
                self._note(row, decision.events, dispute)
                after = _next(node, decision, now)
                if row.action in WORDS:
                    _refuse_movement(dispute, after.dispute, row.action)
                if row.action in WORDS | ORDER_FACTS and self.key(after) == self.key(node):
                    continue
                yield after
        pause = self.family.pauses
        if pause is not None and dispute.is_open:
            due = next_due(dispute.status, dispute.clocks)
            if due is not None and now + pause < due:
                yield Node(dispute, now + pause, node.witness, node.root)

    def time_passes(self, node: Node) -> tuple[Node, datetime]:
        """The next clock runs out: it does so in time, not earlier, and something happens."""
        dispute = node.dispute
        due = next_due(dispute.status, dispute.clocks)
        if due is None:
            raise Stuck(f"{dispute.status} waits for ever.")
        if sweep(dispute, due - timedelta(microseconds=1), self.policy).events:
            raise Stuck(f"Something expired early in {dispute.status}.")
        try:
            decision = sweep(dispute, due, self.policy)
        except LookupError as error:
            raise Stuck(str(error)) from error
        if not decision.events:
            raise Stuck(f"An expiry in {dispute.status} had no effect.")
        self._note_expiries(dispute, due, decision.events)
        return _next(node, decision, due), due

    def _note_expiries(self, before: Dispute, due: datetime, happened: tuple[Event, ...]) -> None:
        """Several clocks may have run out at once; each began with the event that says so."""
        starts = [
            index
            for index, event in enumerate(happened)
            if isinstance(event.fact, (events.DeadlineMissed, events.Released))
        ]
        status, clocks = before.status, before.clocks
        for start, end in zip(starts, [*starts[1:], len(happened)], strict=True):
            clock = expired(status, clocks, due)
            row = transitions.find(status, table.EXPIRY[clock], Actor.SYSTEM) if clock else None
            if row is None:
                raise Stuck(f"An expiry in {status} is not in the table.")
            self._note(row, happened[start:end], before)
            status, clocks = happened[end - 1].status, happened[end - 1].clocks

    def _note(self, row: table.Row, happened: tuple[Event, ...], before: Dispute) -> None:
        """Check that the table's own columns tell the truth about where a row leads and what it makes."""
        facts = {type(event.fact) for event in happened}
        target = happened[-1].status
        if not facts <= row.events:
            raise Stuck(f"{row.action} in {before.status} made {facts - row.events}, not listed in its row.")
        if target not in row.targets:
            raise Stuck(f"{row.action} in {before.status} led to {target}, not listed in its row.")
        self.report.facts.setdefault(row, set()).update(facts)
        self.report.targets.setdefault(row, set()).add(target)

    def _measure_silence(self, order: list[int]) -> None:
        """From every configuration, how long the case stays open when nobody says anything any more."""
        silence = [timedelta(0)] * len(order)
        for number in reversed(order):
            wait = self.waits[number]
            if wait is not None:
                silence[number] = wait[1] + silence[wait[0]]
        self.report.longest_silence = max(silence)

    def _compare_shared(self) -> None:
        """Disputes that share a configuration must have the same future, or the key leaves out too much."""
        for number, node in self.shared:
            mine = set()
            nodes = list(self.followers(node))
            if node.dispute.is_open:
                nodes.append(self.time_passes(node)[0])
            for follower in nodes:
                found = self.numbers.get(self.key(follower))
                if found is None:
                    raise Stuck(f"A key hides a difference: {follower.dispute} after {node.dispute}.")
                mine.add(found)
            if mine != set(self.edges[number]):
                raise Stuck(f"A key hides a difference in what can be done: {node.dispute}.")
            self.report.compared += 1


def plan(actions: frozenset[Action]) -> Plan:
    """By status: which row, actor and command to try. An actor that stands in for others acts for them."""
    chosen: Plan = {status: [] for status in Status}
    for action in MOVES:
        stand_ins = STAND_INS.get(action, frozenset(Actor))
        for status in Status:
            for actor in Actor:
                row = transitions.find(status, action, actor)
                if row is not None and action in actions and actor in stand_ins:
                    chosen[status].append((row, actor, MOVES[action]))
    return chosen


def _next(node: Node, decision: Decision, now: datetime) -> Node:
    witness = tuple(map(int.__add__, node.witness, seen(decision.events)))
    return Node(decision.dispute, now, witness, node.root)


def _refuse_movement(before: Dispute, after: Dispute, action: Action) -> None:
    if (after.status, after.clocks, after.turn) != (before.status, before.clocks, before.turn):
        raise Stuck(f"{action} moved {before.status}.")


def _in_order(edges: list[list[int]]) -> list[int]:
    """Kahn's algorithm: what cannot be put in order lies on a cycle, and a cycle is an endless run."""
    incoming = Counter(target for out in edges for target in out)
    ready = [number for number in range(len(edges)) if not incoming[number]]
    order = []
    while ready:
        number = ready.pop()
        order.append(number)
        for target in edges[number]:
            incoming[target] -= 1
            if not incoming[target]:
                ready.append(target)
    if len(order) != len(edges):
        raise Stuck(f"{len(edges) - len(order)} configurations lie on or behind a cycle.")
    return order


def explore(family: Family, *, limit: int = 10_000_000, sample: int = SAMPLE) -> Report:
    """Visit every configuration of ``family``. Raises :class:`Stuck` where a promise is broken."""
    return Explorer(family, limit=limit, sample=sample).run()
