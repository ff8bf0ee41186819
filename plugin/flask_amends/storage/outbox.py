"""The outbox: messages with their exact bytes, one delivery per subscribed endpoint, and every attempt.

A delivery is due at ``next_at``. Taking it under a lease moves ``next_at`` to the lease's end, so a worker
that died needs no rescuer: the row is simply due again, and whoever takes it then has another ``lease``
token. What the late one records is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    RowMapping,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from flask_amends.storage.records import AttemptRow, ClaimedDelivery, DeliveryRow, MessageRow
from flask_amends.storage.repository import Repository
from flask_amends.storage.tables import Tables

#: How a delivery can end.
FINISHED = ("delivered", "failed", "expired", "cancelled")


class Outbox(Repository):
    """Messages, deliveries, attempts."""

    def publish(self, message: MessageRow, endpoint_ids: Collection[str], *, now: datetime) -> None:
        """Write a message with a pending delivery for each endpoint, in this transaction."""
        self.publish_all([(message, endpoint_ids)], now=now)

    def publish_all(self, messages: Iterable[tuple[MessageRow, Collection[str]]], *, now: datetime) -> None:
        """The same for several messages. One without an endpoint is not written: nobody could ask for it."""
        wanted = [(message, ids) for message, ids in messages if ids]
        if not wanted:
            return
        bodies = [{name: getattr(message, name) for name in MessageRow.__slots__} for message, _ in wanted]
        self.connection.execute(_adding_messages(self.tables), bodies)
        rows = [_delivery(message, endpoint_id, now) for message, ids in wanted for endpoint_id in ids]
        self.connection.execute(_adding_deliveries(self.tables), rows)

    def add_delivery(self, message_id: str, endpoint_id: str, *, now: datetime) -> bool:
        """A delivery of an older message, such as to a new endpoint; ``False`` if there is one already."""
        message = self.message(message_id)
        if message is None:
            return False
        return self.insert_once(self.tables.deliveries, _delivery(message, endpoint_id, now))

    def message(self, message_id: str) -> MessageRow | None:
        """One message."""
        messages = self.tables.messages
        found = self.connection.execute(select(messages).where(messages.c.id == message_id)).mappings()
        row = found.one_or_none()
        return None if row is None else _message(row)

    def messages_of(self, case_id: str) -> Sequence[MessageRow]:
        """The messages about a case in their order."""
        messages = self.tables.messages
        mine = (
            select(messages).where(messages.c.case_id == case_id).order_by(messages.c.sequence, messages.c.id)
        )
        return [_message(row) for row in self.connection.execute(mine).mappings()]

    def messages_about(self, ids: Collection[str]) -> Sequence[MessageRow]:
        """The messages about other things than cases."""
        messages = self.tables.messages
        mine = select(messages).where(messages.c.about.in_(ids)).order_by(messages.c.sequence, messages.c.id)
        return [_message(row) for row in self.connection.execute(mine).mappings()]

    def rewrite(self, message_id: str, body: bytes) -> None:
        """Replace the bytes of a message; only erasing a person does this."""
        messages = self.tables.messages
        self.connection.execute(update(messages).where(messages.c.id == message_id).values(body=body))

    def due_endpoints(self, now: datetime) -> Sequence[str]:
        """Active endpoints for which something is due."""
        return self.connection.scalars(_due_endpoints(self.tables), {"now": now}).all()

    def leased(self, endpoint_id: str, now: datetime) -> int:
        """How many deliveries to an endpoint are under a running lease."""
        return self.connection.scalar(_leased(self.tables), {"endpoint": endpoint_id, "now": now}) or 0

    def take(
        self,
        endpoint_id: str,
        *,
        now: datetime,
        until: datetime,
        lease: str,
        held_before: datetime,
        limit: int,
    ) -> Sequence[int]:
        """Take due deliveries to one endpoint under a lease that ends at ``until``; the oldest first.

        One that an earlier event of the same case precedes waits for it, unless that one has failed since
        before ``held_before``: a poison message must not hold back the rest.
        """
        statement = _due(self.tables, lock=self.locks_rows)
        values = {"endpoint": endpoint_id, "now": now, "held_before": held_before, "at_most": limit}
        ids = self.connection.scalars(statement, values).all()
        if ids:
            taken = {"ids": list(ids), "token": lease, "until": until}
            self.connection.execute(_taking(self.tables), taken)
        return ids

    def taken(self, ids: Collection[int]) -> Sequence[ClaimedDelivery]:
        """Deliveries that were taken, with what is to be sent."""
        found = self.connection.execute(_claimed(self.tables), {"ids": list(ids)}).mappings()
        return [_claimed_delivery(row) for row in found]

    def record(
        self, delivery_id: int, *, lease: str, attempt: AttemptRow | None, counted: bool = True, **values: Any
    ) -> bool:
        """Write what an attempt met and what follows from it, and let the lease go.

        ``values`` are columns of the delivery (``state``, ``next_at``, ``held_since``, ``finished_at``,
        ``reason``); ``counted=False`` leaves the number of attempts as it is. Returns ``False``, and writes
        nothing, if the lease is not ours any more.
        """
        deliveries = self.tables.deliveries
        mine = and_(
            deliveries.c.id == delivery_id, deliveries.c.lease == lease, deliveries.c.state == "pending"
        )
        changed = {"lease": None, **values}
        if counted:
            changed["attempts"] = deliveries.c.attempts + 1
        if self.connection.execute(update(deliveries).where(mine).values(changed)).rowcount != 1:
            return False
        if attempt is not None:
            values = {name: getattr(attempt, name) for name in AttemptRow.__slots__}
            self.connection.execute(
                _adding_attempts(self.tables), {**values, "headers": dict(attempt.headers)}
            )
        return True

    def get(self, delivery_id: int) -> DeliveryRow | None:
        """One delivery."""
        found = self.find(delivery_id=delivery_id, limit=1)
        return found[0] if found else None

    def find(
        self,
        *,
        delivery_id: int | None = None,
        case_id: str | None = None,
        endpoint_id: str | None = None,
        message_id: str | None = None,
        states: Collection[str] = (),
        after: int = 0,
        limit: int = 100,
    ) -> Sequence[DeliveryRow]:
        """Deliveries that match, by id."""
        deliveries = self.tables.deliveries
        wanted = {
            deliveries.c.id: delivery_id,
            deliveries.c.case_id: case_id,
            deliveries.c.endpoint_id: endpoint_id,
            deliveries.c.message_id: message_id,
        }
        query = select(deliveries).where(deliveries.c.id > after)
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if states:
            query = query.where(deliveries.c.state.in_(states))
        found = self.connection.execute(query.order_by(deliveries.c.id).limit(limit)).mappings()
        return [DeliveryRow(**row) for row in found]

    def again(self, delivery_ids: Collection[int], *, now: datetime) -> int:
        """Make finished deliveries due again, with the webhook-id they always had; returns how many."""
        deliveries = self.tables.deliveries
        ended = and_(deliveries.c.id.in_(delivery_ids), deliveries.c.state.in_(FINISHED))
        fresh = {"state": "pending", "next_at": now, "finished_at": None, "reason": None, "held_since": None}
        return self.connection.execute(update(deliveries).where(ended).values(fresh)).rowcount

    def cancel(self, endpoint_id: str, *, now: datetime, reason: str) -> int:
        """Give up everything that waits for an endpoint."""
        deliveries = self.tables.deliveries
        waiting = and_(deliveries.c.endpoint_id == endpoint_id, deliveries.c.state == "pending")
        ended = {"state": "cancelled", "finished_at": now, "reason": reason, "lease": None}
        return self.connection.execute(update(deliveries).where(waiting).values(ended)).rowcount

    def attempts_of(self, delivery_id: int) -> Sequence[AttemptRow]:
        """Every attempt of a delivery in its order."""
        attempts = self.tables.attempts
        mine = select(attempts).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.number)
        return [AttemptRow(**row) for row in self.connection.execute(mine).mappings()]

    def next_at(self) -> datetime | None:
        """When something is due next, to an endpoint that is active."""
        deliveries, endpoints = self.tables.deliveries, self.tables.endpoints
        pending = and_(deliveries.c.state == "pending", deliveries.c.endpoint_id == endpoints.c.id)
        first = select(func.min(deliveries.c.next_at)).where(pending).correlate(endpoints).scalar_subquery()
        moments = select(first).where(endpoints.c.state == "active")
        return min(
            (moment for moment in self.connection.scalars(moments) if moment is not None), default=None
        )

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many deliveries stand in each state, by endpoint and state."""
        deliveries = self.tables.deliveries
        query = select(deliveries.c.endpoint_id, deliveries.c.state, func.count())
        grouped = query.group_by(deliveries.c.endpoint_id, deliveries.c.state)
        return {(endpoint, state): count for endpoint, state, count in self.connection.execute(grouped)}


