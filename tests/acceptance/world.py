"""Two programs on free ports, a clock, and the people who use them."""

from __future__ import annotations

import base64
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from tests.acceptance.moving import FileClock
from tests.acceptance.person import Page, Person

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "a password of the test"
PATIENCE = 60


class Program:
    """One of the two, as a process."""

    def __init__(self, name: str, folder: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{name}.log"
        self.environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "waitress",
            f"--listen=127.0.0.1:{self.port}",
            "--threads=8",
            "--call",
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, f"tests.acceptance.programs:{self.name}"],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process is not None and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError(f"The {self.name} did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


class World:
    """A shop that works with a marketplace, and the time."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.clock = FileClock(folder / "clock")
        self.clock.set(START)
        receiving, sending = (_secret() for _ in range(2))
        self.sending = sending
        shared = {"TEST_CLOCK": str(self.clock.path)}
        self.shop = Program("shop", folder, shared)
        self.marketplace = Program("marketplace", folder, shared)
        self.shop.environment = shared | {
            "SHOP_FOLDER": str(folder / "shop"),
            "SHOP_MARKETPLACE": "bazaar",
            "SHOP_AMENDS_BASE_URL": self.shop.address,
            "SHOP_AMENDS_WEBHOOK_ALLOW_NETWORKS": "127.0.0.1/32",
            "SHOP_AMENDS_WORKER": "off",
            **{f"SHOP_{name}": value for name, value in settings.items()},
        }
        self.marketplace.environment = shared | {
            "MARKETPLACE_FOLDER": str(folder / "marketplace"),
            "MARKETPLACE_RECEIVING_SECRET": receiving,
            "MARKETPLACE_SENDING_SECRET": sending,
            "MARKETPLACE_SHOP_URL": f"{self.shop.address}/amends/inbound/bazaar",
        }
        self._secrets = receiving, sending
        self._people: list[Person] = []
        self._mailbox: Mailbox | None = None

    def start(self) -> None:
        """Start both, make the tables, and introduce them to each other."""
        for program in (self.shop, self.marketplace):
            program.start()
        for program in (self.shop, self.marketplace):
            program.wait()
        receiving, sending = self._secrets
        self.command("set-up", "--password", PASSWORD)
        self.command("amends", "db", "upgrade")
        introduce = ("amends", "marketplaces", "add", "bazaar", "--title", "Bazaar", "--takes-payment")
        self.command(*introduce, "--key", sending)
        endpoint = f"{self.marketplace.address}/webhooks"
        self.command("amends", "endpoints", "add", endpoint, "--owner", "bazaar", "--secret", receiving)

    def stop(self) -> None:
        for person in self._people:
            person.session.close()
        for program in (self.shop, self.marketplace):
            program.stop()

    def command(self, *arguments: str) -> str:
        """Run `flask …` of the shop."""
        reply = requests.post(f"{self.shop.address}/_test/command", json=arguments, timeout=PATIENCE)
        if not reply.ok:
            raise AssertionError(f"flask {' '.join(arguments)} broke:\n{self._said()}")
        done = reply.json()
        assert done["exit_code"] == 0, f"flask {' '.join(arguments)}: {done['output']}"
        return str(done["output"])

    def work(self) -> None:
        """A round of the worker: what is due by the clock, compensations, webhooks, mails."""
        self.command("amends", "deliver")

    def pass_time(self, **parts: float) -> None:
        """Let time pass, a day at a time, with the worker awake."""
        left = timedelta(**parts)
        while left > timedelta(0):
            step = min(left, timedelta(days=1))
            self.clock.move(step)
            self.work()
            left -= step

    @property
    def mailbox(self) -> Mailbox:
        """The mails that the shop sent."""
        if self._mailbox is None:
            self._mailbox = Mailbox(self)
        return self._mailbox

    def person(self) -> Person:
        """Somebody with a browser at the shop."""
        self._people.append(Person(self.shop.address))
        return self._people[-1]

    def arbiter(self) -> Person:
        """Somebody with a browser at the marketplace."""
        self._people.append(Person(self.marketplace.address))
        return self._people[-1]

    def _said(self) -> str:
        return self.shop.log.read_text(errors="replace")[-4000:]


class Mailbox:
    """What the shop's demonstration mailbox shows for one address."""

    def __init__(self, world: World) -> None:
        self.reader = world.person()

    def letters(self, address: str) -> list[Page]:
        """Every mail to this address, the newest first."""
        page = self.reader.visit("/mailbox/")
        lines = [line for line in page.dom.select(".lines li") if line.a and address in line.get_text()]
        return [self.reader.visit(str(line.a["href"])) for line in lines if line.a]

    def link(self, address: str) -> str:
        """The link in the newest mail to this address that leads into a case."""
        for letter in self.letters(address):
            found = re.search(r"https?://\S+/amends/d/[^\s<>\"']+", letter.text)
            if found:
                return found[0]
        raise LookupError(f"No mail to {address} has a link into a case.")


def _secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def together(*acts: Any) -> Sequence[Any]:
    """Do several things at the same instant; returns what each gave."""
    from threading import Barrier, Thread

    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Any) -> None:
        barrier.wait()
        results[number] = act()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
