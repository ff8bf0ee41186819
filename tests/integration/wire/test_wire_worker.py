"""The worker: embedded in a web process, or a process of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flask_amends.service import endpoints
from flask_amends.state import State
from flask_amends.testing import FrozenClock, Shop, make_shop
from flask_amends.worker import embedded, run_once
from flask_amends.worker.courier import Courier
from flask_amends.worker.embedded import EXTENSION, LEASE, Embedded, Leader
from tests.integration.cases import CLAIM, ORDER, open_case
from tests.integration.migrated import MakeState
from tests.servers.receiver import Answer, Receiver

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
def shop(database_uri: str, receiver: Receiver) -> Iterator[Shop]:
    made = make_shop(
        database_uri, orders=[ORDER], AMENDS_WORKER="embedded", AMENDS_WEBHOOK_ALLOW_NETWORKS=LOOPBACK
    )
    endpoints.add(made.state, url=receiver.url)
    yield made
    embedded.stop(made.app)
    made.close()


def worker_of(shop: Shop) -> Embedded:
    found = shop.app.extensions[EXTENSION]
    assert isinstance(found, Embedded)
    return found


def test_nothing_runs_before_the_first_request(shop: Shop):
    open_case(shop.state)
    assert not worker_of(shop).is_running()
    assert "amends-worker" not in {thread.name for thread in threading.enumerate()}


def test_the_first_request_starts_a_worker_that_a_commit_wakes(shop: Shop, receiver: Receiver):
    shop.app.test_client().get("/amends/api/v1/openapi.json")
    assert worker_of(shop).is_running()
    open_case(shop.state)
    receiver.wait_for(1)
    embedded.stop(shop.app)
    assert not worker_of(shop).is_running()


def test_a_stopped_worker_is_not_started_again(shop: Shop):
    client = shop.app.test_client()
    client.get("/amends/api/v1/openapi.json")
    embedded.stop(shop.app)
    client.get("/amends/api/v1/openapi.json")
    assert not worker_of(shop).is_running()


def test_a_worker_that_is_off_does_not_start(database_uri: str):
    shop = make_shop(database_uri, AMENDS_WORKER="off")
    shop.app.test_client().get("/amends/api/v1/openapi.json")
    assert EXTENSION not in shop.app.extensions
    shop.close()


def test_one_process_leads_until_it_is_dead(new_state: MakeState, clock: FrozenClock):
    state = new_state()
    first, second = Leader(state), Leader(state)
    assert (first(), second()) == (True, False)
    clock.move(LEASE)
    assert Leader(state)()


def test_who_resigns_lets_another_lead_at_once(new_state: MakeState):
    state = new_state()
    first = Leader(state)
    assert first()
    first.resign()
    assert Leader(state)()


def test_one_round_does_everything(state: State, receiver: Receiver, clock: FrozenClock):
    endpoints.add(state, url=receiver.url, rate=1000)
    open_case(state)
    clock.move(days=3)
    done = run_once(state)
    assert done.swept == 1
    assert done.webhooks.delivered == done.webhooks.taken > 2
    assert done.mails > 0
    assert run_once(state).is_idle


def test_two_workers_send_each_message_once(state: State, receiver: Receiver):
    endpoints.add(state, url=receiver.url, rate=1000, in_flight=2)
    endpoints.add(state, url=receiver.url, rate=1000, in_flight=2)
    for number in range(20):
        open_case(state, replace(CLAIM, order_number=f"X-{number}"))
    receiver.default = Answer(delay=0.01)
    with Courier(state, threads=4) as one, Courier(state, threads=4) as two:
        working = [threading.Thread(target=courier.drain) for courier in (one, two)]
        for thread in working:
            thread.start()
        for thread in working:
            thread.join()
        one.drain()
    heads = [request.headers for request in receiver.requests]
    sent = [(head["webhook-id"], head["webhook-signature"]) for head in heads]
    assert len(sent) == len(set(sent)) == 40


APP = """
from flask import Flask
from flask_amends import Amends

app = Flask("shop_of_a_test", instance_path={instance!r})
app.config["SECRET_KEY"] = "a key of more than thirty-two bytes"
amends = Amends(app)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_process_stops_cleanly(tmp_path: Path, number: signal.Signals):
    program = tmp_path / "app.py"
    program.write_text(APP.format(instance=str(tmp_path / "instance")))
    command = [sys.executable, "-m", "flask", "--app", str(program), "amends", "worker"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("The worker is running")
    time.sleep(0.2)
    running.send_signal(number)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (0, "The worker has stopped.\n", "")
