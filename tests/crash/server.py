"""The fork server: imports the product once, then forks a child for every run and reports how it ended.

It speaks JSON lines: a plan comes in, and a report goes out. A child tells what it has acknowledged through a
pipe of its own, which outlives it.
"""

import json
import os
import signal
import sys
import traceback
from typing import Any

from tests.crash import planted, scenarios
from tests.crash.failpoints import Failpoints
from tests.crash.world import Plan, World

#: A child that hangs is ended by the system.
LONGEST_SECONDS = 60


def main() -> None:
    """Serve until standard input ends."""
    scenarios.names()
    for line in sys.stdin:
        plan = Plan.load(line)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _child(plan, writer)
        os.close(writer)
        if plan.stops and _is_stopped(pid):
            _answer(stopped=pid)
            sys.stdin.readline()  # anything: now it goes on
            os.kill(pid, signal.SIGCONT)
        _answer(**_end(pid, reader))


def _is_stopped(pid: int) -> bool:
    """Whether the child stops before it ends; an ended one is left to be waited for."""
    ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WSTOPPED | os.WNOWAIT)
    return ended is not None and ended.si_code == os.CLD_STOPPED


def _end(pid: int, reader: int) -> dict[str, Any]:
    with os.fdopen(reader) as pipe:
        told = [json.loads(line) for line in pipe]
    _, status = os.waitpid(pid, 0)
    return {"told": told, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def _answer(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _child(plan: Plan, writer: int) -> None:
    signal.alarm(LONGEST_SECONDS)

    def tell(**facts: Any) -> None:
        os.write(writer, (json.dumps(facts) + "\n").encode())

    code = 1
    try:
        sends = signal.SIGSTOP if plan.stops else signal.SIGKILL
        points = Failpoints(plan.crash_at, label=plan.label, sends=sends)
        world = World(plan, points, tell)
        if plan.bug is not None:
            planted.BUGS[plan.bug]()
        if plan.fingerprints:
            world.ack()
        scenarios.find(plan.scenario).run(world)
        world.close()
        tell(labels=points.labels)
        code = 0
    except BaseException:  # noqa: BLE001 - the parent wants to know everything
        tell(error=traceback.format_exc())
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