def _delivery(message: MessageRow, endpoint_id: str, now: datetime) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "endpoint_id": endpoint_id,
        "case_id": message.case_id or message.about,
        "sequence": message.sequence,
        "state": "pending",
        "attempts": 0,
        "next_at": now,
    }


def _message(row: RowMapping) -> MessageRow:
    return MessageRow(**{**row, "body": bytes(row["body"])})


def _claimed_delivery(row: RowMapping) -> ClaimedDelivery:
    return ClaimedDelivery(
        delivery=DeliveryRow(**{name: row[name] for name in DeliveryRow.__slots__}),
        body=bytes(row["body"]),
        type=row["type"],
        created_at=row["message_created_at"],
        expires_at=row["expires_at"],
        due_at=row["due_at"],
    )


@cache
def _adding_messages(tables: Tables) -> Insert:
    return insert(tables.messages)


@cache
def _adding_deliveries(tables: Tables) -> Insert:
    return insert(tables.deliveries)


@cache
def _adding_attempts(tables: Tables) -> Insert:
    return insert(tables.attempts)


@cache
def _due_endpoints(tables: Tables) -> Select[Any]:
    endpoints, deliveries = tables.endpoints, tables.deliveries
    waits = and_(
        deliveries.c.endpoint_id == endpoints.c.id,
        deliveries.c.state == "pending",
        deliveries.c.next_at <= bindparam("now"),
    )
    open_again = or_(endpoints.c.resume_at.is_(None), endpoints.c.resume_at <= bindparam("now"))
    active = and_(endpoints.c.state == "active", open_again)
    return select(endpoints.c.id).where(active, exists().where(waits)).order_by(endpoints.c.id)


