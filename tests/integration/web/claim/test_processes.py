"""Four real server processes: they count together, and a form is taken once however often it arrives."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa
from bs4 import BeautifulSoup

from flask_amends.service.limits import CLAIMS_PER_NETWORK
from tests.integration.web.storefront.conftest import GOOD

ROOT = Path(__file__).parents[4]
AT_ONCE = 12


@pytest.fixture
def served(sqlite_uri: str) -> Iterator[tuple[str, sa.Engine]]:
    """The address of the shop, and its database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", "4", "--preload", "--log-level", "error"]
    command += ["--bind", f"127.0.0.1:{port}", "tests.integration.web.claim.served:app"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SERVED_DATABASE": sqlite_uri})
    engine = sa.create_engine(sqlite_uri)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/amends/claim", engine
    finally:
        engine.dispose()
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("The server did not start.")


def token_of(address: str) -> str:
    page = BeautifulSoup(requests.get(address, timeout=20).text, "lxml")
    found = page.select_one("input[name=form_token]")
    assert found is not None
    return str(found["value"])


def send(address: str, token: str, number: str, **headers: str) -> requests.Response:
    sent = {
        **GOOD,
        "form_token": token,
        "order_number": number,
        "step": "send",
        "email": f"{number}@example.org",
    }
    return requests.post(address, data=sent, headers=headers, timeout=30, allow_redirects=False)


def test_what_they_take_together(served: tuple[str, sa.Engine]):
    address, engine = served
    with ThreadPoolExecutor(AT_ONCE) as people:
        # security 14: the same form from twelve hands at once
        token = token_of(address)
        twins = list(people.map(lambda _: send(address, token, "T-1"), range(AT_ONCE)))
        assert Counter((one.status_code, one.headers.get("Location")) for one in twins) == {
            (303, "/amends/claim/sent"): AT_ONCE
        }
        assert taken(engine) == 1

        # security 9, 10: a flood from one network, whatever it says about where it comes from
        tokens = list(people.map(lambda _: token_of(address), range(CLAIMS_PER_NETWORK.count + 8)))
        flood = people.map(
            lambda one: send(address, one[1], f"F-{one[0]}", **{"X-Forwarded-For": f"10.0.{one[0]}.1"}),
            enumerate(tokens),
        )
        statuses = Counter(one.status_code for one in flood)
    assert statuses == {303: CLAIMS_PER_NETWORK.count - 1, 429: 9}
    assert taken(engine) == CLAIMS_PER_NETWORK.count


def taken(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM amends_cases")) or 0
