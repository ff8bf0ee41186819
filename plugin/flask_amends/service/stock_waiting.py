"""Who waits for an item: put on the list without an account, told once it is back or its day moves (A6).

A person stands in it once for each item, is told by mail, and leaves by a link in every letter. An entry is
dropped a month after its item was back, or a year after it was made.
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
from flask_amends.storage.stock_records import StockWait
from flask_amends.storage.store import UnitOfWork

TOPIC = "stock_wait"
#: What a letter says: it is back, its day has changed or is gone, its day has passed.
BACK, MOVED, OVERDUE = "stock_back", "stock_moved", "stock_overdue"
#: So many are told in one transaction; the rest in the next rounds of the worker.
AT_ONCE = 200
KEPT, LONGEST = timedelta(days=30), timedelta(days=365)


def join(state: State, sku: str, email: str, *, locale: str, network: str | None = None) -> None:
    """Put an address on the list. Asking twice is one entry, and the answer is the same.

    Raises :class:`flask_amends.errors.NotFound` for an item that nothing is known about, and
    :class:`flask_amends.errors.LimitReached` for a network or an address that asks too often.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        if unit.stock.get(sku) is None:
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
            )
        )


def leave(state: State, wait_id: str) -> None:
    """Take somebody off the list: the entry goes at once, and the address with the passing of time."""
    with state.store.begin() as unit:
        unit.stock_waits.remove(wait_id)
        unit.links.revoke_about(wait_id, now=state.clock.now())


def tell(unit: UnitOfWork, state: State, sku: str, kind: str, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Write to those who wait for an item; returns to how many. Who is told that it is back waits no more.

    Each letter of a kind has a number of its own, so none is written twice.
    """
    waiting = unit.stock_waits.of(sku, limit)
    for one in waiting:
        done = {"state": "told", "told_at": now} if kind == BACK else {}
        unit.stock_waits.change(one.id, notices=one.notices + 1, **done)
    unit.mails.add(_mail(state, one, kind) for one in waiting)
    if waiting:
        unit.after_commit(state.wake)
    return len(waiting)


def _mail(state: State, one: StockWait, kind: str) -> MailRow:
    return post(
        state,
        one.id,
        kind,
        topic=TOPIC,
        person_id=one.person_id,
        sequence=one.notices + 1,
        locale=one.locale,
    )


def tidy(unit: UnitOfWork, now: datetime) -> int:
    """Drop entries that are over; returns how many."""
    return unit.stock_waits.forget(told_before=now - KEPT, asked_before=now - LONGEST)


def _erase(unit: UnitOfWork, _case_ids: Sequence[str], person_ids: Sequence[str], _now: datetime) -> int:
    return unit.stock_waits.erase_of(person_ids)


forgetting.ERASERS.append(_erase)
