"""`make demo`, as somebody runs it: it starts, has cases, and stops cleanly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.acceptance.person import Person
from tests.acceptance.world import ROOT

PATIENCE = 90


class Demo:
    """A demonstration that runs."""

    def __init__(self, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "examples/demo.py"],
            cwd=ROOT,
            env={**os.environ, "DEMO_CASES": "12", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = ""
        self.watchdog = threading.Timer(PATIENCE, self.process.kill)
        self.watchdog.start()

    def read(self) -> str:
        """What it prints until it waits for Ctrl-C, or ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ctrl-C"):
                break
        return self.said

    def address(self, name: str) -> str:
        found = re.search(rf"The {name} +(http://[0-9.:]+)", self.said)
        assert found, self.said
        return found[1]

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; returns the exit code and what else it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        out, errors = self.process.communicate(timeout=PATIENCE)
        self.watchdog.cancel()
        return self.process.returncode, out + errors


@pytest.fixture
def port() -> Iterator[int]:
    """A port that somebody else uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_the_demonstration_has_cases_in_different_states_and_stops_cleanly(tmp_path: Path):
    folder = tmp_path / "demo"
    demo = Demo(DEMO_FOLDER=str(folder))
    try:
        demo.read()
        shop, marketplace = demo.address("shop"), demo.address("marketplace")
        password = re.search(r"password ([^)]+)\)", demo.said)
        assert password, demo.said
        clerk = Person(shop)
        with clerk.session:
            clerk.visit("/staff/sign-in").press("Sign in", Name="anna", Password=password[1])
            desk = clerk.visit("/amends/desk/").text
        for reason in (
            "Price error",
            "Not as described",
            "Terms of a promotion",
            "Not received",
            "Courier asked",
        ):
            assert reason in desk
        assert requests.get(marketplace, timeout=10).status_code == 200
    finally:
        code, said = demo.stop()
    assert (code, "Stopped." in said) == (0, True), said
    for address in (shop, marketplace):
        with pytest.raises(requests.ConnectionError):
            requests.get(address, timeout=5)
    assert (folder / "shop" / "shop.sqlite3").exists()


def test_a_port_that_is_taken_is_named(port: int):
    demo = Demo(DEMO_SHOP_PORT=str(port))
    demo.read()
    code, said = demo.stop()
    assert code == 1
    assert f"Port {port} is taken. Set DEMO_SHOP_PORT to another one" in said
