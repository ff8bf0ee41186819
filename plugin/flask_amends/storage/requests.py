"""What keeps requests apart: idempotency keys, counted limits, and leases of leaders."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Update, and_, bindparam, delete, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from flask_amends.storage.repository import Repository, insert_or_add
from flask_amends.storage.tables import Tables


class Remembered(NamedTuple):
    """The first answer to an idempotency key."""

    body_hash: str
    status: int
    response: Any


class Idempotency(Repository):
    """The first answer to each request that carried a key."""

    def claim(self, scope: str, key: str, body_hash: str, *, now: datetime) -> Remembered | None:
        """``None`` if this request is the first with its key; else what the first one was answered.

        The row is locked until the transaction ends, so a twin waits and then meets the finished answer.
        """
        idempotency = self.tables.idempotency
        values = {
            "scope": scope,
            "key": key,
            "body_hash": body_hash,
            "status": 0,
            "response": None,
            "at": now,
        }
        if self.insert_once(idempotency, values):
            return None
        mine = and_(idempotency.c.scope == scope, idempotency.c.key == key)
        columns = (idempotency.c.body_hash, idempotency.c.status, idempotency.c.response)
        query = select(*columns).where(mine)
        found = self.connection.execute(query.with_for_update() if self.locks_rows else query).one()
        return Remembered(*found)

    def first(self, scope: str, key: str) -> Remembered | None:
        """What the first request with this key was answered; ``None`` if there was none yet."""
        idempotency = self.tables.idempotency
        mine = and_(idempotency.c.scope == scope, idempotency.c.key == key)
        columns = (idempotency.c.body_hash, idempotency.c.status, idempotency.c.response)
        found = self.connection.execute(select(*columns).where(mine)).one_or_none()
        return None if found is None else Remembered(*found)

    def known(self, scope: str, key: str) -> bool:
        """Whether a request with this key was carried out."""
        idempotency = self.tables.idempotency
        mine = select(idempotency.c.key).where(idempotency.c.scope == scope, idempotency.c.key == key)
        return self.connection.scalar(mine) is not None

    def answer(self, scope: str, key: str, *, status: int, response: Any) -> None:
        """Keep the answer to the first request."""
        values = {"of_scope": scope, "of_key": key, "status": status, "response": response}
        self.connection.execute(_answering(self.tables), values)

    def forget(self, before: datetime) -> int:
        """Drop keys from before a moment."""
        idempotency = self.tables.idempotency
        return self.connection.execute(delete(idempotency).where(idempotency.c.at < before)).rowcount


class Limits(Repository):
    """Counters per bucket and window, shared by every process."""

    def count(self, bucket: str, *, now: datetime, window: timedelta, by: int = 1) -> int:
        """Add to a bucket; returns its count in this window."""
        start = window_start(now, window)
        adding = _counting(self.tables, self.connection.dialect.name)
        counted = self.connection.scalar(adding, {"bucket": bucket, "window_start": start, "count": by})
        return int(counted or 0)

    def current(self, bucket: str, *, now: datetime, window: timedelta) -> int:
        """The count of a bucket in this window."""
        limits = self.tables.limits
        mine = and_(limits.c.bucket == bucket, limits.c.window_start == window_start(now, window))
        return self.connection.scalar(select(limits.c.count).where(mine)) or 0

    def forget(self, before: datetime) -> int:
        """Drop windows from before a moment."""
        limits = self.tables.limits
        return self.connection.execute(delete(limits).where(limits.c.window_start < before)).rowcount


def window_start(now: datetime, window: timedelta) -> datetime:
    """When the window that ``now`` is in began."""
    length = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, tz=now.tzinfo)


class Leases(Repository):
    """Who of several processes leads."""

    def take(self, name: str, owner: str, *, now: datetime, until: datetime) -> int | None:
        """Take or renew a lease; returns its fencing token, or ``None`` while somebody else holds it.

        The token rises with each new holder, so the work of an old one can be told apart.
        """
        leases = self.tables.leases
        first = {"name": name, "owner": owner, "token": 1, "expires_at": until}
        if self.insert_once(leases, first):
            return 1
        renewed = update(leases).where(
            leases.c.name == name, leases.c.owner == owner, leases.c.expires_at > now
        )
        token = self.connection.scalar(renewed.values(expires_at=until).returning(leases.c.token))
        if token is not None:
            return int(token)
        free = or_(leases.c.expires_at <= now, leases.c.owner == owner)
        taken = update(leases).where(leases.c.name == name, free)
        changed = {"owner": owner, "expires_at": until, "token": leases.c.token + 1}
        token = self.connection.scalar(taken.values(changed).returning(leases.c.token))
        return None if token is None else int(token)

    def release(self, name: str, owner: str, *, now: datetime) -> None:
        """Give a lease back."""
        leases = self.tables.leases
        mine = update(leases).where(leases.c.name == name, leases.c.owner == owner)
        self.connection.execute(mine.values(expires_at=now))

    def holder(self, name: str) -> tuple[str, datetime] | None:
        """Who holds a lease, and until when."""
        leases = self.tables.leases
        found = self.connection.execute(
            select(leases.c.owner, leases.c.expires_at).where(leases.c.name == name)
        )
        row = found.one_or_none()
        return None if row is None else (row.owner, row.expires_at)


@cache
def _answering(tables: Tables) -> Update:
    idempotency = tables.idempotency
    mine = and_(idempotency.c.scope == bindparam("of_scope"), idempotency.c.key == bindparam("of_key"))
    return update(idempotency).where(mine).values(status=bindparam("status"), response=bindparam("response"))


@cache
def _counting(tables: Tables, dialect: str) -> ReturningInsert[Any]:
    limits = tables.limits
    adding = insert_or_add(limits, dialect, keys=("bucket", "window_start"), column="count")
    return adding.returning(limits.c.count)
