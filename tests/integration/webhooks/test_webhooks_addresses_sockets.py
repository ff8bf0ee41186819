"""The address that is checked is the address that is connected to; the name stays in TLS and Host."""

import socket
import ssl
import threading

import pytest

from amends_webhooks import FailureClass
from amends_webhooks.sender import Sender

LOOPBACK = ("127.0.0.0/8", "::1/128")
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


def pointing_to(*addresses, calls=None):
    """Return a stand-in for getaddrinfo that notes the names it is asked for."""

    def lookup(host, port, **_):
        if calls is not None:
            calls.append(host)
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    return lookup


def answering(requests):
    def handle(connection, stop):
        received = b""
        while not stop.is_set() and (chunk := connection.recv(65536)):
            received += chunk
            if received.endswith(b"{}"):
                requests.append(received)
                received = b""
                connection.sendall(OK)

    return handle


def test_a_name_that_rebinds_to_loopback_reaches_nothing(listen):
    canary = listen(answering([]))
    for addresses in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["::1"]):
        with Sender(total_seconds=1, lookup=pointing_to(*addresses)) as sender:
            exchange = sender.send("https://rebind.example/", {}, b"{}")
        assert exchange.error is FailureClass.ADDRESS_REFUSED
    assert canary.connections == 0


def test_the_name_is_resolved_once_per_connection_and_that_address_is_used(listen):
    seen: list[bytes] = []
    good, canary = listen(answering(seen)), listen(answering([]), host="127.0.0.2")
    flips = iter(["127.0.0.1", "127.0.0.2"] * 5)
    asked: list[str] = []

    def flipping(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(flips), port))]

    with Sender(total_seconds=1, lookup=flipping) as sender:
        url = f"http://rebind.example:{good.port}/"
        exchange = sender.send(url, {}, b"{}", allow_networks=("127.0.0.1/32",))
        again = sender.send(url, {}, b"{}", allow_networks=("127.0.0.1/32",))
        other = sender.send(url, {}, b"{}", allow_networks=("127.0.0.0/30",))
    assert (exchange.status, exchange.address, again.status) == (204, "127.0.0.1", 204)
    assert asked == ["rebind.example"] * 2
    assert (other.error, other.address) == (FailureClass.CONNECT, None)  # nobody listens on that port there
    assert canary.connections == 0
    assert b"host: rebind.example:" in seen[0].lower()


def test_the_system_resolver_cannot_lead_to_loopback(listen):
    canary = listen(answering([]))
    with Sender(total_seconds=1) as sender:
        exchange = sender.send(
            f"http://localhost:{canary.port}/", {}, b"{}", allow_networks=("192.0.2.0/24",)
        )
    assert exchange.error is FailureClass.ADDRESS_REFUSED
    assert canary.connections == 0


def test_plain_http_never_leads_to_a_public_address():
    with Sender(total_seconds=1, lookup=pointing_to("93.184.216.34")) as sender:
        for url in ("http://dev.example/", "https://dev.example:8443/", "http://dev.example:443/"):
            exchange = sender.send(url, {}, b"{}", allow_networks=LOOPBACK)
            assert exchange.error is FailureClass.ADDRESS_REFUSED


def test_the_second_address_is_tried_when_the_first_does_not_answer(listen):
    listener = listen(answering([]), host="127.0.0.3")
    with Sender(total_seconds=1, lookup=pointing_to("127.0.0.2", "127.0.0.3")) as sender:
        exchange = sender.send(f"http://dev.example:{listener.port}/", {}, b"{}", allow_networks=LOOPBACK)
    assert (exchange.status, exchange.address) == (204, "127.0.0.3")


def test_closing_a_sender_closes_its_connections(listen):
    ended = threading.Event()

    def handle(connection, stop):
        answering([])(connection, stop)
        ended.set()

    listener = listen(handle)
    with Sender(total_seconds=1, lookup=pointing_to("127.0.0.2", "127.0.0.1")) as sender:
        sender.send(f"http://dev.example:{listener.port}/", {}, b"{}", allow_networks=LOOPBACK)
        assert not ended.wait(0.05)
    assert ended.wait(0.5)


def serving_tls(listen, context, requests, names):
    def handle(connection, stop):
        def remember(_socket, name, _context):
            names.append(name)

        context.sni_callback = remember
        with context.wrap_socket(connection, server_side=True) as secured:
            answering(requests)(secured, stop)

    return listen(handle)


def tls_exchange(listen, authority, server, *, trust=None):
    requests: list[bytes] = []
    names: list[str] = []
    listener = serving_tls(listen, server, requests, names)
    with Sender(
        total_seconds=1, lookup=pointing_to("127.0.0.1"), ssl_context=trust or authority.trust()
    ) as sender:
        url = f"https://market.example:{listener.port}/hook"
        exchanges = [sender.send(url, {}, b"{}", allow_networks=LOOPBACK) for _ in range(3)]
    return listener, requests, names, exchanges


