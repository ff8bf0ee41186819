"""Who waits for an item: put on the list without an account, told once it is back or its day moves (A6).

A person stands in it once for each item, is told by mail, and leaves by a link in every letter. News of an
item have a number; each entry keeps the last it has heard. An entry is dropped a month after its item was
back, or a year after it was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_amends.errors import NotFound
from flask_amends.service import forgetting, limits
from flask_amends.service.letters import post
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import MailRow, Person
from flask_amends.storage.stock_records import StockLetter, StockRow, StockWait
from flask_amends.storage.store import UnitOfWork

#: Letters to who asked for them, and to buyers who wait for what they ordered.
TOPIC, ORDERED = "stock_wait", "stock_ordered"
#: What a letter says: it is back; its day has changed, or is gone; its day has passed; it is no longer sold.
BACK, MOVED, OVERDUE, GONE = "stock_back", "stock_moved", "stock_overdue", "stock_gone"
#: Who is told that waits no more.
OVER = frozenset({BACK, GONE})
#: So many are told in one transaction; the rest in the next ones of the worker.
AT_ONCE = 200
KEPT, LONGEST = timedelta(days=30), timedelta(days=365)


def join(state: State, sku: str, email: str, *, locale: str, network: str | None = None) -> None:
    """Put an address on the list. Asking twice is one entry, and the answer is the same.

    Raises :class:`flask_amends.errors.NotFound` for an item that nothing is known about or that is not sold
    any more, and
    :class:`flask_amends.errors.LimitReached` for a network or an address that asks too often.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.stock.get(sku)
        if row is None or row.fact.discontinued:
            raise NotFound("item", sku)
        if network is not None:
            limits.spend(unit, state, limits.FINDS_PER_NETWORK, network, now=now)
        limits.spend(unit, state, limits.WAITS_PER_ADDRESS, email, now=now)
        address = limits.digest(state, email)
        if unit.stock_waits.has(sku, address):
            return
        person = Person(id=new_id("per", state.randomness), kind="shopper", email=email)
        unit.persons.add(person, now=now)
        unit.stock_waits.add(
            StockWait(
                id=new_id("wai", state.randomness),
                sku=sku,
                person_id=person.id,
                address=address,
                locale=locale,
                created_at=now,
                heard=row.news,
            )
        )


def leave(state: State, wait_id: str) -> None:
    """Take somebody off the list: the entry goes at once, and the address with the passing of time."""
    with state.store.begin() as unit:
        unit.stock_waits.remove(wait_id)
        unit.links.revoke_about(wait_id, now=state.clock.now())


def join_buyer(unit: UnitOfWork, state: State, letter: StockLetter, *, now: datetime) -> None:
    """Let a buyer who chose to wait hear of the day of what they ordered too (A4, A6)."""
    row = unit.stock.get(letter.sku)
    person = unit.persons.get(letter.person_id) if letter.person_id else None
    if row is None or person is None or person.email is None:
        return
    address = limits.digest(state, person.email)
    unit.stock_waits.leave(letter.sku, address)
    unit.stock_waits.add(
        StockWait(
            id=new_id("wai", state.randomness),
            sku=letter.sku,
            person_id=person.id,
            address=address,
            locale=letter.locale,
            created_at=now,
            heard=row.news,
            letter_id=letter.id,
        )
    )


def tell(unit: UnitOfWork, state: State, sku: str, kind: str, *, now: datetime) -> int:
    """There is news for those who wait for an item: the first are told now, the others round by round.

    Whoever has not heard earlier news yet hears only these. Returns how many were told.
    """
    if not unit.stock_waits.of(sku, 1):
        return 0
    unit.stock.begin_telling(sku, kind)
    return go_on(unit, state, sku, now=now)


def tell_due(state: State, budget: int) -> int:
    """Go on telling where a list was too long for one transaction; returns how many were told."""
    now, done = state.clock.now(), 0
    with state.store.read() as unit:
        skus = unit.stock.telling(budget)
    for sku in skus:
        more = True
        while more and done < budget:
            with state.store.begin() as unit:
                told = go_on(unit, state, sku, now=now)
            done, more = done + told, told == AT_ONCE
    return done


def go_on(unit: UnitOfWork, state: State, sku: str, *, now: datetime) -> int:
    """Tell the next of those who have not heard the news of an item; returns how many.

    What is told is written down together with its letters, so nobody is written to twice.
    """
    row = unit.stock.get(sku, lock=True)
    if row is None or row.telling is None:
        return 0
    waiting = unit.stock_waits.of(sku, AT_ONCE, news=row.news)
    over = {"state": "told", "told_at": now} if row.telling in OVER else {}
    unit.stock_waits.change([one.id for one in waiting], heard=row.news, **over)
    unit.mails.add(_mail(state, one, row) for one in waiting)
    if waiting:
        unit.after_commit(state.wake)
    if len(waiting) < AT_ONCE:
        unit.stock.mark(sku, telling=None)
    return len(waiting)


def _mail(state: State, one: StockWait, row: StockRow) -> MailRow:
    return post(
        state,
        one.id,
        row.telling or "",
        topic=TOPIC if one.letter_id is None else ORDERED,
        person_id=one.person_id,
        sequence=row.news,
        locale=one.locale,
    )


def tidy(unit: UnitOfWork, now: datetime) -> int:
    """Drop entries that are over; returns how many."""
    return unit.stock_waits.forget(told_before=now - KEPT, asked_before=now - LONGEST)


def _erase(unit: UnitOfWork, _case_ids: Sequence[str], person_ids: Sequence[str], _now: datetime) -> int:
    return unit.stock_waits.erase_of(person_ids)


forgetting.ERASERS.append(_erase)
