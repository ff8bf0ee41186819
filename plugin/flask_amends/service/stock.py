"""Stock as the shop tells it: facts with their evidence, what may be said, and what is short (A1, A2).

A page goes by facts that are kept in mind for a moment; whether an order can be placed is always asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from flask_amends.errors import InvalidInput
from flask_amends.guards.stock import (
    BY_HAND,
    SYNCED,
    Availability,
    Restock,
    Shortage,
    StockFact,
    StockState,
    availability,
    doubts,
    moved,
    named_day,
)
from flask_amends.guards.stock import recheck as short_of
from flask_amends.service import stock_waiting
from flask_amends.service.stock_input import Known, Told, check
from flask_amends.settings.payments import Confirm
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.stock_records import StockPoint, StockRow
from flask_amends.storage.store import UnitOfWork

AREA = "stock"
#: The source of counts that a person typed; they hold for a day.
MANUAL = "manual"
#: After a check has failed for so many times its length, the owner is told.
ALARM_AFTER = 3
#: States in which an item is there.
HERE = frozenset({StockState.IN_STOCK, StockState.LOW_STOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a count: what may be said now, and codes of what is strange about it (V8)."""

    said: Availability
    doubts: tuple[str, ...] = ()


def today(state: State, now: datetime | None = None) -> date:
    """The day on the shop's calendar."""
    return (now or state.clock.now()).astimezone(ZoneInfo(state.settings.time_zone)).date()


def record(
    state: State,
    sku: str,
    on_hand: int | None = None,
    *,
    reserved: int = 0,
    source: str = MANUAL,
    checked_at: datetime | None = None,
    restock_on: date | None = None,
    restock_until: date | None = None,
    restock_source: str = "",
    actor: str | None = None,
    **known: Unpack[Known],
) -> Recorded:
    """Write down what is known about an item's stock.

    ``on_hand`` is ``None`` where nobody counts it, or for other facts alone: a count that is known stays.
    ``checked_at`` (default: now) is when ``source`` looked, whether or not anything changed; a check older
    than the one known is dropped. A day to come back needs its ``restock_source`` (A5). Who waits is told
    when the item is back. Raises :class:`InvalidInput`.
    """
    now = state.clock.now()
    told = Told(
        sku=sku,
        on_hand=on_hand,
        reserved=reserved,
        source=source,
        checked=checked_at or now,
        day=restock_on,
        until=restock_until,
        day_source=restock_source,
    )
    check(told, known)
    told = replace(told, checked=min(told.checked, now))
    with state.store.begin() as unit:
        before = unit.stock.get(sku, lock=True)
        if before is not None and told.checked < before.fact.checked_at:
            return Recorded(said=said(state, before.fact), doubts=tuple(before.doubts))
        fact = _fact(before, told, known)
        if told.day is not None and fact.on_hand is None:
            raise InvalidInput.one("on_hand", "required")
        fact = _dated(state, fact, told, now, before.moves if before else 0)
        found = _doubts(before, fact, now)
        row = StockRow(
            fact=fact,
            title=known.get("title", before.title if before else None),
            url=known.get("url", before.url if before else None),
            doubts=found,
            alarm_at=_alarm_at(fact),
            watched=before.watched if before and fact.restock == before.fact.restock else None,
            moves=before.moves if before and not fact.to_promise else 0,
        )
        write(unit, state, before, row, now=now, actor=actor)
    return Recorded(said=said(state, fact), doubts=found)


def _alarm_at(fact: StockFact) -> datetime | None:
    """When the owner is told that the check has failed; what needs none to be promised has no such time."""
    return None if fact.discontinued or fact.made_to_order else fact.checked_at + ALARM_AFTER * fact.ttl


def _fact(before: StockRow | None, told: Told, known: Known) -> StockFact:
    """The new fact: what was told now over what was known before.

    Without a count nobody has looked: the one that is known stays, with its evidence (A1).
    """
    more: dict[str, Any] = {name: value for name, value in known.items() if name not in ("title", "url")}
    start = before.fact if before is not None else None
    if told.on_hand is None and start is not None and start.on_hand is not None:
        return replace(start, **more)
    if "ttl" not in more and (start is None or told.source != start.source):
        more["ttl"] = BY_HAND if told.source == MANUAL else SYNCED
    counted: dict[str, Any] = {
        "on_hand": told.on_hand,
        "reserved": told.reserved,
        "source": told.source,
        "checked_at": told.checked,
    }
    if start is None:
        return StockFact(sku=told.sku, changed_at=told.checked, **counted, **more)
    same = (told.on_hand, told.reserved) == (start.on_hand, start.reserved)
    return replace(start, changed_at=start.changed_at if same else told.checked, **counted, **more)


def _dated(state: State, fact: StockFact, told: Told, now: datetime, moves: int) -> StockFact:
    """The fact with the day that was told, unless that has passed already.

    What is here again, or no longer sold, does not come back on a day any more.
    """
    is_over = bool(fact.to_promise) or fact.discontinued
    named, on = None if is_over else fact.restock, today(state, now)
    day, until = told.day, told.until
    if fact.discontinued or day is None or (until or day) < on or _is_same(named, day, until):
        return replace(fact, restock=named)
    changed = moved(
        named, day, now, on, source=told.day_source, until=until, moves=0 if fact.to_promise else moves
    )
    return replace(fact, restock=changed)


