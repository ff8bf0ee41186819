"""Failpoints, found by hooks at run time: around every statement, commit, request, mail and payment.

The product has no calls for tests in it. Whoever watches an engine or wraps a port here counts a hit before
and after each use, and at the chosen hit the process is killed or stopped by a signal that it cannot catch.
"""

import os
import signal
import threading
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, event

from amends_webhooks import Exchange, Sender
from flask_amends.ports import Compensation, CompensationAdapter, CompensationResult, FileStore, Mailer


class Failpoints:
    """Counts hits; at the one numbered ``at``, of those with that ``label``, the process gets a signal."""

    def __init__(self, at: int = 0, *, label: str = "", sends: signal.Signals = signal.SIGKILL) -> None:
        self.labels: list[str] = []
        self._at = at
        self._label = label
        self._sends = sends
        self._matching = 0
        self._lock = threading.Lock()

    def hit(self, label: str) -> None:
        """Note that the process is at this point; it may not get further."""
        with self._lock:
            self.labels.append(label)
            if self._label in label:
                self._matching += 1
                if self._matching == self._at:
                    os.kill(os.getpid(), self._sends)

    def watch(self, engine: Engine) -> None:
        """Hit around every statement and every commit of an engine."""

        @event.listens_for(engine, "before_cursor_execute")
        def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            self.hit(f"before {_short(statement)}")

        @event.listens_for(engine, "after_cursor_execute")
        def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            self.hit(f"after {_short(statement)}")

        # SQLAlchemy has no event behind a commit, so the dialect's own is wrapped.
        commit: Callable[[Any], None] = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.hit("before commit")
            commit(connection)
            self.hit("after commit")

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign,assignment]


class TappedSender(Sender):
    """A sender with a failpoint before and after each request."""

    def __init__(self, points: Failpoints, **options: Any) -> None:
        super().__init__(**options)
        self._points = points

    def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, allow_networks: tuple[str, ...] = ()
    ) -> Exchange:
        self._points.hit("before send")
        exchange = super().send(url, headers, body, allow_networks=allow_networks)
        self._points.hit("after send")
        return exchange


def tapped_mailer(points: Failpoints, mailer: Mailer) -> Mailer:
    """A mailer with a failpoint before and after each mail."""

    def send(message: EmailMessage) -> None:
        points.hit("before mail")
        mailer(message)
        points.hit("after mail")

    return send


def tapped_adapter(points: Failpoints, adapter: CompensationAdapter) -> CompensationAdapter:
    """A compensation adapter with a failpoint before and after each payment."""

    def perform(compensation: Compensation) -> CompensationResult:
        points.hit("before payment")
        result = adapter(compensation)
        points.hit("after payment")
        return result

    return perform


class TappedFiles:
    """A file store with a failpoint before and after each write and delete."""

    def __init__(self, points: Failpoints, files: FileStore) -> None:
        self._points = points
        self._files = files

    def write(self, key: str, content: bytes) -> None:
        self._points.hit("before file write")
        self._files.write(key, content)
        self._points.hit("after file write")

    def open(self, key: str) -> IO[bytes]:
        return self._files.open(key)

    def delete(self, key: str) -> None:
        self._points.hit("before file delete")
        self._files.delete(key)
        self._points.hit("after file delete")


def append_line(path: Path, line: str) -> None:
    """Add one line to a ledger in a single write, which outlives a killed process."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


def _short(statement: str) -> str:
    words = statement.split()
    tables = [word.split(".")[0].strip('"(') for word in words if "amends_" in word]
    return " ".join([words[0], *tables[:1]])
