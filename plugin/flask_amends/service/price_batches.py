"""Many prices at once: each is checked, and the whole is looked at before any of them is shown (D10, S4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Finding, Level, PriceVerdict
from flask_amends.guards.price.batch import Row, check_batch
from flask_amends.ports import StaffMember
from flask_amends.service.price_reading import of_batch
from flask_amends.service.prices import (
    HISTORY,
    Decision,
    Offered,
    Origin,
    Recorded,
    decide,
    examine,
    point_of,
    write,
    written,
)
from flask_amends.state import State
from flask_amends.storage.ids import new_id

#: So many prices are read and written in one go.
AT_ONCE = 500
#: What one person changes within so long counts together.
TOGETHER = timedelta(minutes=10)
#: In a catalogue of fewer items a large part of it is soon changed.
_SMALL_CATALOGUE = 50

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One price of a batch with its verdict, and the price in force."""

    offer: Offered
    verdict: PriceVerdict
    in_force: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A batch as it was checked. With ``findings`` about the whole every price of it is held."""

    rows: Sequence[Examined]
    findings: tuple[Finding, ...] = ()

    def count(self, level: Level) -> int:
        """How many prices are of a level by themselves."""
        return sum(row.verdict.level is level for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a batch: its id, each price in the order given, and the findings about the whole."""

    batch: str
    rows: Sequence[Recorded]
    findings: tuple[Finding, ...] = ()


def check_all(
    state: State,
    offers: Sequence[Offered],
    *,
    actor: str | None = None,
    progress: Progress | None = None,
) -> Examination:
    """Check prices, each item once, without setting them."""
    rows: list[Examined] = []
    now = state.clock.now()
    for chunk in _chunks(offers):
        with state.store.read() as unit:
            past = unit.prices.histories([one.sku for one in chunk], chunk[0].new.currency, HISTORY)
        for one in chunk:
            mine = past.get(one.sku, ())
            in_force = mine[0].price if mine else None
            rows.append(Examined(offer=one, verdict=examine(state, one, mine, now), in_force=in_force))
        if progress is not None:
            progress(len(chunk))
    return Examination(rows=rows, findings=_whole(state, rows, actor))


def record_all(
    state: State, offers: Sequence[Offered], origin: Origin, *, progress: Progress | None = None
) -> Written:
    """Set prices, each item once. Where the whole looks wrong, all of them are held.

    Written in parts of 500, each a transaction: cut off in between, the same prices can be sent again.
    """
    found = check_all(state, offers, actor=origin.actor)
    batch = origin.batch or new_id("prb", state.randomness)
    known = Origin(source=origin.source, actor=origin.actor, batch=batch)
    rows: list[Recorded] = []
    for chunk in _chunks(offers):
        rows += _write(state, chunk, known, hold=bool(found.findings))
        if progress is not None:
            progress(len(chunk))
    return Written(batch=batch, rows=rows, findings=found.findings)


def decide_batch(state: State, batch: str, decision: Decision, *, by: StaffMember) -> int:
    """Accept or reject every price of a batch that still waits; returns how many.

    Raises :class:`flask_amends.errors.NotAllowed` for whoever set one of them.
    """
    waiting = of_batch(state, batch)
    for point in waiting:
        decide(state, point.id, decision, by=by)
    return len(waiting)


def _write(state: State, chunk: Sequence[Offered], origin: Origin, *, hold: bool) -> Iterator[Recorded]:
    now = state.clock.now()
    found: list[Recorded] = []
    with state.store.begin() as unit:
        past = unit.prices.histories([one.sku for one in chunk], chunk[0].new.currency, HISTORY)
        points = []
        for one in chunk:
            mine = past.get(one.sku, ())
            verdict = examine(state, one, mine, now)
            if hold or verdict.level is Level.HOLD:
                done = write(unit, state, one, past=mine, verdict=verdict, origin=origin, now=now, hold=hold)
                found.append(done)
                continue
            point = point_of(state, one, past=mine, verdict=verdict, origin=origin, now=now)
            in_force = mine[0].price if mine else None
            if point is None:
                found.append(Recorded(verdict=verdict, in_force=in_force))
                continue
            points.append((point, in_force, verdict))
            found.append(Recorded(verdict=verdict, in_force=one.new, point_id=point.id))
        if points:
            unit.prices.add(*(point for point, _, _ in points))
            written(unit, state, points)
    yield from found


def _whole(state: State, rows: Sequence[Examined], actor: str | None) -> tuple[Finding, ...]:
    of_all = [
        Row(sku=one.offer.sku, new=one.offer.new, old=one.in_force, verdict=one.verdict)
        for one in rows
        if one.in_force is None or one.in_force.currency == one.offer.new.currency
    ]
    if actor is None:
        return check_batch(of_all)
    with state.store.read() as unit:
        catalogue = unit.prices.count_items()
        already = unit.prices.touched(actor, state.clock.now() - TOGETHER)
    if catalogue < _SMALL_CATALOGUE:
        return check_batch(of_all)
    return check_batch(of_all, catalogue=catalogue, already=already)


def _chunks(offers: Sequence[Offered]) -> Iterator[Sequence[Offered]]:
    """Parts of one currency each, in the order given."""
    start = 0
    for at in range(1, len(offers) + 1):
        ends = at == len(offers) or at - start >= AT_ONCE
        if ends or offers[at].new.currency != offers[start].new.currency:
            yield offers[start:at]
            start = at