@cache
def _leased(tables: Tables) -> Select[Any]:
    deliveries = tables.deliveries
    mine = and_(deliveries.c.endpoint_id == bindparam("endpoint"), deliveries.c.state == "pending")
    running = and_(mine, deliveries.c.lease.is_not(None), deliveries.c.next_at > bindparam("now"))
    return select(func.count()).where(running)


@cache
def _taking(tables: Tables) -> Update:
    deliveries = tables.deliveries
    mine = deliveries.c.id.in_(bindparam("ids", expanding=True))
    return update(deliveries).where(mine).values(lease=bindparam("token"), next_at=bindparam("until"))


@cache
def _due(tables: Tables, *, lock: bool) -> Select[Any]:
    deliveries = tables.deliveries
    earlier = deliveries.alias("earlier")
    holds_back: ColumnElement[bool] = and_(
        earlier.c.endpoint_id == deliveries.c.endpoint_id,
        earlier.c.case_id == deliveries.c.case_id,
        earlier.c.sequence < deliveries.c.sequence,
        earlier.c.state == "pending",
        or_(earlier.c.held_since.is_(None), earlier.c.held_since > bindparam("held_before")),
    )
    mine = and_(
        deliveries.c.endpoint_id == bindparam("endpoint"),
        deliveries.c.state == "pending",
        deliveries.c.next_at <= bindparam("now"),
    )
    query = select(deliveries.c.id).where(mine, ~exists().where(holds_back))
    query = query.order_by(deliveries.c.next_at, deliveries.c.id).limit(bindparam("at_most"))
    return query.with_for_update(skip_locked=True, of=deliveries) if lock else query


@cache
def _claimed(tables: Tables) -> Select[Any]:
    deliveries, messages, cases = tables.deliveries, tables.messages, tables.cases
    columns = [deliveries.c[name] for name in DeliveryRow.__slots__]
    shown = (messages.c.body, messages.c.type, messages.c.created_at.label("message_created_at"))
    query = select(*columns, *shown, messages.c.expires_at, cases.c.due_at)
    joined = query.join(messages, messages.c.id == deliveries.c.message_id).outerjoin(
        cases, cases.c.id == deliveries.c.case_id
    )
    return joined.where(deliveries.c.id.in_(bindparam("ids", expanding=True))).order_by(deliveries.c.id)
