"""Which guard would have prevented a case: run when it closes, kept, and confirmed by staff (X19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes import events as e
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import EvidenceType
from flask_amends.errors import NotAllowed, NotFound
from flask_amends.guards.prevention import GUARDS, PricedLine, Recorded
from flask_amends.ports import OrderLine, StaffMember
from flask_amends.service import views
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseRow, HistoryRow, Person
from flask_amends.storage.report_records import PreventionRow
from flask_amends.storage.store import UnitOfWork

CONFIRMED, REJECTED = "confirmed", "rejected"
#: How many earlier prices are looked back on: many orders can carry the same mistake.
PRICES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one guard says of a case, and who of the staff agreed or not."""

    row: PreventionRow
    judge: str | None = None


def examine(unit: UnitOfWork, row: CaseRow, *, now: datetime) -> None:
    """Run every guard on what is recorded about a closed case, and keep what they say."""
    recorded = _recorded(unit, row)
    for guard in GUARDS:
        found = guard.look(recorded)
        unit.reports.put_prevention(
            PreventionRow(
                case_id=row.id,
                guard=guard.name,
                version=guard.version,
                verdict=found.verdict,
                code=found.code,
                evidence=dict(found.facts),
                checked_at=now,
            )
        )


def examine_some(state: State, limit: int = 200) -> int:
    """Look at closed cases that no guard has seen; returns how many. Cut off anywhere, it goes on later."""
    with state.store.read() as unit:
        waiting = unit.reports.unexamined(limit)
    for case_id in waiting:
        with state.store.begin() as unit:
            row = unit.cases.get(case_id, lock=True)
            if row is not None and not row.dispute.is_open:
                examine(unit, row, now=state.clock.now())
    return len(waiting)


def of_case(state: State, case_id: str) -> Sequence[Finding]:
    """What each guard says of a case, in the order of the guards."""
    order: Mapping[str, int] = {guard.name: place for place, guard in enumerate(GUARDS)}
    with state.store.read() as unit:
        rows = [one for one in unit.reports.preventions_of(case_id) if one.guard in order]
        people = unit.persons.many(sorted({one.opinion_by for one in rows if one.opinion_by}))
    rows.sort(key=lambda one: order[one.guard])
    return [Finding(row=one, judge=_name(people.get(one.opinion_by or ""))) for one in rows]


def judge(state: State, case_id: str, guard: str, opinion: str, *, by: StaffMember) -> None:
    """Keep what a member of staff thinks of a finding; they can change their mind.

    Raises :class:`NotFound`, and :class:`NotAllowed` for a finding that says that it cannot say.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.cases.get(case_id, lock=True)
        found = next((one for one in unit.reports.preventions_of(case_id) if one.guard == guard), None)
        if row is None or found is None:
            raise NotFound("finding", guard)
        if opinion not in {CONFIRMED, REJECTED} or found.verdict != "prevented":
            raise NotAllowed("Only what a guard found can be confirmed or rejected.")
        person = Person(id=new_id("per", state.randomness), kind="staff", external_id=by.id, name=by.name)
        who = unit.persons.staff(person, now=now)
        unit.reports.judge(case_id, guard, opinion=opinion, by=who, at=now)


def _recorded(unit: UnitOfWork, row: CaseRow) -> Recorded:
    history = unit.history.of(row.id)
    return Recorded(lines=tuple(_lines(unit, row)), shown_terms=_terms_were_shown(history))


def _lines(unit: UnitOfWork, row: CaseRow) -> Iterator[PricedLine]:
    """The claimed lines; all of the order's, where the claim names none of them."""
    if row.order is None:
        return
    claimed = {item.sku for item in row.dispute.items}
    ordered_at = row.order.placed_at or row.opened_at
    for line in row.order.lines:
        if not claimed or line.sku in claimed:
            yield PricedLine(
                sku=line.sku,
                price=line.unit_price,
                list_price=line.list_price,
                history=_earlier(unit, line, ordered_at, row.id),
                moments=tuple((str(one.moment), one.price) for one in line.shown),
            )


def _earlier(unit: UnitOfWork, line: OrderLine, before: datetime, case_id: str) -> tuple[Money, ...]:
    """Prices of the same goods in orders before this one, of other cases, but for what a guard held."""
    if line.unit_price is None:
        return ()
    found = unit.reports.prices(line.sku, line.unit_price.currency, before, PRICES)
    return tuple(Money.from_minor(one.minor, one.currency) for one in found if one.case_id != case_id)


def _terms_were_shown(history: Sequence[HistoryRow]) -> bool:
    facts = (views.read_event(one, {}).fact for one in history if one.type == e.EvidenceAdded.type)
    return any(
        isinstance(fact, e.EvidenceAdded) and fact.evidence_type is EvidenceType.SHOWN_TERMS_SNAPSHOT
        for fact in facts
    )


def _name(person: Person | None) -> str | None:
    return None if person is None else person.name
