"""Sending over real sockets: what goes out, what is kept, what is never used."""

import os
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from amends_webhooks import FailureClass, Webhook, generate_secret, signed_headers
from amends_webhooks.sender import Sender
from tests.servers.receiver import Answer

LOOPBACK = ("127.0.0.0/8",)
SECRET = generate_secret()


def test_the_bytes_that_were_signed_arrive(receiver, sender):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    body = '{"type":"dispute.created","data":{"name":"Łódź"}}'.encode()
    headers = signed_headers("msg_1", now, body, (SECRET,)) | {"x-shop": "a"}
    exchange = sender.send(f"{receiver.url}hook?a=b", headers, body, allow_networks=LOOPBACK)
    (got,) = receiver.wait_for(1)
    assert (exchange.status, exchange.error, exchange.address) == (204, None, "127.0.0.1")
    assert (got.method, got.path, got.body) == ("POST", "/hook?a=b", body)
    assert got.headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["X-Shop"] == "a"
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Accept-Encoding"] == "identity"
    assert got.headers["Content-Length"] == str(len(body))
    assert Webhook(SECRET).verify(got.body, got.headers, now=now)["data"] == {"name": "Łódź"}


def test_connections_are_kept_alive(receiver, sender):
    for _ in range(20):
        assert sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK).status == 204
    assert {got.connection for got in receiver.wait_for(20)} == {1}


def test_a_connection_is_not_shared_across_rules(receiver, sender):
    sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK)
    sender.send(receiver.url, {}, b"{}", allow_networks=("127.0.0.1/32",))
    refused = sender.send(receiver.url, {}, b"{}")
    assert refused.error is FailureClass.ADDRESS_REFUSED
    assert [got.connection for got in receiver.wait_for(2)] == [1, 2]


def test_a_connection_closed_meanwhile_is_replaced(receiver, sender):
    receiver.queue(Answer(headers=(("Connection", "close"),)))
    for _ in range(3):
        assert sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK).status == 204
    assert receiver.connections == 2


def test_only_listed_headers_and_a_short_plain_excerpt_are_kept(receiver, sender):
    headers = (
        ("Retry-After", "7"),
        ("Set-Cookie", "a=b"),
        ("Webhook-Delivery", "disable"),
        ("X-Secret", "c"),
    )
    receiver.queue(Answer(status=503, headers=headers, body=b"<b>busy</b>\x00 whsec_abc" + b"x" * 3000))
    exchange = sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK)
    assert exchange.status == 503
    assert {"retry-after": "7", "webhook-delivery": "disable"}.items() <= exchange.headers.items()
    assert not {"set-cookie", "x-secret"} & exchange.headers.keys()
    assert exchange.excerpt.startswith("<b>busy</b>\ufffd whsec_[redacted]")
    assert len(exchange.excerpt) <= 1024 + 20


def test_cookies_are_not_sent_back(receiver, sender):
    receiver.default = Answer(headers=(("Set-Cookie", "a=b; Path=/"),))
    for _ in range(2):
        sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK)
    assert [got.headers["Cookie"] for got in receiver.wait_for(2)] == [None, None]


def test_netrc_and_proxies_of_the_environment_are_ignored(receiver, sender, listen, tmp_path, monkeypatch):
    proxy = listen(lambda connection, _stop: connection.close())
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary\ndefault login canary password canary\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "")
    exchange = sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK)
    (got,) = receiver.wait_for(1)
    assert (exchange.status, got.headers["Authorization"], proxy.connections) == (204, None, 0)


def test_a_fault_of_our_own_is_told_apart_and_raises_nothing(receiver, sender, caplog):
    for headers in ({"x-bad": "a\r\nb"}, {"x\r\ny": "a"}, {"x": "\u0142"}, {"x": None}):
        exchange = sender.send(receiver.url, headers, b"{}", allow_networks=LOOPBACK)
        assert exchange.error is FailureClass.INTERNAL, headers
    assert receiver.requests == []
    assert "fault of our own" in caplog.text


@pytest.mark.parametrize(
    "url", ["", "http://market.example/", "https://10.0.0.1/", "https://market.example:8443/", "x"]
)
def test_a_url_against_the_rules_is_refused_without_a_look_up(url):
    def never(*_, **__):
        raise AssertionError("looked up")

    with Sender(lookup=never) as sender:
        exchange = sender.send(url, {}, b"{}")
    assert exchange.error is FailureClass.ADDRESS_REFUSED


def test_many_threads_share_a_sender(receiver):
    outcomes: list[int | None] = []
    with Sender(total_seconds=5) as sender:

        def work():
            outcomes.extend(
                sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK).status for _ in range(25)
            )

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes == [204] * 200
    assert receiver.connections <= 8


def test_one_hanging_receiver_holds_back_no_other(receiver, listen):
    hanging = listen(lambda _connection, stop: stop.wait(5))
    with Sender(total_seconds=0.8) as sender:
        blocked = [
            threading.Thread(
                target=sender.send, args=(hanging.url, {}, b"{}"), kwargs={"allow_networks": LOOPBACK}
            )
            for _ in range(4)
        ]
        for thread in blocked:
            thread.start()
        started = time.monotonic()
        assert sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK).status == 204
        assert time.monotonic() - started < 0.4
        for thread in blocked:
            thread.join()


def test_closing_ends_what_is_under_way(listen):
    hanging = listen(lambda _connection, stop: stop.wait(5))
    sender = Sender(total_seconds=30)
    outcomes: list[Any] = []
    thread = threading.Thread(
        target=lambda: outcomes.append(sender.send(hanging.url, {}, b"{}", allow_networks=LOOPBACK))
    )
    thread.start()
    time.sleep(0.1)
    sender.close()
    thread.join(2)
    assert [one.error for one in outcomes] == [FailureClass.TIMEOUT]
    with pytest.raises(RuntimeError, match="closed"):
        sender.send(hanging.url, {}, b"{}", allow_networks=LOOPBACK)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_opens_connections_of_its_own(receiver, sender):
    sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK)
    child = os.fork()
    if child == 0:
        exchange = sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK)
        os._exit(0 if exchange.status == 204 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert sender.send(receiver.url, {}, b"{}", allow_networks=LOOPBACK).status == 204
    assert [got.connection for got in receiver.wait_for(3)] == [1, 2, 1]


def test_responses_can_stand_in_for_the_network(sender):
    with responses.RequestsMock() as mock:
        mock.post("https://market.example/hook", status=410, body="gone", headers={"Retry-After": "5"})
        exchange = sender.send("https://market.example/hook", {"webhook-id": "msg_1"}, b"{}")
        assert mock.calls[0].request.body == b"{}"
        assert mock.calls[0].request.headers["webhook-id"] == "msg_1"
    assert (exchange.status, exchange.excerpt, exchange.address) == (410, "gone", None)


def test_a_hanging_look_up_is_cut_off():
    def hang(*_, **__):
        time.sleep(0.6)

    with Sender(connect_seconds=0.1, total_seconds=1, lookup=hang) as sender:
        started = time.monotonic()
        exchange = sender.send("https://market.example/", {}, b"{}")
    assert exchange.error is FailureClass.DNS
    assert time.monotonic() - started < 0.5


def test_a_connection_that_never_opens_is_a_timeout():
    def full(*_args, **_kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        port = server.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        with Sender(connect_seconds=0.2, total_seconds=0.5, lookup=full) as sender:
            exchange = sender.send(f"http://dev.example:{port}/", {}, b"{}", allow_networks=LOOPBACK)
        for filler in fillers:
            filler.close()
    assert exchange.error is FailureClass.TIMEOUT
