"""Many prices at once: each is checked, and the whole is looked at before any of them is shown (D10, S4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flask_amends.guards.price import Finding, Level
from flask_amends.guards.price.batch import Row, check_batch
from flask_amends.service import price_ledger, price_runs
from flask_amends.service.price_offers import Judged, Offered, Origin, Recorded
from flask_amends.service.prices import HISTORY, examine
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.store import UnitOfWork

#: So many prices are read and written in one go.
AT_ONCE = 500
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A batch as it was checked. With ``findings`` about the whole every price of it is held."""

    rows: Sequence[Judged]
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
    rows: list[Judged] = []
    for chunk in _chunks(offers):
        with state.store.read() as unit:
            rows += _judge(unit, state, chunk)
        if progress is not None:
            progress(len(chunk))
    return Examination(rows=rows, findings=_whole(state, rows, Origin(actor=actor))[0])


def record_all(
    state: State, offers: Sequence[Offered], origin: Origin, *, progress: Progress | None = None
) -> Written:
    """Set prices, each item once. Where the whole looks wrong, all of them are held.

    Written in parts of 500, each a transaction: cut off in between, the same prices can be sent again.
    """
    judged = check_all(state, offers).rows
    findings, batch = _whole(state, judged, origin)
    known = replace(origin, batch=batch or new_id("prb", state.randomness))
    rows: list[Recorded] = []
    for chunk in _chunks(offers):
        now = state.clock.now()
        with state.store.begin() as unit:
            again = _judge(unit, state, chunk)
            rows += price_ledger.write(unit, state, again, known, now, why=findings)
        if progress is not None:
            progress(len(chunk))
    return Written(batch=known.batch or "", rows=rows, findings=findings)


def _judge(unit: UnitOfWork, state: State, chunk: Sequence[Offered]) -> list[Judged]:
    first, now = chunk[0], state.clock.now()
    skus = [one.sku for one in chunk]
    past = unit.prices.histories(skus, first.new.currency, HISTORY, member=first.is_for_members)
    return [
        Judged(offer=one, verdict=examine(state, one, mine, now), past=mine)
        for one in chunk
        for mine in (past.get(one.sku, ()),)
    ]


def _whole(state: State, judged: Sequence[Judged], origin: Origin) -> tuple[tuple[Finding, ...], str | None]:
    """What is wrong with the whole, and the batch that it belongs to, if that is more than this list."""
    rows = [
        Row(sku=one.offer.sku, new=one.offer.new, old=one.in_force, verdict=one.verdict) for one in judged
    ]
    if found := check_batch(rows):
        return found, origin.batch
    with state.store.read() as unit:
        run = price_runs.look(unit, state, judged, origin, state.clock.now())
    return ((), origin.batch) if run is None else ((run.finding,), run.batch)


def _chunks(offers: Sequence[Offered]) -> Iterator[Sequence[Offered]]:
    """Parts of one series each, in the order given."""
    start = 0
    for at in range(1, len(offers) + 1):
        ends = at == len(offers) or at - start >= AT_ONCE
        if ends or _series(offers[at]) != _series(offers[start]):
            yield offers[start:at]
            start = at


def _series(offer: Offered) -> tuple[str, bool]:
    return offer.new.currency, offer.is_for_members
