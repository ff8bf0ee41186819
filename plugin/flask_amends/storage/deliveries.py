"""Deliveries many at a time: what a batch of attempts met, and what is to be sent again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Insert, Select, Update, and_, bindparam, func, insert, select, update

from flask_amends.storage.outbox import FINISHED
from flask_amends.storage.records import AttemptRow
from flask_amends.storage.repository import Repository
from flask_amends.storage.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What follows from one attempt. ``counted`` tells whether the schedule goes on by one."""

    delivery_id: int
    lease: str
    state: str
    next_at: datetime
    counted: bool = True
    held_since: datetime | None = None
    finished_at: datetime | None = None
    reason: str | None = None
    attempt: AttemptRow | None = None


class Deliveries(Repository):
    """The outbox of webhooks, in batches."""

    def settle(self, settled: Sequence[Settled]) -> frozenset[int]:
        """Write the results and let the leases go; returns the deliveries that were still ours.

        A result under a lease that somebody else took meanwhile is dropped: the new holder sends again.
        """
        logged = self._ours(settled)
        kept = [one for one in settled if one.delivery_id in logged]
        delivered = [one for one in kept if one.state == "delivered"]
        others = [one for one in kept if one.state != "delivered"]
        if delivered:
            self.connection.execute(_delivering(self.tables), _together(delivered))
        if others:
            self.connection.execute(_settling(self.tables), [_values(one) for one in others])
        # Numbered in the log without a gap, also where the schedule did not count one.
        attempts = [_attempt(one.attempt, logged[one.delivery_id] + 1) for one in kept if one.attempt]
        if attempts:
            self.connection.execute(_logging(self.tables), attempts)
        return frozenset(logged)

    def again(
        self,
        endpoint_id: str,
        *,
        now: datetime,
        states: Collection[str] = FINISHED,
        since: datetime | None = None,
        message_ids: Collection[str] = (),
    ) -> int:
        """Make finished deliveries of an endpoint due again, with the webhook-id they always had."""
        deliveries, messages = self.tables.deliveries, self.tables.messages
        wanted = and_(deliveries.c.endpoint_id == endpoint_id, deliveries.c.state.in_(states))
        about = select(messages.c.id)
        if since is not None:
            about = about.where(messages.c.created_at >= since)
        if message_ids:
            about = about.where(messages.c.id.in_(message_ids))
        if since is not None or message_ids:
            wanted = and_(wanted, deliveries.c.message_id.in_(about))
        fresh = {"state": "pending", "next_at": now, "attempts": 0, "lease": None}
        ended: dict[str, Any] = {"finished_at": None, "reason": None, "held_since": None}
        return self.connection.execute(update(deliveries).where(wanted).values({**fresh, **ended})).rowcount

    def waiting(self, endpoint_id: str) -> int:
        """How many deliveries wait for an endpoint."""
        deliveries = self.tables.deliveries
        mine = and_(deliveries.c.endpoint_id == endpoint_id, deliveries.c.state == "pending")
        return self.connection.scalar(select(func.count()).where(mine)) or 0

    def _ours(self, settled: Sequence[Settled]) -> Mapping[int, int]:
        """Those whose lease is still ours, with the number of their last attempt in the log."""
        leases = {one.delivery_id: one.lease for one in settled}
        query = _holding(self.tables, lock=self.locks_rows)
        found = self.connection.execute(query, {"ids": list(leases)})
        return {row.id: row.logged for row in found if row.lease == leases[row.id]}


def _values(one: Settled) -> Mapping[str, Any]:
    return {
        "delivery": one.delivery_id,
        "becomes": one.state,
        "due": one.next_at,
        "more": int(one.counted),
        "since": one.held_since,
        "finished": one.finished_at,
        "why": one.reason,
    }


def _together(delivered: Sequence[Settled]) -> Mapping[str, Any]:
    """One moment for the whole batch; when each was sent is told by its attempt."""
    return {
        "ids": [one.delivery_id for one in delivered],
        "at": max(one.next_at for one in delivered),
    }


def _attempt(row: AttemptRow, number: int) -> Mapping[str, Any]:
    values = {name: getattr(row, name) for name in AttemptRow.__slots__}
    return {**values, "number": number, "headers": dict(row.headers)}


@cache
def _holding(tables: Tables, *, lock: bool) -> Select[Any]:
    deliveries = tables.deliveries
    attempts = tables.attempts
    mine = and_(deliveries.c.id.in_(bindparam("ids", expanding=True)), deliveries.c.state == "pending")
    last = select(func.max(attempts.c.number)).where(attempts.c.delivery_id == deliveries.c.id)
    logged = func.coalesce(last.scalar_subquery(), 0).label("logged")
    query = select(deliveries.c.id, deliveries.c.lease, logged).where(mine)
    return query.with_for_update() if lock else query


@cache
def _delivering(tables: Tables) -> Update:
    deliveries = tables.deliveries
    mine = deliveries.c.id.in_(bindparam("ids", expanding=True))
    done: dict[str, Any] = {"state": "delivered", "attempts": deliveries.c.attempts + 1, "lease": None}
    then: BindParameter[Any] = bindparam("at")
    moments: dict[str, Any] = {"next_at": then, "finished_at": then, "held_since": None, "reason": None}
    return update(deliveries).where(mine).values(done | moments)


@cache
def _settling(tables: Tables) -> Update:
    deliveries = tables.deliveries
    return (
        update(deliveries)
        .where(deliveries.c.id == bindparam("delivery"))
        .values(
            state=bindparam("becomes"),
            next_at=bindparam("due"),
            attempts=deliveries.c.attempts + bindparam("more"),
            held_since=bindparam("since"),
            finished_at=bindparam("finished"),
            reason=bindparam("why"),
            lease=None,
        )
    )


@cache
def _logging(tables: Tables) -> Insert:
    return insert(tables.attempts)
