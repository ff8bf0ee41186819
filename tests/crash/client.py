"""The test's end of the fork server."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.crash.world import Plan

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a child ended, and what it told before: acknowledgements, and at its end the points it passed."""

    signal: int
    acks: tuple[dict[str, Any], ...]
    labels: tuple[str, ...]
    error: str | None
    now: str | None

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Self:
        told: list[dict[str, Any]] = answer["told"]
        last: dict[str, Any] = {name: value for line in told for name, value in line.items()}
        aside = ("labels", "error", "now")
        return cls(
            signal=answer["signal"],
            acks=tuple(line for line in told if not line.keys() & set(aside)),
            labels=tuple(last.get("labels", ())),
            error=last.get("error"),
            now=last.get("now"),
        )


class ForkServer:
    """A running fork server."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.server"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def run(self, plan: Plan) -> Report:
        """Run a child to its end, whichever that is."""
        self._say(plan.dump())
        return Report.of(self._hear())

    def stop(self, plan: Plan) -> bool:
        """Run a child until it stops at its point; ``False`` if it came to its end without."""
        self._say(plan.dump())
        answer = self._hear()
        return "stopped" in answer

    def resume(self) -> Report:
        """Let the stopped child go on, to its end."""
        self._say("go on")
        return Report.of(self._hear())

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the fork server has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer
