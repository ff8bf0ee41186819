"""What is measured, each in a process of its own: ``python -m tests.bench.parts <name> <arguments as JSON>``.

It prints one JSON line: how many there were, and the CPU time and the wall time they took.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from requests import Session

from amends_webhooks import generate_secret, signed_headers
from flask_amends.testing import close
from flask_amends.worker.courier import Courier
from tests.bench.backlog import open_state


@contextmanager
def measured(result: dict[str, float]) -> Iterator[None]:
    """Count what happens inside: CPU time of all threads, wall time, and instructions under callgrind."""
    _count(on=True)
    wall, cpu = time.monotonic(), time.process_time()
    yield
    result["cpu"], result["wall"] = time.process_time() - cpu, time.monotonic() - wall
    _count(on=False)


def _count(*, on: bool) -> None:
    if os.environ.get("AMENDS_BENCH_CALLGRIND"):
        command = ["callgrind_control", "-i", "on" if on else "off", str(os.getpid())]
        environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
        subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=True)


def bare(count: int, url: str, bodies: list[str], warm_up: int) -> dict[str, float]:
    """The simplest program that posts these bodies: a loop over a session."""
    result: dict[str, float] = {}
    secret = generate_secret()
    now = datetime(2026, 3, 2, tzinfo=UTC)
    encoded = [body.encode() for body in bodies]
    headers = [signed_headers(f"msg_{number}", now, body, [secret]) for number, body in enumerate(encoded)]

    def post(times: int) -> None:
        for number in range(times):
            which = number % len(encoded)
            answer = session.post(url, data=encoded[which], headers=headers[which], timeout=15)
            answer.raise_for_status()

    with Session() as session:
        session.trust_env = False
        post(warm_up)
        with measured(result):
            post(count)
    return {**result, "count": count}


def drain(database_uri: str, count: int, warm_up: int) -> dict[str, float]:
    """The whole pipeline over a backlog: claim, sign, post, mark, attempt row."""
    result: dict[str, float] = {}
    state = open_state(database_uri)
    with Courier(state) as courier:
        assert courier.drain(warm_up).delivered == warm_up
        with measured(result):
            done = courier.drain(count)
    assert done.delivered == count, done
    close(state)
    return {**result, "count": count}


PARTS: dict[str, Callable[..., dict[str, float]]] = {"bare": bare, "drain": drain}


def run(name: str, **arguments: Any) -> dict[str, float]:
    """Run a part in a process of its own."""
    return _run([sys.executable], name, arguments, {})


def instructions(name: str, log: str, **arguments: Any) -> float:
    """The machine instructions of a part, by callgrind; what comes before and after it is not counted."""
    valgrind = [
        "valgrind", "--tool=callgrind", "--instr-atstart=no", "--fair-sched=yes", f"--log-file={log}.log",
        f"--callgrind-out-file={log}", sys.executable,
    ]  # fmt: skip
    environment = {"AMENDS_BENCH_CALLGRIND": "1", "PYTHONHASHSEED": "0"}
    _run(valgrind, name, arguments, environment)
    return _total(log)


def _run(
    interpreter: list[str], name: str, arguments: dict[str, Any], environment: dict[str, str]
) -> dict[str, float]:
    done = subprocess.run(
        [*interpreter, "-m", "tests.bench.parts", name], input=json.dumps(arguments),
        env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _total(log: str) -> float:
    with Path(log).open(encoding="utf-8", errors="replace") as lines:
        return next(float(line.split()[1]) for line in lines if line.startswith("totals:"))


if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](**json.load(sys.stdin))))
