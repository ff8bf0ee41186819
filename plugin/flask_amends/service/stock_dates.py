"""Days on which items come back: confirmed, moved or withdrawn by a person, before they lapse (A5, A6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_amends.errors import InvalidInput, NotFound
from flask_amends.guards.stock import MOST_MOVES, Restock, Watch, confirmed, moved, watch
from flask_amends.ports import StaffMember
from flask_amends.service import stock
from flask_amends.state import State
from flask_amends.storage.stock_records import StockRow
from flask_amends.storage.store import UnitOfWork

#: How many days before it lapses a day asks for somebody.
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An item with its published day, what that asks for now, and how many wait for the item."""

    row: StockRow
    restock: Restock
    asks: Watch
    waiting: int

    @property
    def is_dropped(self) -> bool:
        """Whether the day was moved so often that shoppers are not told it any more."""
        return self.restock.moves > MOST_MOVES


def listed(state: State, *, due: bool = False) -> Sequence[Dated]:
    """Items with a day, the earliest first; ``due`` gives only those that ask for somebody."""
    on = stock.today(state)
    with state.store.read() as unit:
        rows = unit.stock.with_day(by=on + SOON if due else None)
        waiting = unit.stock_waits.count([row.sku for row in rows])
    return [
        Dated(row=row, restock=row.fact.restock, asks=asks, waiting=waiting.get(row.sku, 0))
        for row in rows
        if row.fact.restock is not None
        and ((asks := watch(row.fact.restock, on)) is not Watch.NOTHING or not due)
    ]


def due_of(rows: Iterable[StockRow], on: date) -> list[StockRow]:
    """Those of these items whose day asks for somebody."""
    return [
        row
        for row in rows
        if row.fact.restock is not None and watch(row.fact.restock, on) is not Watch.NOTHING
    ]


def count_due(state: State) -> int:
    """How many days ask for somebody."""
    return len(listed(state, due=True))


def name(
    state: State, sku: str, day: date, *, source: str, by: StaffMember, until: date | None = None
) -> Restock:
    """Publish a day, or move the one that is published; those who wait are told of a move.

    Raises :class:`NotFound` for an item that nothing is known about, and :class:`InvalidInput` for a day
    that has passed or that nobody stands behind (A5).
    """
    now = state.clock.now()
    on = stock.today(state, now)
    if not source.strip():
        raise InvalidInput.one("source", "required")
    if day < on or (until is not None and until < day):
        raise InvalidInput.one("day" if day < on else "until", "not_in_future")
    with state.store.begin() as unit:
        row = _row(unit, sku)
        restock = moved(row.fact.restock, day, now, on, source=source, until=until, moves=row.moves)
        _write(unit, state, row, restock, now=now, by=by)
    return restock


def confirm(state: State, sku: str, *, by: StaffMember) -> None:
    """Stand by the published day. Raises :class:`NotFound` where there is none."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _row(unit, sku)
        if row.fact.restock is None:
            raise NotFound("day", sku)
        restock = confirmed(row.fact.restock, now, stock.today(state, now))
        _write(unit, state, row, restock, now=now, by=by)


def withdraw(state: State, sku: str, *, by: StaffMember) -> None:
    """Take the published day back, which counts as a move; those who wait are told that none is known."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _row(unit, sku)
        if row.fact.restock is not None:
            _write(unit, state, row, None, now=now, by=by)


def _row(unit: UnitOfWork, sku: str) -> StockRow:
    row = unit.stock.get(sku, lock=True)
    if row is None:
        raise NotFound("item", sku)
    return row


def _write(
    unit: UnitOfWork, state: State, row: StockRow, restock: Restock | None, *, now: datetime, by: StaffMember
) -> None:
    taken_back = restock is None and row.fact.restock is not None
    changed = replace(
        row, fact=replace(row.fact, restock=restock), watched=None, moves=row.moves + int(taken_back)
    )
    stock.write(unit, state, row, changed, now=now, actor=by.id)
