"""The receivers of all runs, on one real server: what each was sent, and what it answered."""

import threading
from collections import Counter
from dataclasses import dataclass

from tests.servers.receiver import Answer, Received, Receiver

#: How often a flaky receiver refuses a message before it takes it.
REFUSALS = 2


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy of a message that a receiver took."""

    endpoint: str
    webhook_id: str
    body: bytes


class Witness:
    """Answers ``/<run>/<name>`` and remembers; a receiver called ``flaky`` refuses each message twice."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._lock = threading.Lock()
        self._taken: dict[str, list[Copy]] = {}
        self._asked: Counter[tuple[str, str]] = Counter()
        receiver.default = self.answer

    def url(self, run: str, name: str) -> str:
        """Where a receiver of a run listens."""
        return f"{self._receiver.url}{run}/{name}"

    def answer(self, request: Received) -> Answer:
        """Take a message, or refuse it."""
        if len(request.body) < int(request.headers["content-length"]):
            return Answer(drop=True)  # its sender died in the middle of it
        _, run, name = request.path.split("/")
        webhook_id = request.headers["webhook-id"]
        with self._lock:
            self._asked[request.path, webhook_id] += 1
            if name == "flaky" and self._asked[request.path, webhook_id] <= REFUSALS:
                return Answer(status=503)
            taken = self._taken.setdefault(run, [])
            taken.append(Copy(endpoint=f"end_{name}", webhook_id=webhook_id, body=request.body))
        return Answer()

    def taken(self, run: str) -> list[Copy]:
        """What the receivers of a run took, in order."""
        with self._lock:
            return list(self._taken.get(run, ()))

    def forget(self, run: str) -> None:
        """Drop what a run has left."""
        with self._lock:
            self._taken.pop(run, None)
            self._asked.clear()
            self._receiver.requests.clear()
