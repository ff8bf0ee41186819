"""Wall-clock deadlines for blocking sockets: one watchdog thread that shuts late ones down.

The time-outs of sockets count from byte to byte, so a receiver that drips could hold a worker for hours.
"""

import contextlib
import os
import socket
import threading
import time


class Attempt:
    """One running attempt: its deadline, and the socket to shut down when it passes."""

    __slots__ = ("_handle", "_lock", "address", "deadline", "fired", "started")

    def __init__(self, seconds: float) -> None:
        self.started = time.monotonic()
        self.deadline = self.started + seconds
        self.address: str | None = None
        self.fired = False
        """True once the deadline has passed; whatever was read then counts for nothing."""
        self._handle: socket.socket | None = None
        self._lock = threading.Lock()

    def time_left(self) -> float:
        """Return the seconds until the deadline, never below zero."""
        return max(0.0, self.deadline - time.monotonic())

    def watch(self, sock: socket.socket, address: str) -> None:
        """Take note of the socket in use; it is shut down at once when the deadline has passed.

        A duplicate handle is kept, because the HTTP library hands the original on and closes it under way.
        """
        with self._lock:
            self.address = address
            if self._handle is None:
                self._handle = socket.socket(sock.family, sock.type, sock.proto, fileno=os.dup(sock.fileno()))
            if self.fired:
                self._shut_down()

    def fire(self) -> None:
        """Mark the attempt as late and wake the thread that is blocked on its socket."""
        with self._lock:
            self.fired = True
            self._shut_down()

    def finish(self) -> bool:
        """Let go of the socket; True when the deadline passed, even if the watchdog was slow to notice."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None
            self.fired = self.fired or time.monotonic() >= self.deadline
            return self.fired

    def _shut_down(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)


class Watchdog:
    """Fires attempts at their deadline. All attempts given to one watchdog have the same time allowed."""

    def __init__(self) -> None:
        self._running: dict[Attempt, None] = {}  # in the order of their deadlines
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._sleeping = False
        self._closed = False

    def add(self, attempt: Attempt) -> None:
        """Start to watch; the thread starts with the first attempt."""
        with self._changed:
            if self._closed:
                raise RuntimeError("This sender is closed; make a new one.")
            self._running[attempt] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhook-deadlines", daemon=True)
                self._thread.start()
            elif self._sleeping:
                self._changed.notify()

    def remove(self, attempt: Attempt) -> None:
        """Stop to watch."""
        with self._changed:
            self._running.pop(attempt, None)

    def close(self) -> None:
        """End the thread; attempts still running are fired."""
        with self._changed:
            self._closed = True
            late = list(self._running)
            self._changed.notify()
        for attempt in late:
            attempt.fire()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                late = self._take_late()
                if not late:
                    self._wait()
            for attempt in late:
                attempt.fire()

    def _take_late(self) -> list[Attempt]:
        now = time.monotonic()
        late = [attempt for attempt in self._running if attempt.deadline <= now]
        for attempt in late:
            del self._running[attempt]
        return late

    def _wait(self) -> None:
        first = next(iter(self._running), None)
        self._sleeping = first is None
        self._changed.wait(None if first is None else first.time_left())
        self._sleeping = False
