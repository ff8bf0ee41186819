"""A web program under gunicorn, in one synchronous worker process, and requests to it."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request to be timed."""

    method: str = "POST"
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def serving(app: str, database: Path) -> Iterator[int]:
    """One of the web programs of :mod:`tests.bench.apps`, on a database; the port it listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--log-level",
        "error", "--env", f"AMENDS_BENCH_DATABASE=sqlite:///{database}", f"tests.bench.apps:{app}()",
    ]  # fmt: skip
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def get(port: int, path: str) -> bytes:
    """The body of an answer."""
    return _exchange(port, Request(method="GET", path=path))[1]


def post(port: int, path: str, headers: dict[str, str]) -> HTTPResponse:
    """The answer to a form without fields."""
    return _exchange(port, Request(path=path, headers=headers))[0]


def cpu_of(port: int, requests: Sequence[Request]) -> float:
    """CPU seconds of the server for one of these requests; the first tenth warms it up."""
    warm = len(requests) // 10 + 1
    timed(port, requests[:warm])
    before = json.loads(get(port, "/cpu"))
    timed(port, requests[warm:])
    used: float = json.loads(get(port, "/cpu")) - before
    return used / len(requests[warm:])


def timed(port: int, requests: Iterable[Request]) -> list[float]:
    """How long each of these requests takes, one after the other."""
    took = []
    for request in requests:
        began = time.perf_counter()
        answer, _ = _exchange(port, request)
        took.append(time.perf_counter() - began)
        assert answer.status in (200, 303), answer.status
    return took


def _exchange(port: int, request: Request) -> tuple[HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(request.method, request.path, request.body or None, request.headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            get(port, "/cpu")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("gunicorn did not start.")
