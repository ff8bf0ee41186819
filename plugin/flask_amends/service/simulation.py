"""What will happen if nobody acts: every open case is copied into memory, and time passes over the copies.

A case is a value and the passing of time a pure function of it, so the copy needs no second database: nothing
is written, sent or asked for, whatever happens in it. Cases do not depend on each other, so each goes its own
way from deadline to deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flask_amends.disputes import commands, decide, sweep
from flask_amends.disputes.deadlines import next_due
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, Outcome, Status
from flask_amends.service.following import may_execute_by_itself
from flask_amends.service.reports import figures
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.store import UnitOfWork

PAGE = 100
#: A case has fewer deadlines than this in any time; the bound keeps a fault of ours from running for ever.
MOST_STEPS = 500
BY_ITSELF = "by_itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens in one case. ``rule`` is the silence rule that fires, or :data:`BY_ITSELF`.

    ``status`` is where the case stands after it; ``owed`` is what the shop owes from then on, where the rule
    made it owe anything; ``outcome`` is set where the case ends.
    """

    at: datetime
    case_id: str
    reference_number: str
    rule: str
    status: Status
    owed: Money | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question whose promised answer is not there in time (T7)."""

    at: datetime
    reference_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What happens from ``start`` to ``end``, in the order of time."""

    start: datetime
    end: datetime
    cases: int
    steps: Sequence[Step]
    missed: Sequence[Missed]
    still_open: int

    def by_rule(self) -> dict[str, int]:
        """How often each rule fires, the most frequent first."""
        counts: dict[str, int] = {}
        for one in self.steps:
            counts[one.rule] = counts.get(one.rule, 0) + 1
        return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))

    def by_outcome(self) -> dict[Outcome, int]:
        """How cases end, the most frequent first."""
        counts: dict[Outcome, int] = {}
        for one in self.steps:
            if one.outcome is not None:
                counts[one.outcome] = counts.get(one.outcome, 0) + 1
        return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))

    def owed(self) -> dict[str, Money]:
        """What the shop comes to owe because nobody acts, by currency: of each case what was owed last."""
        last = {one.case_id: one.owed for one in self.steps if one.owed is not None}
        sums: dict[str, Money] = {}
        for owed in last.values():
            known = sums.get(owed.currency)
            sums[owed.currency] = owed if known is None else known + owed
        return sums


def simulate(state: State, days: int) -> Simulation:
    """Let that many days pass over copies of all open cases. Nothing outside of this function changes."""
    start = state.clock.now()
    end = start + timedelta(days=days)
    steps: list[Step] = []
    cases = still_open = 0
    with state.store.read() as unit:
        for row in _open_cases(unit):
            mine, last = _live(state, row, start, end)
            steps += mine
            cases, still_open = cases + 1, still_open + last.is_open
        missed = [Missed(at=at, reference_number=number) for at, number in unit.reports.answers_due(end)]
    steps.sort(key=lambda one: (one.at, one.reference_number))
    return Simulation(start=start, end=end, cases=cases, steps=steps, missed=missed, still_open=still_open)


@dataclass(slots=True)
class _Copy:
    """One case in memory, as time passes over it."""

    row: CaseRow
    steps: list[Step] = field(default_factory=list)

    @property
    def dispute(self) -> Dispute:
        return self.row.dispute

    def take(self, decision: Decision) -> None:
        """Go on from a decision, and note what the clock did in it."""
        owed_before = self.dispute.obligation
        self.row = replace(self.row, dispute=decision.dispute)
        fired = list(figures.silences(self.row.id, decision.events))
        for place, one in enumerate(fired):
            is_last = place == len(fired) - 1
            new = is_last and self.dispute.obligation is not owed_before
            self.note(one.at, one.rule, decision.events if is_last else (), new=new)

    def note(self, at: datetime, rule: str, events: Sequence[Event], *, new: bool) -> None:
        """Write down one step."""
        owed = self.dispute.obligation
        by_shop = new and owed is not None and owed.payer is Actor.SHOP
        ended = bool(events) and not self.dispute.is_open
        self.steps.append(
            Step(
                at=at,
                case_id=self.row.id,
                reference_number=self.row.reference_number,
                rule=rule,
                status=self.dispute.status,
                owed=figures.worth(self.dispute, owed.terms) if owed is not None and by_shop else None,
                outcome=self.dispute.outcome if ended else None,
            )
        )


def _live(state: State, row: CaseRow, start: datetime, end: datetime) -> tuple[list[Step], Dispute]:
    copy = _Copy(row)
    now = start
    for _ in range(MOST_STEPS):
        if may_execute_by_itself(state, copy.dispute):
            _perform(copy, now)
        due = next_due(copy.dispute.status, copy.dispute.clocks)
        if due is None or due > end:
            break
        now = max(now, due)
        copy.take(sweep(copy.dispute, now, row.policy))
    return copy.steps, copy.dispute


def _perform(copy: _Copy, now: datetime) -> None:
    """The shop's own function does what is owed without anybody; here it is taken to work."""
    done = commands.Performed(actor=Actor.SHOP, reference="simulated", verified=True)
    decision = decide(copy.dispute, done, now, copy.row.policy)
    if decision.refusal is None:
        copy.row = replace(copy.row, dispute=decision.dispute)
        copy.note(now, BY_ITSELF, decision.events, new=False)


def _open_cases(unit: UnitOfWork) -> Iterator[CaseRow]:
    after: tuple[datetime, str] | None = None
    while True:
        page = unit.cases.page(is_open=True, after=after, limit=PAGE)
        for one in page:
            if (row := unit.cases.get(one.id)) is not None:
                yield row
        last = page[-1] if page else None
        if last is None or last.due_at is None or len(page) < PAGE:
            return
        after = (last.due_at, last.id)
