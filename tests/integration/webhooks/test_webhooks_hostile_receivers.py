"""Whatever a receiver does, the attempt ends by the deadline and says what happened."""

import gzip
import itertools
import resource
import socket
import struct
import time

import pytest

from amends_webhooks import FailureClass, Verdict, judge

LOOPBACK = ("127.0.0.0/8",)
DEADLINE = 0.4  # of the sender in conftest.py
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def hang(connection, stop):
    request(connection)
    stop.wait(5)


def never_read(connection, stop):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    stop.wait(5)


def drip(prefix, drop):
    def handle(connection, stop):
        request(connection)
        connection.sendall(prefix)
        while not stop.wait(0.02):
            connection.sendall(drop)

    return handle


def flood(prefix, chunk):
    def handle(connection, stop):
        request(connection)
        connection.sendall(prefix)
        for _ in itertools.takewhile(lambda _: not stop.is_set(), itertools.count()):
            connection.sendall(chunk)

    return handle


def answer(raw):
    def handle(connection, _stop):
        request(connection)
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    return handle


def reset(connection, _stop):
    request(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_in_the_body(connection, stop):
    request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    stop.wait(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def request(connection):
    received = b""
    while not received.endswith(b"{}"):
        received += connection.recv(65536)


def post(sender, listener, body=b"{}"):
    started = time.monotonic()
    exchange = sender.send(listener.url, {"content-type": "application/json"}, body, allow_networks=LOOPBACK)
    return exchange, time.monotonic() - started


SLOW = {
    "hangs": hang,
    "never reads": never_read,
    "drips the head": drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "drips one endless header": drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "drips the status line": drip(b"HTTP/1.1 2", b"0"),
    "drips a body of known length": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n", b"x"),
    "drips a body until it closes": drip(b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
    "drips a body and means to close": drip(
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 900\r\n\r\n", b"x"
    ),
    "drips chunks": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "drips a chunk size": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "drips trailers": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n"),
    "continues for ever, slowly": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "continues for ever, fast": flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "sends the head, then hangs": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", b""),
}


@pytest.mark.parametrize("handle", SLOW.values(), ids=SLOW.keys())
def test_a_slow_receiver_is_cut_off_at_the_deadline(listen, sender, handle):
    exchange, seconds = post(sender, listen(handle), b"{}" if handle is not never_read else b"x" * 20_000_000)
    assert (exchange.error, exchange.status, exchange.excerpt) == (FailureClass.TIMEOUT, None, "")
    assert judge(exchange) is Verdict.RETRY
    assert DEADLINE * 0.9 <= seconds < DEADLINE + 0.5


HEADERS = b"".join(b"X-%d: y\r\n" % number for number in range(5000))
BROKEN = {
    "resets": (reset, None, FailureClass.RESET),
    "resets in the body": (reset_in_the_body, 200, FailureClass.RESET),
    "closes without a word": (answer(b""), None, FailureClass.RESET),
    "5,000 headers": (answer(b"HTTP/1.1 200 OK\r\n" + HEADERS + b"\r\n"), None, FailureClass.TOO_LARGE),
    "101 headers": (
        answer(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n"),
        None,
        FailureClass.TOO_LARGE,
    ),
    "a header of 100 kB": (
        answer(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"),
        None,
        FailureClass.TOO_LARGE,
    ),
    "a status line of 100 kB": (
        answer(b"HTTP/1.1 200 " + b"y" * 100_000 + b"\r\n\r\n"),
        None,
        FailureClass.TOO_LARGE,
    ),
    "no HTTP": (answer(b"SSH-2.0-OpenSSH_9.2\r\n"), None, FailureClass.PROTOCOL),
    "a bad status": (answer(b"HTTP/1.1 2OO OK\r\n\r\n"), None, FailureClass.PROTOCOL),
    "a negative status": (answer(b"HTTP/1.1 -200 OK\r\n\r\n"), None, FailureClass.PROTOCOL),
    "nulls": (answer(b"\x00" * 500 + b"\r\n"), None, FailureClass.PROTOCOL),
    "HTTP/2": (answer(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00"), None, FailureClass.PROTOCOL),
    "half a body": (
        answer(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        200,
        FailureClass.PROTOCOL,
    ),
    "no body of the promised": (
        answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        200,
        FailureClass.PROTOCOL,
    ),
    "half a chunk": (
        answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"),
        200,
        FailureClass.PROTOCOL,
    ),
    "a bad chunk size": (
        answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        200,
        FailureClass.PROTOCOL,
    ),
}


@pytest.mark.parametrize(("handle", "status", "failure"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_answer_is_a_failure_with_a_class(listen, sender, handle, status, failure):
    exchange, seconds = post(sender, listen(handle))
    assert (exchange.status, exchange.error) == (status, failure)
    assert judge(exchange) is Verdict.RETRY
    assert seconds < DEADLINE
    assert exchange.detail.startswith(f"{failure}: ")


def test_a_huge_body_is_read_to_8_kb_and_kept_to_1_kb(listen, sender):
    listener = listen(flood(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n", b"x" * 65536))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    exchange, seconds = post(sender, listener)
    assert (exchange.status, exchange.error, exchange.excerpt) == (200, None, "x" * 1024)
    assert seconds < DEADLINE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


def test_a_gzip_bomb_is_not_unpacked(listen, sender):
    bomb = gzip.compress(bytes(30_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    exchange, _ = post(sender, listen(answer(head + bomb)))
    assert (exchange.status, exchange.error) == (200, None)
    assert len(exchange.excerpt) <= 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_not_followed(listen, sender, status):
    canary = listen(answer(OK))
    head = b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, canary.url.encode())
    exchange, _ = post(sender, listen(answer(head)))
    assert (exchange.status, exchange.error, judge(exchange)) == (status, None, Verdict.RETRY)
    assert canary.connections == 0


def test_nobody_listening_is_a_failed_connection(sender):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    exchange = sender.send(f"http://127.0.0.1:{port}/", {}, b"{}", allow_networks=LOOPBACK)
    assert (exchange.status, exchange.error) == (None, FailureClass.CONNECT)


def test_a_sender_survives_them_all(listen, sender):
    for handle, *_ in BROKEN.values():
        post(sender, listen(handle))
    exchange, _ = post(sender, listen(answer(OK)))
    assert (exchange.status, exchange.excerpt, exchange.address) == (200, "ok", "127.0.0.1")
