"""``flask amends webhooks doctor``: receivers that do their part and some that do not, over real sockets."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from amends_webhooks import Webhook, WebhookVerificationError, generate_secret
from flask_amends.service import endpoints
from flask_amends.testing import Shop, make_shop
from tests.servers.receiver import Answer, Received, Receiver

SECRET = generate_secret()
TAKEN, REFUSED = Answer(status=204), Answer(status=401)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    path: Path = tmp_path_factory.mktemp("doctor") / "shop.sqlite3"
    made = make_shop(f"sqlite:///{path}", AMENDS_WEBHOOK_ALLOW_NETWORKS=["127.0.0.0/8"])
    yield made
    made.close()


def careful(shop: Shop, secret: str = SECRET) -> Callable[[Received], Answer]:
    webhook = Webhook(secret, clock=shop.clock.now)

    def answer(request: Received) -> Answer:
        try:
            webhook.verify(request.body, dict(request.headers))
        except WebhookVerificationError:
            return REFUSED
        return TAKEN

    return answer


def examined(shop: Shop, url: str, *words: str, status: int) -> dict[str, Any]:
    result = shop.app.test_cli_runner().invoke(args=["amends", "webhooks", "doctor", url, *words, "--json"])
    assert result.exit_code == status, result.output
    return {one["about"]: one for one in json.loads(result.stdout)}


def test_a_receiver_that_verifies_is_in_order(shop: Shop, receiver: Receiver):
    receiver.default = careful(shop)
    found = examined(shop, receiver.url, "--secret", SECRET, status=0)
    assert {one["level"] for one in found.values()} == {"ok"}
    assert len(found) == 12
    # The duplicate is one message twice; every other message has an id of its own.
    ids = [one.headers["webhook-id"] for one in receiver.requests if one.headers["webhook-id"]]
    assert len(ids) - len(set(ids)) == 1
    assert max(len(one.body) for one in receiver.requests) in range(20_000, 20 * 1024 + 1)


def test_a_receiver_that_takes_everything_is_open_to_everybody(shop: Shop, receiver: Receiver):
    found = examined(shop, receiver.url, "--secret", SECRET, status=1)
    at_fault = {about for about, one in found.items() if one["level"] == "fault"}
    assert at_fault == {
        "wrong signature", "no signature", "altered body", "stale timestamp", "timestamp ahead",
    }  # fmt: skip
    assert "Anybody can write to this address" in found["wrong signature"]["text"]


def test_a_receiver_that_breaks_down_at_a_forgery_is_told_to_refuse(shop: Shop, receiver: Receiver):
    good = careful(shop)
    receiver.default = lambda request: TAKEN if good(request) is TAKEN else Answer(status=500)
    found = examined(shop, receiver.url, "--secret", SECRET, status=0)
    assert found["wrong signature"]["level"] == "advice"
    assert found["wrong signature"]["text"].startswith("It answered 500, wanted 4xx.")


def test_a_receiver_with_another_secret_is_asked_nothing_more(shop: Shop, receiver: Receiver):
    receiver.default = careful(shop, generate_secret())
    found = examined(shop, receiver.url, "--secret", SECRET, status=1)
    assert found["ping"]["level"] == "fault"
    assert "check the secret" in found["ping"]["text"]
    assert list(found) == ["ping", "the rest"]
    assert len(receiver.requests) == 1


def test_the_secret_of_a_known_endpoint_is_used_and_a_missing_one_asked_for(shop: Shop, receiver: Receiver):
    row = endpoints.add(shop.state, url=receiver.url, headers={"X-Shop": "1"})
    receiver.default = careful(shop, row.secrets[0])
    examined(shop, receiver.url, status=0)
    assert {one.headers["X-Shop"] for one in receiver.requests} == {"1"}

    runner = shop.app.test_cli_runner()
    receiver.default = careful(shop)
    elsewhere = ["amends", "webhooks", "doctor", f"{receiver.url}elsewhere"]
    typed = runner.invoke(args=elsewhere, input=f"{SECRET}\n")
    assert typed.exit_code == 0, typed.output
    assert SECRET not in typed.output
    assert "ok      ping: It answered 204.\n" in typed.output
    wrong = runner.invoke(args=[*elsewhere, "--secret", "hunter2"])
    assert wrong.exit_code == 1
    assert wrong.output.startswith("Error: ")


def test_nobody_there_and_a_forbidden_address_are_told(shop: Shop, receiver: Receiver):
    found = examined(shop, "http://127.0.0.1:9/", "--secret", SECRET, status=1)
    assert found["ping"]["text"].startswith("connect: ")
    result = shop.app.test_cli_runner().invoke(
        args=["amends", "webhooks", "doctor", "http://10.0.0.1/", "--secret", SECRET]
    )
    assert result.exit_code == 1
    assert "Error: " in result.output


def test_messages_leave_through_the_forward_proxy(tmp_path: Path, receiver: Receiver):
    """This one knows no CONNECT, which is told as the proxy's own failure."""
    shop = make_shop(f"sqlite:///{tmp_path}/shop.sqlite3", AMENDS_EGRESS_PROXY=receiver.url)
    found = examined(shop, "https://market.example/hook", "--secret", SECRET, status=1)
    shop.close()
    assert found["ping"]["text"].startswith("proxy: ")
    assert receiver.connections == 1
