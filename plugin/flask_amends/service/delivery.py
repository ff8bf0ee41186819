"""Deliveries between the database and the senders: taken under a lease, concluded, recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from amends_webhooks import Breaker, BreakerState
from flask_amends.state import State
from flask_amends.storage.deliveries import Deliveries, Settled
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import ClaimedDelivery, EndpointRow
from flask_amends.storage.store import UnitOfWork

#: How many are taken for one endpoint at once, and for how long they are ours.
BATCH = 50
LEASE = timedelta(seconds=60)
#: How long a message that keeps failing holds back the next one of its dispute.
HOLD_BACK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Deliveries to one endpoint under a lease, until ``until``; a ``probe`` tries an open breaker."""

    endpoint: EndpointRow
    breaker: Breaker
    jobs: tuple[ClaimedDelivery, ...]
    lease: str
    until: datetime
    probe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a delivery and its endpoint. ``gone`` says that the receiver wants nothing more."""

    endpoint: EndpointRow
    settled: Settled
    breaker: Breaker
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one batch of results came to."""

    delivered: int = 0
    failed: int = 0
    lost: int = 0


@dataclass(slots=True, kw_only=True)
class _Health:
    """The last word on an endpoint in a batch."""

    endpoint: EndpointRow
    breaker: Breaker
    gone: bool = False


def claim(state: State, *, limit: int = BATCH, but: Collection[str] = ()) -> list[Batch]:
    """Take due deliveries, a fair share of ``limit`` for each endpoint that something is due to.

    No share is larger than :data:`BATCH`. The endpoints in ``but`` are left out: the caller works for them.
    One worker at a time works for an endpoint, so that its limit of requests in flight holds across
    processes. An endpoint whose breaker is open gets a single probe.
    """
    now = state.clock.now()
    with state.store.read() as unit:
        waiting = [one for one in unit.outbox.due_endpoints(now) if one not in but]
    if not waiting:
        return []
    share = max(1, min(BATCH, limit // len(waiting)))
    batches: list[Batch] = []
    for endpoint_id in waiting:
        left = limit - sum(len(batch.jobs) for batch in batches)
        if left > 0 and (batch := _claim_for(state, endpoint_id, now, min(share, left))):
            batches.append(batch)
    return batches


def _claim_for(state: State, endpoint_id: str, now: datetime, share: int) -> Batch | None:
    """Take deliveries to one endpoint. Nothing but that is in the transaction: on SQLite all others wait."""
    with state.store.begin() as unit:
        taken = _take(unit, state, endpoint_id, now, share)
    if taken is None:
        return None
    batch, ids = taken
    with state.store.read() as unit:
        return replace(batch, jobs=tuple(unit.outbox.taken(ids)))


def _take(
    unit: UnitOfWork, state: State, endpoint_id: str, now: datetime, share: int
) -> tuple[Batch, Sequence[int]] | None:
    endpoint = unit.endpoints.get(endpoint_id, lock=True)
    if endpoint is None or endpoint.state != "active" or unit.outbox.leased(endpoint_id, now):
        return None
    breaker = load_breaker(endpoint.breaker)
    if not breaker.may_send(now):
        return None
    probing = breaker.state is BreakerState.OPEN
    lease, until = new_id("lse", state.randomness), now + LEASE
    ids = unit.outbox.take(
        endpoint_id,
        now=now,
        until=until,
        lease=lease,
        held_before=now - HOLD_BACK,
        limit=1 if probing else share,
    )
    if not ids:
        return None
    if probing:
        breaker = breaker.begin_probe(now)
        unit.endpoints.change(endpoint_id, breaker=dump_breaker(breaker), resume_at=breaker.probe_at)
    batch = Batch(endpoint=endpoint, breaker=breaker, jobs=(), lease=lease, until=until, probe=probing)
    return batch, ids


def record(state: State, outcomes: Sequence[Outcome]) -> Recorded:
    """Write results and the health of their endpoints in one transaction."""
    if not outcomes:
        return Recorded()
    with state.store.begin() as unit:
        ours = Deliveries(unit.connection, unit.tables).settle([one.settled for one in outcomes])
        kept = [one for one in outcomes if one.settled.delivery_id in ours]
        for health in _health(kept):
            _write_health(unit, state, health)
        for one in kept:
            if one.settled.state == "failed":
                told = {"delivery_id": one.settled.delivery_id, "endpoint_id": one.endpoint.id}
                unit.after_commit(partial(state.announce, "delivery_failed", **told))
    states = [one.settled.state for one in kept]
    return Recorded(
        delivered=states.count("delivered"),
        failed=len([one for one in kept if one.settled.counted]) - states.count("delivered"),
        lost=len(outcomes) - len(kept),
    )


def _health(outcomes: Sequence[Outcome]) -> list[_Health]:
    found: dict[str, _Health] = {}
    for one in outcomes:
        health = found.setdefault(one.endpoint.id, _Health(endpoint=one.endpoint, breaker=one.breaker))
        health.breaker, health.gone = one.breaker, health.gone or one.gone
    # In one order everywhere, so that two workers never wait for each other.
    return sorted(found.values(), key=lambda health: health.endpoint.id)


def _write_health(unit: UnitOfWork, state: State, health: _Health) -> None:
    changed: dict[str, Any] = {}
    breaker = health.breaker.disable() if health.gone else health.breaker
    if (dumped := dump_breaker(breaker)) != health.endpoint.breaker:
        changed = {"breaker": dumped, "resume_at": breaker.probe_at}
    if breaker.state is BreakerState.DISABLED:
        changed["state"] = "disabled"
    if not changed:
        return
    unit.endpoints.change(health.endpoint.id, **changed)
    before = load_breaker(health.endpoint.breaker).state
    if breaker.state is not before and breaker.state is not BreakerState.CLOSED:
        told = {"endpoint_id": health.endpoint.id, "state": breaker.state.value}
        unit.after_commit(partial(state.announce, "endpoint_changed", **told))


def load_breaker(stored: Mapping[str, Any]) -> Breaker:
    """The breaker of an endpoint's row; a row without one is in good health."""
    if not stored:
        return Breaker()
    return Breaker(
        state=BreakerState(stored["state"]),
        failures=stored["failures"],
        failing_since=_moment(stored["failing_since"]),
        probe_at=_moment(stored["probe_at"]),
        probe_wait=timedelta(seconds=stored["probe_wait"]),
    )


def dump_breaker(breaker: Breaker) -> dict[str, Any]:
    """The form in which a breaker is stored; nothing for one in good health."""
    if breaker == Breaker():
        return {}
    return {
        "state": breaker.state.value,
        "failures": breaker.failures,
        "failing_since": breaker.failing_since.isoformat() if breaker.failing_since else None,
        "probe_at": breaker.probe_at.isoformat() if breaker.probe_at else None,
        "probe_wait": breaker.probe_wait.total_seconds(),
    }


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
