"""B9: what taking a claim costs a web process, and how long it takes while webhooks are delivered."""

import http.client
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from flask_amends.testing import close
from tests.bench import backlog, parts, receivers
from tests.bench.figures import Figure, Scale, middle, quantile

PERSON = {"name": "Maria Nowak", "reason": "defective", "ask": "full_refund", "description": backlog.TEXT}


def claims(home: Path, scale: Scale) -> list[Figure]:
    """CPU of a submitted claim against a view that parses JSON; p99 while draining against idle."""
    with receivers.running(home) as url:
        template = home / "template.sqlite3"
        state = backlog.open_state(f"sqlite:///{template}")
        backlog.add_receivers(state, url)
        close(state)
        return [_cpu(home, scale, template), _latency(home, scale, url)]


def _cpu(home: Path, scale: Scale, template: Path) -> Figure:
    bare, ours = [], []
    for number in range(scale.rounds):
        with _serving("bare", home / "none") as port:
            bare.append(_cpu_of(port, [_json(one) for one in range(scale.submits)]))
        copy = home / f"round{number}.sqlite3"
        shutil.copyfile(template, copy)
        with _serving("shop", copy) as port:
            ours.append(_cpu_of(port, _forms(port, scale.submits)))
    how = f"{middle(ours) * 1e6:,.0f} us CPU a claim, bare {middle(bare) * 1e6:,.0f}, under gunicorn"
    return Figure(
        id="B9",
        what="a submitted claim / a POST that parses JSON",
        ratio=middle(ours) / middle(bare),
        goal=3.0,
        how=how,
    )


def _latency(home: Path, scale: Scale, url: str) -> Figure:
    path = home / "latency.sqlite3"
    uri = f"sqlite:///{path}"
    backlog.fill(uri, scale.latencies * 10 + backlog.RECEIVERS, url)
    with _serving("shop", path) as port:
        _timed(port, _forms(port, 20))
        idle = _timed(port, _forms(port, scale.latencies))
        forms = _forms(port, scale.latencies)
        arguments = {"count": scale.latencies * 10, "warm_up": backlog.RECEIVERS}
        draining = threading.Thread(
            target=parts.run, args=("drain",), kwargs={"database_uri": uri, **arguments}
        )
        draining.start()
        time.sleep(2)  # it has begun by then
        busy: list[float] = []
        while forms and (draining.is_alive() or not busy):
            busy += _timed(port, [forms.pop()])
        draining.join()
    p99 = [quantile(values, 0.99) for values in (busy, idle)]
    how = f"p99 {p99[0] * 1e3:.1f} ms of {len(busy)} claims, idle {p99[1] * 1e3:.1f} ms of {len(idle)}"
    return Figure(
        id="B9", what="p99 of a claim while draining / idle", ratio=p99[0] / p99[1], goal=2.0, how=how
    )


@contextmanager
def _serving(app: str, database: Path) -> Iterator[int]:
    """One of the web programs under gunicorn, in one synchronous worker process."""
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


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            _get(port, "/cpu")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("gunicorn did not start.")


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse().read()
    connection.close()
    return answer


Request = tuple[str, bytes, dict[str, str]]


def _json(number: int) -> Request:
    body = json.dumps({**PERSON, "email": f"shopper{number}@example.com", "order_number": f"A-{number}"})
    return "/claim", body.encode(), {"Content-Type": "application/json"}


def _forms(port: int, count: int) -> list[Request]:
    """Claims as browsers send them, each by another person from another network."""
    tokens: list[str] = json.loads(_get(port, f"/forms/{count}"))
    return [_form(number, token) for number, token in enumerate(tokens)]


def _form(number: int, token: str) -> Request:
    person = {
        "email": f"{token[-16:].strip('-_').lower()}{number}@example.com",
        "order_number": f"A-{token[-16:]}",
    }
    body = urlencode({**PERSON, **person, "form_token": token, "step": "send"})
    address = f"10.{number // 250 % 250}.{number % 250}.1"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Bench-Address": address}
    return "/amends/claim", body.encode(), headers


def _cpu_of(port: int, requests: list[Request]) -> float:
    """CPU seconds of the server for one of these requests."""
    _timed(port, requests[: len(requests) // 10 + 1])
    rest = requests[len(requests) // 10 + 1 :]
    before = json.loads(_get(port, "/cpu"))
    _timed(port, rest)
    used: float = json.loads(_get(port, "/cpu")) - before
    return used / len(rest)


def _timed(port: int, requests: list[Request]) -> list[float]:
    """How long each of these requests takes, one after the other."""
    took = []
    for path, body, headers in requests:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        took.append(time.perf_counter() - began)
        assert answer.status in (200, 303), answer.status
    return took
