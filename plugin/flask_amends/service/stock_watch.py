"""The watch over stock: checks that have failed for long, days that lapse, people who wait (A2, A6, V1, V5).

Each step is one transaction and is written down in it, so a process that dies in between does nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from flask_amends.guards.stock import Watch, named_day, watch
from flask_amends.payloads.shop import RESTOCK_OVERDUE, STOCK_STALE
from flask_amends.service import short_answers, shorts, stock, stock_waiting
from flask_amends.service.announcing import announce
from flask_amends.service.letters import post
from flask_amends.service.stock_dates import SOON
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.stock_records import StockRow
from flask_amends.storage.store import UnitOfWork

TOPIC = "stock"
#: Letters to staff: a day that nobody has confirmed, and checks that have failed.
DAY_NEAR, STALE = "stock_day_near", "stock_stale"
#: How many items one round takes.
BATCH = 200
_STEPS = (Watch.REMIND_OWNER, Watch.SAY_UNCONFIRMED, Watch.TELL_WAITING)


def run(state: State) -> int:
    """One round; returns how many things were done."""
    done = _alarm(state) + _days(state) + _tell(state) + short_answers.finish(state)
    shorts.remind_staff(state)
    shorts.write_again(state)
    now, kept = state.clock.now(), state.settings.retention.periods["cases"]
    with state.store.begin() as unit:
        stock_waiting.tidy(unit, now)
        if kept is not None:
            unit.stock_letters.forget(now - kept)
    return done


def _alarm(state: State) -> int:
    """Tell the owner, once a day for all together, and the shop's programs, item by item."""
    now = state.clock.now()
    with state.store.read() as unit:
        if not unit.stock.to_alarm(now, 1):
            return 0
    with state.store.begin() as unit:
        rows = unit.stock.to_alarm(now, BATCH)
        for row in rows:
            unit.stock.mark(row.sku, alarm_at=None)
            facts = {
                "sku": row.sku,
                "at": now,
                "checked_at": row.fact.checked_at,
                "source": row.fact.source,
            }
            _announce(unit, state, STOCK_STALE, facts, now)
        day = stock.today(state, now).toordinal()
        _to_staff(unit, state, "stale", STALE, day)
    return len(rows)


def _days(state: State) -> int:
    """What each published day asks for, once for each step."""
    now = state.clock.now()
    on = stock.today(state, now)
    done, after = 0, None
    while True:
        with state.store.read() as unit:
            rows = unit.stock.with_day(
                by=on + SOON, after=after, without=Watch.TELL_WAITING.value, limit=BATCH
            )
        done += sum(_day(state, row.sku, now) for row in rows if _is_new(state, row, now))
        if len(rows) < BATCH or rows[-1].fact.restock is None:
            return done
        after = rows[-1].fact.restock.last, rows[-1].sku


def _is_new(state: State, row: StockRow, now: datetime) -> bool:
    asks = watch(row.fact.restock, stock.today(state, now)) if row.fact.restock is not None else None
    return asks in _STEPS and row.watched != asks


def _day(state: State, sku: str, now: datetime) -> bool:
    with state.store.begin() as unit:
        row = unit.stock.get(sku, lock=True)
        if row is None or row.fact.restock is None or not _is_new(state, row, now):
            return False
        asks = watch(row.fact.restock, stock.today(state, now))
        unit.stock.mark(sku, watched=asks.value)
        last = row.fact.restock.last
        if asks is Watch.REMIND_OWNER:
            _to_staff(unit, state, "days", DAY_NEAR, last.toordinal())
        if asks is Watch.TELL_WAITING:
            waiting = unit.stock_waits.count([sku]).get(sku, 0)
            facts = {"sku": sku, "at": now, "day": last, "waiting": waiting}
            _announce(unit, state, RESTOCK_OVERDUE, facts, now)
            if named_day(row.fact.restock, last):
                stock_waiting.tell(unit, state, sku, stock_waiting.OVERDUE, now=now)
        unit.after_commit(lambda: state.memory.forget(stock.AREA))
    return True


def _tell(state: State) -> int:
    """Whoever waits for something that is there by the passing of time, or is not sold any more."""
    now, done, after = state.clock.now(), 0, ""
    while True:
        with state.store.read() as unit:
            skus = unit.stock_waits.wanted(BATCH, after=after)
            rows = unit.stock.many(skus)
        for sku, row in rows.items():
            news = stock.over_for(stock.said(state, row.fact, now))
            if news is not None and row.telling != news:
                with state.store.begin() as unit:
                    done += stock_waiting.tell(unit, state, sku, news, now=now)
        if len(skus) < BATCH:
            return done
        after = skus[-1]


def _to_staff(unit: UnitOfWork, state: State, about: str, kind: str, number: int) -> None:
    if state.settings.staff_email is None or not state.can_mail:
        return
    unit.mails.add([post(state, about, kind, topic=TOPIC, recipient="staff", sequence=number)])
    unit.after_commit(state.wake)


def _announce(unit: UnitOfWork, state: State, type_: str, facts: dict[str, object], now: datetime) -> None:
    about = new_id("stk", state.randomness)
    announce(unit, state, type_, facts, about=about, sequence=1, marketplace=None, now=now)