def _is_same(restock: Restock | None, day: date, until: date | None) -> bool:
    """Whether this day is published already: a feed that repeats it does not confirm it (A6)."""
    return restock is not None and (restock.day, restock.until) == (day, until)


def _doubts(before: StockRow | None, fact: StockFact, now: datetime) -> tuple[str, ...]:
    found = doubts(
        fact.on_hand,
        before=before.fact.on_hand if before is not None else None,
        changed_at=fact.changed_at,
        sells=fact.sales_per_hour > 0,
        now=now,
    )
    return tuple(one.value for one in found)


def write(
    unit: UnitOfWork,
    state: State,
    before: StockRow | None,
    row: StockRow,
    *,
    now: datetime,
    actor: str | None = None,
) -> None:
    """Write a row, a point of the history if it says something new, and to those who wait if it is back."""
    unit.stock.put(row)
    old = before.fact if before is not None else None
    fact = row.fact
    says = said(state, fact, now)
    if old is None or _told(old, said(state, old, now)) != _told(fact, says):
        unit.stock.add_point(
            StockPoint(
                id=new_id("stk", state.randomness),
                sku=fact.sku,
                at=now,
                state=says.state.value,
                on_hand=fact.on_hand,
                source=fact.source,
                restock_day=fact.restock.day if fact.restock else None,
                restock_until=fact.restock.until if fact.restock else None,
                actor=actor,
            )
        )
    if (news := _news(old, fact, says, today(state, now))) is not None:
        stock_waiting.tell(unit, state, fact.sku, news, now=now)
    unit.after_commit(partial(state.memory.forget, AREA))


def _news(old: StockFact | None, fact: StockFact, says: Availability, on: date) -> str | None:
    """What those who wait for an item are to hear: it is back, is not sold any more, or its day is another.

    That a day is moved which nobody was told is no news, and neither is that one passes (A6).
    """
    if (over := over_for(says)) is not None:
        return over
    was = named_day(old.restock, on) if old is not None else None
    return stock_waiting.MOVED if was not in (None, named_day(fact.restock, on)) else None


def over_for(says: Availability) -> str | None:
    """With which news the waiting for an item is over; ``None`` while it goes on."""
    if says.state is StockState.DISCONTINUED:
        return stock_waiting.GONE
    return stock_waiting.BACK if says.state in HERE else None


def _told(fact: StockFact, says: Availability) -> tuple[Any, ...]:
    days = (fact.restock.day, fact.restock.until) if fact.restock is not None else None
    return fact.on_hand, days, says.state


# -- what may be said ----------------------------------------------------------------------------------------


def said(state: State, fact: StockFact, now: datetime | None = None) -> Availability:
    """What may be said about a fact now."""
    at = now or state.clock.now()
    return availability(fact, at, today=today(state, at), low=state.settings.stock.low)


def asks(state: State) -> bool:
    """Whether what nobody has checked lately can be ordered: only where orders wait for a confirmation."""
    return state.settings.stock.asks and state.settings.payments.orders is not Confirm.OFF


def known(state: State, sku: str) -> StockRow | None:
    """What is known about an item, kept in mind for a moment; for pages, never for decisions about money."""
    return state.memory.get(
        (AREA, sku), state.clock.now(), state.settings.notices.memory, lambda: current(state, sku)
    )


def remember(state: State, skus: Iterable[str]) -> None:
    """Ask for several items in one statement, for a page that tells of each of them (:func:`known`)."""
    now, keep = state.clock.now(), state.settings.notices.memory
    new = [sku for sku in dict.fromkeys(skus) if sku and not state.memory.knows((AREA, sku), now, keep)]
    if not keep or len(new) < 2:
        return
    with state.store.read() as unit:
        rows = unit.stock.many(new)
    for sku in new:
        state.memory.get((AREA, sku), now, keep, partial(rows.get, sku))


def current(state: State, sku: str) -> StockRow | None:
    """What is known about an item, asked anew."""
    with state.store.read() as unit:
        return unit.stock.get(sku)


def history(
    state: State, sku: str, *, until: datetime | None = None, limit: int = 50
) -> Sequence[StockPoint]:
    """What was said about an item, the newest first: the evidence of what a shopper could see (A1)."""
    with state.store.read() as unit:
        return unit.stock.points(sku, until=until, limit=limit)


def recheck(state: State, wanted: Mapping[str, int]) -> tuple[Shortage, ...]:
    """What stands in the way of selling these quantities by SKU now, asked anew (A4, V4).

    Items that nothing is known about are not in it: a shop that records no stock is not held up.
    """
    now = state.clock.now()
    with state.store.read() as unit:
        rows = unit.stock.many(list(wanted))
    found = (
        short_of(rows[sku].fact, count, now, today=today(state, now), low=state.settings.stock.low)
        for sku, count in wanted.items()
        if sku in rows and count > 0
    )
    return tuple(one for one in found if one is not None)
