"""A lane: the deliveries to one endpoint that a worker holds, sent by a few threads at its pace."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from itertools import groupby
from queue import SimpleQueue
from typing import Protocol

from amends_webhooks import Exchange
from flask_amends.service.delivery import Batch, Outcome
from flask_amends.state import State
from flask_amends.storage.records import ClaimedDelivery
from flask_amends.worker.attempts import OURS, Request, conclude, expire, prepare, put_back

#: No attempt begins this close to the end of its lease: it could outlive it.
LONGEST_ATTEMPT = timedelta(seconds=20)

log = logging.getLogger("flask_amends")


class Pace:
    """A token bucket: ``rate`` a second, that many at once. In real time, since it spares a receiver."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._left = rate
        self._seen = time.monotonic()
        self._lock = threading.Lock()

    def take(self, rate: float) -> float:
        """Take one; returns how many seconds to wait before using it."""
        with self._lock:
            now = time.monotonic()
            self._rate = rate
            self._left = min(rate, self._left + (now - self._seen) * rate) - 1
            self._seen = now
            return max(0.0, -self._left / rate)


class Send(Protocol):
    """How a request leaves."""

    def __call__(self, request: Request) -> Exchange: ...


class Lane:
    """Sends one batch. ``run`` is called by as many threads as the endpoint takes requests at once."""

    def __init__(
        self,
        state: State,
        batch: Batch,
        *,
        send: Send,
        pace: Pace,
        gate: threading.Event,
        stopping: threading.Event,
        done: SimpleQueue[Outcome],
    ) -> None:
        self.endpoint = batch.endpoint
        self.count = len(batch.jobs)
        self._state = state
        self._allowed = tuple(str(network) for network in state.settings.webhook_allow_networks)
        self._until = batch.until - LONGEST_ATTEMPT
        self._groups = deque(_by_case(batch.jobs))
        self.width = min(batch.endpoint.in_flight, len(self._groups))
        self._breaker, self._probe = batch.breaker, batch.probe
        self._gone = False
        self._send = send
        self._pace = pace
        self._gate = gate
        self._stopping = stopping
        self._done = done
        self._lock = threading.Lock()

    def run(self) -> None:
        """Send group after group until none is left."""
        while (group := self._next_group()) is not None:
            for job in group:
                self._gate.wait()
                self._deliver(job)

    def _next_group(self) -> tuple[ClaimedDelivery, ...] | None:
        with self._lock:
            return self._groups.popleft() if self._groups else None

    def _deliver(self, job: ClaimedDelivery) -> None:
        now = self._state.clock.now()
        if job.expires_at is not None and job.expires_at <= now:
            self._put_aside(expire, job)
        elif not self._may_send():
            self._put_aside(put_back, job)
        else:
            self._attempt(job)

    def _attempt(self, job: ClaimedDelivery) -> None:
        state = self._state
        try:
            exchange = self._send(prepare(self.endpoint, job, state.clock.now(), self._allowed))
        except Exception:
            # A fault of ours must neither stop the worker nor count against the receiver.
            log.exception("Delivery %s could not be prepared.", job.delivery.id)
            self._put_aside(partial(put_back, wait=OURS), job)
            return
        fraction = state.randomness.token_bytes(1)[0] / 255
        with self._lock:
            outcome = conclude(
                self.endpoint,
                self._breaker,
                job,
                exchange,
                now=state.clock.now(),
                fraction=fraction,
                probe=self._probe,
            )
            self._breaker, self._gone = outcome.breaker, self._gone or outcome.gone
            # Inside the lock: the last outcome of a batch carries the last state of the breaker.
            self._done.put(outcome)

    def _put_aside(self, how: Callable[..., Outcome], job: ClaimedDelivery) -> None:
        with self._lock:
            self._done.put(how(self.endpoint, self._breaker, job, self._state.clock.now()))

    def _may_send(self) -> bool:
        """Wait for the pace; false when stopping, near the end of the lease, or when the endpoint failed."""
        wait = self._pace.take(self.endpoint.rate)
        if self._stopping.wait(wait) if wait else self._stopping.is_set():
            return False
        now = self._state.clock.now()
        with self._lock:
            healthy = self._probe or self._breaker.may_send(now)
            return healthy and not self._gone and now < self._until


def _by_case(jobs: Iterable[ClaimedDelivery]) -> list[tuple[ClaimedDelivery, ...]]:
    """Messages about one case go one after the other, in their order."""
    ordered = sorted(jobs, key=lambda job: (job.delivery.case_id, job.delivery.sequence, job.delivery.id))
    groups = [tuple(group) for _, group in groupby(ordered, key=lambda job: job.delivery.case_id)]
    return sorted(groups, key=lambda group: min(job.delivery.id for job in group))
