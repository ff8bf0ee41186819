"""One attempt as a pipeline of values: prepare (pure), send (elsewhere), conclude (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends_webhooks import (
    Breaker,
    BreakerState,
    Exchange,
    Verdict,
    asks_to_disable,
    holds_back,
    judge,
    next_attempt_at,
    signed_headers,
)
from flask_amends.service.delivery import HOLD_BACK, Outcome
from flask_amends.storage.deliveries import Settled
from flask_amends.storage.records import AttemptRow, ClaimedDelivery, EndpointRow

#: After a fault of our own, or of our proxy, the same attempt is made again.
OURS = timedelta(seconds=30)
AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What goes over the wire."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    allow_networks: tuple[str, ...]


def prepare(endpoint: EndpointRow, job: ClaimedDelivery, now: datetime, allowed: tuple[str, ...]) -> Request:
    """The request of an attempt at ``now``: the frozen body and the old id under a new signature."""
    signed = signed_headers(job.delivery.message_id, now, job.body, endpoint.signing_secrets(now))
    return Request(
        url=endpoint.url,
        headers={**endpoint.headers, **signed},
        body=job.body,
        allow_networks=(*allowed, *endpoint.allow_networks),
    )


def conclude(
    endpoint: EndpointRow,
    breaker: Breaker,
    job: ClaimedDelivery,
    exchange: Exchange,
    *,
    now: datetime,
    fraction: float,
    probe: bool = False,
) -> Outcome:
    """What follows from an exchange. ``fraction`` is the random part of the wait, 0 to 1.

    What fails after the failure that opened the breaker was on its way by then: only a ``probe``
    lengthens the pause.
    """
    verdict, gone = judge(exchange), asks_to_disable(exchange)
    if verdict is Verdict.DELIVERED:
        settled = _ended(job, "delivered", now, _log(job, exchange, now))
        return Outcome(endpoint=endpoint, settled=settled, breaker=breaker.succeeded(), gone=gone)
    if verdict is Verdict.POSTPONE:
        settled = _waiting(job, now + OURS, job.delivery.held_since, _log(job, exchange, now), counted=False)
        return Outcome(endpoint=endpoint, settled=settled, breaker=breaker)
    if verdict is Verdict.GIVE_UP:
        settled = _ended(job, "failed", now, _log(job, exchange, now), "receiver_gave_up")
        return Outcome(endpoint=endpoint, settled=settled, breaker=breaker.succeeded())
    return Outcome(
        endpoint=endpoint,
        settled=_failed(job, exchange, now, fraction),
        breaker=breaker.failed(now) if probe or breaker.state is BreakerState.CLOSED else breaker,
        gone=gone,
    )


def expire(endpoint: EndpointRow, breaker: Breaker, job: ClaimedDelivery, now: datetime) -> Outcome:
    """A message that is past its use is not sent any more."""
    settled = _ended(job, "expired", now, None, "past_its_use", counted=False)
    return Outcome(endpoint=endpoint, settled=settled, breaker=breaker)


def put_back(
    endpoint: EndpointRow,
    breaker: Breaker,
    job: ClaimedDelivery,
    now: datetime,
    wait: timedelta = AT_ONCE,
) -> Outcome:
    """A delivery that was not tried: due again after ``wait``, without an attempt consumed."""
    settled = _waiting(job, now + wait, job.delivery.held_since, None, counted=False)
    return Outcome(endpoint=endpoint, settled=settled, breaker=breaker)


def _failed(job: ClaimedDelivery, exchange: Exchange, now: datetime, fraction: float) -> Settled:
    number = job.delivery.attempts + 1
    # A receiver that is gone keeps its queue: the last attempt is not spent on it.
    again = next_attempt_at(number, exchange, now, fraction, job.due_at)
    if asks_to_disable(exchange):
        again = again or now
    if again is None:
        return _ended(job, "failed", now, _log(job, exchange, now), "attempts_used_up")
    since = job.delivery.held_since or now
    if not holds_back(exchange, now - since):
        since = min(since, now - HOLD_BACK)
    return _waiting(job, again, since, _log(job, exchange, now))


def _waiting(
    job: ClaimedDelivery,
    next_at: datetime,
    held_since: datetime | None,
    attempt: AttemptRow | None,
    *,
    counted: bool = True,
) -> Settled:
    return Settled(
        delivery_id=job.delivery.id,
        lease=job.delivery.lease or "",
        state="pending",
        next_at=next_at,
        counted=counted,
        held_since=held_since,
        attempt=attempt,
    )


def _ended(
    job: ClaimedDelivery,
    state: str,
    now: datetime,
    attempt: AttemptRow | None,
    reason: str | None = None,
    *,
    counted: bool = True,
) -> Settled:
    return Settled(
        delivery_id=job.delivery.id,
        lease=job.delivery.lease or "",
        state=state,
        next_at=now,
        counted=counted,
        finished_at=now,
        reason=reason,
        attempt=attempt,
    )


def _log(job: ClaimedDelivery, exchange: Exchange, now: datetime) -> AttemptRow:
    return AttemptRow(
        delivery_id=job.delivery.id,
        number=0,
        at=now,
        duration_ms=exchange.duration_ms,
        status=exchange.status,
        error=exchange.error.value if exchange.error else None,
        address=exchange.address,
        headers=exchange.headers,
        excerpt=exchange.excerpt or exchange.detail,
    )
