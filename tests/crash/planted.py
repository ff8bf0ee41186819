"""Bugs that can be planted in a child, to see that the checks would find them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from amends_webhooks import new_message_id
from flask_amends.service import delivery, publishing, recording
from flask_amends.storage import outbox
from flask_amends.storage.deliveries import Deliveries, Settled
from flask_amends.storage.engine import begin_writing
from flask_amends.storage.records import ClaimedDelivery, EndpointRow
from flask_amends.storage.store import Store, UnitOfWork
from flask_amends.storage.tables import Tables
from flask_amends.worker import attempts, lanes


def commit_before_event() -> None:
    """The case is committed before its events, messages and mails are written."""
    _commit_before("_write_history", recording)


def commit_before_outbox() -> None:
    """Case and events are committed before the messages about them are written."""
    _commit_before("publish", publishing)


def commit_before_mails() -> None:
    """Everything is committed before the mails are asked for."""
    _commit_before("_write_mails", recording)


def new_id_on_each_attempt() -> None:
    """A message gets a new webhook-id whenever it is sent."""
    prepare = attempts.prepare

    def prepare_anew(endpoint: EndpointRow, job: ClaimedDelivery, *rest: Any) -> attempts.Request:
        fresh = new_message_id(job.delivery.message_id.encode()[-16:])
        return prepare(endpoint, replace(job, delivery=replace(job.delivery, message_id=fresh)), *rest)

    lanes.prepare = prepare_anew  # type: ignore[assignment,attr-defined]


def delivered_before_sent() -> None:
    """A delivery is marked as done before it is sent."""
    deliver = lanes.Lane._deliver

    def _deliver(lane: lanes.Lane, job: Any) -> None:
        done = attempts.expire(lane.endpoint, lane._breaker, job, lane._state.clock.now())
        delivery.record(lane._state, [_as_delivered(done)])
        deliver(lane, job)

    lanes.Lane._deliver = _deliver  # type: ignore[method-assign,assignment]


def no_order_within_a_case() -> None:
    """Later events of a dispute do not wait for earlier ones, and go first."""

    def _due(tables: Tables, *, lock: bool) -> Select[Any]:
        deliveries = tables.deliveries
        mine = and_(deliveries.c.endpoint_id == bindparam("endpoint"), deliveries.c.state == "pending")
        due = select(deliveries.c.id).where(mine, deliveries.c.next_at <= bindparam("now"))
        due = due.order_by(deliveries.c.sequence.desc()).limit(bindparam("at_most"))
        return due.with_for_update(skip_locked=True) if lock else due

    outbox._due = _due  # type: ignore[assignment]
    lanes._by_case = lambda jobs: [(job,) for job in reversed(list(jobs))]


def no_fencing() -> None:
    """Whoever records a result is believed, whether or not the lease is still theirs."""

    def _ours(_deliveries: Deliveries, settled: list[Settled]) -> dict[int, int]:
        return {one.delivery_id: 100 for one in settled}

    Deliveries._ours = _ours  # type: ignore[assignment,method-assign]


def acknowledged_before_commit() -> None:
    """Changes are committed with the next transaction, after the answer was given."""
    kept: list[Any] = []

    @contextmanager
    def begin(store: Store) -> Iterator[UnitOfWork]:
        if kept:
            kept.pop().commit()
        connection = store.engine().connect()
        begin_writing(connection)
        yield store._unit(connection)
        kept.append(connection)

    Store.begin = begin  # type: ignore[method-assign,assignment]


def _commit_before(name: str, module: Any) -> None:
    original = getattr(module, name)

    def committing(unit: UnitOfWork, *rest: Any, **options: Any) -> Any:
        unit.connection.commit()
        begin_writing(unit.connection)
        return original(unit, *rest, **options)

    setattr(module, name, committing)


def _as_delivered(done: delivery.Outcome) -> delivery.Outcome:
    return replace(done, settled=replace(done.settled, state="delivered", reason=None))


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        commit_before_event,
        commit_before_outbox,
        commit_before_mails,
        new_id_on_each_attempt,
        delivered_before_sent,
        no_order_within_a_case,
        no_fencing,
        acknowledged_before_commit,
    )
}
