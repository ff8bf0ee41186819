"""The worker inside the shop's own process: started with the first request after a fork, one leads."""

from __future__ import annotations

import atexit
import os
import socket
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask

from flask_amends import settings as keys
from flask_amends import signals
from flask_amends.errors import AmendsError
from flask_amends.state import State

if TYPE_CHECKING:
    from flask_amends.worker.work import Loop

EXTENSION = "amends_worker"
LEASE_NAME = "worker"
#: Who leads says so this often; one that has not for the length of the lease is dead.
HEARTBEAT_SECONDS = 5.0
LEASE = timedelta(seconds=15)
STOP_SECONDS = 20.0


class Leader:
    """Who of several processes polls the database. Others only deliver what they wrote themselves."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{state.randomness.token_bytes(6).hex()}"
        self._asked_at = float("-inf")
        self._leads = False

    def __call__(self) -> bool:
        """Whether this process leads; asks the database at most once per heartbeat."""
        if time.monotonic() - self._asked_at >= HEARTBEAT_SECONDS:
            self._asked_at = time.monotonic()
            now = self._state.clock.now()
            with self._state.store.begin() as unit:
                token = unit.leases.take(LEASE_NAME, self._owner, now=now, until=now + LEASE)
            self._leads = token is not None
        return self._leads

    def resign(self) -> None:
        """Let another process lead at once."""
        if self._leads:
            with self._state.store.begin() as unit:
                unit.leases.release(LEASE_NAME, self._owner, now=self._state.clock.now())


class Embedded:
    """The worker of one app in this process."""

    def __init__(self, app: Flask, state: State) -> None:
        self._app = app
        self._state = state
        self._lock = threading.Lock()
        self._pid: int | None = None
        self._thread: threading.Thread | None = None
        self._loop: Loop | None = None
        # The signal holds this weakly, the app holds it by its extensions.
        signals.work_waiting.connect(self._wake, sender=app)

    def ensure_running(self) -> None:
        """Start the thread, once per process."""
        if self._pid == os.getpid() or not self._is_wanted():
            return
        with self._lock:
            if self._pid != os.getpid():
                self._start()

    def stop(self) -> None:
        """Finish what is under way and end the thread. The next request does not start it again."""
        with self._lock:
            thread, loop = self._thread, self._loop
            self._thread = self._loop = None
            mine = self._pid == os.getpid()
        if mine and thread is not None:
            if loop is not None:
                loop.stop()
            thread.join(STOP_SECONDS)

    def is_running(self) -> bool:
        """Whether the thread lives in this process."""
        return self._pid == os.getpid() and self._thread is not None and self._thread.is_alive()

    def _is_wanted(self) -> bool:
        """Under test only where a test asks for it: threads and test databases do not go well together."""
        return not self._app.testing or keys.WORKER in self._app.config

    def _start(self) -> None:
        self._pid = os.getpid()
        self._loop = None
        self._thread = threading.Thread(target=self._run, name="amends-worker", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def _run(self) -> None:
        from flask_amends.worker.work import Loop, Worker

        leader = Leader(self._state)
        with Worker(self._state, templates=self._app.jinja_loader) as worker:
            loop = Loop(worker, context=self._app.app_context, leads=leader)
            with self._lock:
                is_wanted = self._thread is threading.current_thread()
                self._loop = loop if is_wanted else None
            if is_wanted:
                loop.run()
        try:
            with self._app.app_context():
                leader.resign()
        except AmendsError:
            return

    def _wake(self, _app: Flask, **_: object) -> None:
        if self._loop is not None and self._pid == os.getpid():
            self._loop.wake()


def install(app: Flask, state: State) -> None:
    """Have the worker start with the first request of each process, unless the settings say ``off``."""
    if state.settings.worker == "off":
        return
    embedded = Embedded(app, state)
    app.extensions[EXTENSION] = embedded
    app.before_request(embedded.ensure_running)


def stop(app: Flask) -> None:
    """End the worker of this app in this process, if there is one."""
    embedded = app.extensions.get(EXTENSION)
    if isinstance(embedded, Embedded):
        embedded.stop()
