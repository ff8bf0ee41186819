"""The courier: takes due webhooks, sends them in threads, and writes down in batches what came of them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Self

from amends_webhooks import Exchange, Sender, encode, new_message_id, signed_headers
from flask_amends.errors import StorageUnavailable
from flask_amends.payloads import ping_body
from flask_amends.service import delivery
from flask_amends.service.delivery import BATCH, Outcome, Recorded
from flask_amends.state import State
from flask_amends.storage.records import EndpointRow
from flask_amends.worker.attempts import Request
from flask_amends.worker.lanes import Lane, Pace

#: Results are written when there are this many, or this long after the first of them.
FLUSH_ROWS = BATCH
FLUSH_SECONDS = 0.25
THREADS = 64
#: A result is worth a few tries: the request was made, and losing it means sending again.
RECORD_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What a drain did: ``taken`` rows, of which so many were delivered or failed an attempt."""

    taken: int = 0
    delivered: int = 0
    failed: int = 0
    lost: int = 0

    def plus(self, recorded: Recorded) -> Drained:
        return Drained(
            taken=self.taken,
            delivered=self.delivered + recorded.delivered,
            failed=self.failed + recorded.failed,
            lost=self.lost + recorded.lost,
        )


class Courier:
    """Delivers the webhooks of one app. Keeps connections and threads; ``close`` ends both."""

    def __init__(self, state: State, *, sender: Sender | None = None, threads: int = THREADS) -> None:
        self.state = state
        self.stopping = threading.Event()
        self._sender = sender or new_sender(state)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="amends-courier")
        self._paces: dict[str, Pace] = {}
        self._open = threading.Event()
        self._open.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is on its way, put the rest back, and end the threads."""
        self.stopping.set()
        self._pool.shutdown(wait=True)
        self._sender.close()

    def drain(self, rows: int = 500) -> Drained:
        """Deliver what is due, at most ``rows`` deliveries, and return when all of them are recorded."""
        done: SimpleQueue[Outcome] = SimpleQueue()
        drained = Drained()
        under_way: Counter[str] = Counter()
        while True:
            if not self.stopping.is_set() and drained.taken < rows:
                started = self._start(rows - drained.taken, done, but=under_way)
                under_way += started
                drained = Drained(
                    taken=drained.taken + started.total(),
                    delivered=drained.delivered,
                    failed=drained.failed,
                    lost=drained.lost,
                )
            if not under_way:
                return drained
            outcomes = _collect(done, under_way.total())
            under_way -= Counter(one.endpoint.id for one in outcomes)
            drained = drained.plus(self._record(outcomes))

    def send(self, request: Request) -> Exchange:
        """Post one request."""
        return self._sender.send(
            request.url, request.headers, request.body, allow_networks=request.allow_networks
        )

    def _start(self, limit: int, done: SimpleQueue[Outcome], *, but: Collection[str]) -> Counter[str]:
        """Take deliveries and set off with them; returns how many for each endpoint."""
        started: Counter[str] = Counter()
        with self._undisturbed():
            batches = delivery.claim(self.state, limit=limit, but=but)
        for batch in batches:
            pace = self._paces.setdefault(batch.endpoint.id, Pace(batch.endpoint.rate))
            lane = Lane(
                self.state,
                batch,
                send=self.send,
                pace=pace,
                gate=self._open,
                stopping=self.stopping,
                done=done,
            )
            started[batch.endpoint.id] = lane.count
            for _ in range(lane.width):
                self._pool.submit(lane.run)
        return started

    def _record(self, outcomes: list[Outcome]) -> Recorded:
        for left in reversed(range(RECORD_TRIES)):
            try:
                with self._undisturbed():
                    return delivery.record(self.state, outcomes)
            except StorageUnavailable:
                if not left:
                    raise
        return Recorded()

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Let no new attempt begin while a transaction keeps the whole shop waiting.

        Threads that compete for the interpreter would make it twenty times as long.
        """
        if not self.state.store.writes_alone:
            yield
            return
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()


def _collect(done: SimpleQueue[Outcome], open_rows: int) -> list[Outcome]:
    """Results as they come, until there are enough for a batch, or it is time to write them down."""
    outcomes: list[Outcome] = []
    until = time.monotonic() + FLUSH_SECONDS
    while len(outcomes) < min(FLUSH_ROWS, open_rows):
        try:
            outcomes.append(done.get(timeout=max(0.0, until - time.monotonic())))
        except Empty:
            break
    return outcomes


def new_sender(state: State) -> Sender:
    """What posts a shop's messages, through its forward proxy (``AMENDS_EGRESS_PROXY``) if it has one."""
    return Sender(egress_proxy=state.settings.egress_proxy)


def ping(state: State, endpoint: EndpointRow) -> Exchange:
    """Send one signed message of type ``ping``; nothing is stored of it."""
    now = state.clock.now()
    type_, data = ping_body(endpoint.id)
    body = encode(type_, now, data)
    message_id = new_message_id(state.randomness.token_bytes(16))
    headers = {**endpoint.headers, **signed_headers(message_id, now, body, endpoint.signing_secrets(now))}
    allowed = tuple(str(network) for network in state.settings.webhook_allow_networks)
    with new_sender(state) as sender:
        return sender.send(endpoint.url, headers, body, allow_networks=(*allowed, *endpoint.allow_networks))
