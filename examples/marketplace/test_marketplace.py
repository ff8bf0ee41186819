"""What a receiver of our events must do, tried on the marketplace without any shop."""

import base64
import json
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask, request
from standardwebhooks.webhooks import Webhook
from werkzeug.serving import make_server

from examples.marketplace import create_app

RECEIVING = "whsec_" + base64.b64encode(b"r" * 32).decode()
SENDING = "whsec_" + base64.b64encode(b"s" * 32).decode()
ESCALATED = {
    "sequence": 2,
    "actor": "system",
    "dispute_id": "dsp_1",
    "reference_number": "12/2026",
    "order_number": "1001",
    "stage": "arbitration",
    "status": "under_review",
    "awaiting": "marketplace",
    "due_at": "2026-03-05T12:00:00.000Z",
    "assignment_id": "asg_1",
    "outcome": None,
    "available_actions": [
        {"action": "decide", "actor": "marketplace", "due_at": "2026-03-05T12:00:00.000Z", "requires": []}
    ],
    "reason": "price_error",
    "currency": "RUB",
    "paid": {"currency_code": "RUB", "value": "990.00"},
    "items": [{"sku": "monitor-32", "title": "Monitor, 32 inches", "quantity": 1}],
    "ask": {"kind": "honour_price", "amount": None},
    "offers": [],
    "obligation": None,
    "facts": {"note": "<b>We do not agree</b>", "reason": "no_agreement_in_time"},
    "files": [],
}


@pytest.fixture
def shop():
    """A shop's inbound address on a free port; it keeps what it is sent."""
    shop = Flask("shop_of_a_test")
    shop.got = []

    @shop.post("/inbound/bazaar")
    def inbound():
        message = Webhook(SENDING).verify(request.get_data(), dict(request.headers))
        shop.got.append((request.headers["webhook-id"], message))
        return {"result": "applied", "reason": None}

    server = make_server("127.0.0.1", 0, shop)
    thread = Thread(target=server.serve_forever)
    thread.start()
    shop.url = f"http://127.0.0.1:{server.server_port}/inbound/bazaar"
    yield shop
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKETPLACE_FOLDER", str(tmp_path))
    secrets = {"RECEIVING_SECRET": RECEIVING, "SENDING_SECRET": SENDING}
    return create_app({"SHOP_URL": shop.url, "WTF_CSRF_ENABLED": False, **secrets}).test_client()


def tell(client, data, *, id="msg_1", secret=RECEIVING, late=timedelta()):  # noqa: A002 - the field's own word
    """Send an event as the shop does."""
    now = datetime.now(UTC) - late  # noqa: TID251 - the library under the marketplace reads the wall clock
    body = json.dumps({"type": "dispute.escalated", "timestamp": "2026-03-01T12:00:00.000Z", "data": data})
    headers = {
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, now, body),
    }
    return client.post("/webhooks", data=body, headers=headers)


def test_an_event_becomes_a_case_that_waits(client):
    assert tell(client, ESCALATED).status_code == 204
    page = client.get("/").text
    assert page.index("Waiting for us") < page.index("12/2026") < page.index("All other cases")


def test_the_same_event_twice_is_one_entry(client):
    assert [tell(client, ESCALATED).status_code for _ in range(2)] == [204, 204]
    assert client.get("/cases/dsp_1").text.count("Handed over for a decision") == 1


def test_what_a_person_wrote_is_shown_as_text(client):
    tell(client, ESCALATED)
    assert "&lt;b&gt;We do not agree&lt;/b&gt;" in client.get("/cases/dsp_1").text


@pytest.mark.parametrize(
    "forged",
    [{"secret": SENDING}, {"late": timedelta(minutes=6)}, {"late": timedelta(minutes=-6)}],
    ids=["another key", "too old", "too new"],
)
def test_a_message_that_does_not_verify_is_refused_and_not_kept(client, forged):
    assert tell(client, ESCALATED, **forged).status_code == 401
    assert "12/2026" not in client.get("/").text


@pytest.mark.parametrize("signature", ["", "v1", "v1,!", "v1,é", "x" * 5000])
def test_a_hostile_signature_is_refused(client, signature):
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": signature}
    assert client.post("/webhooks", data=b"\xff", headers=headers).status_code == 401


def test_a_decision_is_signed_and_names_what_it_answers(client, shop):
    tell(client, ESCALATED)
    form = {
        "kind": "partial_refund",
        "amount": "495,00",
        "reason": "item_not_as_described",
        "note": "Half each.",
    }
    page = client.post("/cases/dsp_1/decide", data=form, follow_redirects=True).text
    [(_, message)] = shop.got
    assert message["type"] == "arbitration.decided"
    assert message["data"] == {
        "dispute_id": "dsp_1",
        "causation_id": "msg_1",
        "assignment_id": "asg_1",
        "award": {"kind": "partial_refund", "amount": {"currency_code": "RUB", "value": "495.00"}},
        "reason": "item_not_as_described",
        "note": "Half each.",
    }
    assert "The shop's answer: applied." in page


def test_an_answer_that_got_lost_is_sent_again_under_its_id(client, shop):
    tell(client, ESCALATED)
    config, address = client.application.config, shop.url
    config["SHOP_URL"] = "http://127.0.0.1:9/closed"
    page = client.post("/cases/dsp_1/write", data={"text": "Hello"}, follow_redirects=True).text
    assert "not delivered" in page
    lost = page.split('action="/answers/')[1].split("/again")[0]
    config["SHOP_URL"] = address
    client.post(f"/answers/{lost}/again")
    assert [one for one, _ in shop.got] == [lost]
    assert "Send it again" not in client.get("/cases/dsp_1").text