def test_tls_sni_and_host_stay_on_the_name_and_the_connection_is_reused(listen, authority):
    listener, requests, names, exchanges = tls_exchange(listen, authority, authority.server("market.example"))
    assert [(one.status, one.error, one.address) for one in exchanges] == [(204, None, "127.0.0.1")] * 3
    assert names == ["market.example"]
    assert listener.connections == 1
    assert b"host: market.example:" in requests[0].lower()


@pytest.mark.parametrize(
    "case",
    ["self-signed", "unknown authority", "expired", "another host", "the address only", "no TLS at all"],
)
def test_a_certificate_that_does_not_prove_the_name_is_refused(listen, authority, case):
    server = {
        "self-signed": lambda: authority.server("market.example", self_signed=True),
        "unknown authority": lambda: authority.server("market.example"),
        "expired": lambda: authority.server("market.example", days=-1),
        "another host": lambda: authority.server("other.example"),
        "the address only": lambda: authority.server("127.0.0.1"),
        "no TLS at all": lambda: None,
    }[case]()
    trust = ssl.create_default_context() if case == "unknown authority" else None
    if server is None:
        listener = listen(lambda connection, _stop: connection.sendall(OK))
        with Sender(total_seconds=1, lookup=pointing_to("127.0.0.1")) as sender:
            url = f"https://market.example:{listener.port}/"
            assert sender.send(url, {}, b"{}", allow_networks=LOOPBACK).error is FailureClass.TLS
        return
    _, requests, _, exchanges = tls_exchange(listen, authority, server, trust=trust)
    assert [(one.status, one.error) for one in exchanges] == [(None, FailureClass.TLS)] * 3
    assert requests == []


def test_a_context_that_does_not_verify_is_refused():
    lax = ssl.create_default_context()
    lax.check_hostname = False
    for mode in (ssl.CERT_REQUIRED, ssl.CERT_NONE):
        lax.verify_mode = mode
        with pytest.raises(ValueError, match="verifies"):
            Sender(ssl_context=lax)


def test_a_handshake_that_hangs_is_cut_off(listen):
    listener = listen(lambda _connection, stop: stop.wait(3))
    with Sender(total_seconds=0.4, connect_seconds=0.4, lookup=pointing_to("127.0.0.1")) as sender:
        exchange = sender.send(f"https://market.example:{listener.port}/", {}, b"{}", allow_networks=LOOPBACK)
    assert exchange.error is FailureClass.TIMEOUT


def tunnel(target_port, answer=b"HTTP/1.1 200 Connection established\r\n\r\n"):
    """A forward proxy that takes every CONNECT to one port on loopback."""
    asked: list[bytes] = []

    def handle(connection, _stop):
        asked.append(connection.recv(65536).split(b"\r\n")[0])
        connection.sendall(answer)
        if b" 200 " not in answer:
            return
        with socket.create_connection(("127.0.0.1", target_port), timeout=2) as upstream:
            back = threading.Thread(target=copy, args=(upstream, connection))
            back.start()
            copy(connection, upstream)
            back.join()

    return handle, asked


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def test_an_egress_proxy_carries_messages_and_resolves_the_name_itself(listen, authority):
    requests: list[bytes] = []
    listener = serving_tls(listen, authority.server("market.example"), requests, [])
    handle, asked = tunnel(listener.port)
    proxy = listen(handle)
    names: list[str] = []
    with Sender(
        total_seconds=1,
        lookup=pointing_to("127.0.0.1", calls=names),
        ssl_context=authority.trust(),
        egress_proxy=f"http://proxy.internal:{proxy.port}",
    ) as sender:
        for _ in range(2):
            assert sender.send("https://market.example/hook", {}, b"{}").status == 204
    assert asked[0].startswith(b"CONNECT market.example:443 ")
    assert names == ["proxy.internal"]
    assert (len(requests), proxy.connections) == (2, 1)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", FailureClass.PROXY),
        (b"HTTP/1.1 500 Oops\r\n\r\n", FailureClass.PROXY),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", FailureClass.ADDRESS_REFUSED),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", FailureClass.CONNECT),
        (b"HTTP/1.1 504 Gateway Timeout\r\n\r\n", FailureClass.TIMEOUT),
    ],
)
def test_the_proxys_own_failures_are_told_apart(listen, answer, failure):
    proxy = listen(tunnel(0, answer)[0])
    with Sender(total_seconds=1, egress_proxy=f"http://127.0.0.1:{proxy.port}") as sender:
        assert sender.send("https://market.example/hook", {}, b"{}").error is failure


def test_a_proxy_that_is_down_is_the_proxys_failure():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Sender(total_seconds=1, egress_proxy=f"http://127.0.0.1:{port}") as sender:
        exchange = sender.send("https://market.example/hook", {}, b"{}")
    assert exchange.error is FailureClass.PROXY
