"""One round of work: what time made due, what waits to be applied, performed, delivered and posted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from jinja2 import BaseLoader

from amends_webhooks import Sender
from flask_amends.errors import AmendsError
from flask_amends.service import (
    compensation,
    deadlines,
    digest,
    enquiry_clock,
    housekeeping,
    inbound,
    incident_sending,
    payment_time,
    price_watch,
    promise_mails,
    retention,
    stock_waiting,
    stock_watch,
)
from flask_amends.state import State
from flask_amends.worker.courier import Courier, Drained
from flask_amends.worker.postman import Postman

#: How many rows of each kind one round takes at most.
BUDGET = 500
POLL_SECONDS = 1.0
TIDY_EVERY = timedelta(hours=1)
#: How often held prices are looked at that nobody looks at.
WATCH_EVERY = timedelta(minutes=5)
#: The wait after a round that failed.
PAUSE_SECONDS = 5.0

log = logging.getLogger("flask_amends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one round did."""

    swept: int = 0
    applied: int = 0
    performed: int = 0
    offered: int = 0
    webhooks: Drained = field(default_factory=Drained)
    mails: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing was there to do."""
        return not (
            self.swept or self.applied or self.performed or self.offered or self.webhooks.taken or self.mails
        )


class Worker:
    """Does the work of one app, round by round. ``templates`` are the shop's own, for mails."""

    def __init__(
        self, state: State, *, templates: BaseLoader | None = None, sender: Sender | None = None
    ) -> None:
        self.state = state
        self.courier = Courier(state, sender=sender)
        self.postman = Postman(state, templates=templates)
        self._tidied_at: datetime | None = None
        self._watched_at: datetime | None = None
        self._digested: date | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the threads and connections."""
        self.courier.close()

    def run_once(self, budget: int = BUDGET) -> Done:
        """One round. What time and marketplaces cause comes first: its messages leave in the same round."""
        state = self.state
        self._tidy()
        self._digest()
        self._watch()
        return Done(
            swept=deadlines.sweep_due(state, budget)
            + enquiry_clock.sweep_due(state, budget)
            + promise_mails.sweep_due(state, budget)
            + payment_time.sweep_due(state, budget),
            applied=inbound.apply_waiting(state),
            performed=compensation.perform_due(state) if state.handlers.compensations() else 0,
            offered=incident_sending.send_due(state) + stock_waiting.tell_due(state, budget),
            webhooks=self.courier.drain(budget),
            mails=self.postman.drain(budget),
        )

    def _digest(self) -> None:
        """Ask for the day's digest; what was asked for before, by whomever, is not asked for again."""
        day = digest.due_day(self.state)
        if day is not None and day != self._digested:
            digest.plan(self.state, day)
            self._digested = day

    def _watch(self) -> None:
        now = self.state.clock.now()
        if self._watched_at is None or now - self._watched_at >= WATCH_EVERY:
            self._watched_at = now
            price_watch.sweep(self.state)

    def _tidy(self) -> None:
        """Clean up at the start, and then every hour."""
        now = self.state.clock.now()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            housekeeping.tidy(self.state)
            stock_watch.run(self.state)
            retention.apply(self.state)


def run_once(state: State, budget: int = BUDGET, *, templates: BaseLoader | None = None) -> Done:
    """One round with threads and connections of its own."""
    with Worker(state, templates=templates) as worker:
        return worker.run_once(budget)


class Loop:
    """Rounds until stopped: at once while there is something to do, when woken, else every second.

    Each round runs in a fresh ``context`` of the app, so that the shop's own code gets a session of its own.
    """

    def __init__(
        self,
        worker: Worker,
        *,
        context: Callable[[], AbstractContextManager[Any]] = nullcontext,
        leads: Callable[[], bool] = lambda: True,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._worker = worker
        self._context = context
        self._leads = leads
        self._poll_seconds = poll_seconds
        self._stopping = threading.Event()
        self._woken = threading.Event()

    def wake(self) -> None:
        """Rows were committed: look now."""
        self._woken.set()

    def stop(self) -> None:
        """End after the attempts that are under way."""
        self._stopping.set()
        self._worker.courier.stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Work until stopped."""
        woken = False
        while not self._stopping.is_set():
            wait = self._round(woken=woken)
            woken = self._woken.wait(wait) if wait else True
            self._woken.clear()

    def _round(self, *, woken: bool) -> float:
        """One round; returns how long to wait. Who does not lead works only when woken by rows of its own."""
        try:
            with self._context():
                if not self._leads() and not woken:
                    return self._poll_seconds
                return self._poll_seconds if self._worker.run_once().is_idle else 0.0
        except AmendsError as error:
            log.warning("The worker pauses: %s", error)
        except Exception:
            if not self._stopping.is_set():
                log.exception("A round of work failed; the worker goes on.")
        return PAUSE_SECONDS
