"""An HTTP server on loopback that answers as told and keeps each request byte by byte."""

import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request. `raw` is all of it as it came over the wire; `connection` counts connections from 1."""

    method: str
    path: str
    headers: Message
    body: bytes
    raw: bytes
    connection: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, after `delay` seconds. `raw` is sent as it is; `drop` closes without a word."""

    status: int = 204
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0
    raw: bytes | None = None
    drop: bool = False


class Receiver:
    """A running receiver. Answers come from the queue first, then from `default`."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.default: Answer | Callable[[Received], Answer] = Answer()
        self._queue: deque[Answer] = deque()
        self._arrived = threading.Condition()
        self.closing = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="receiver")

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def queue(self, *answers: Answer) -> None:
        """Give these answers to the next requests, in turn."""
        self._queue.extend(answers)

    def wait_for(self, count: int, timeout: float = 30) -> list[Received]:
        """Return the requests as soon as there are `count` of them."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.requests) >= count, timeout), (
                f"{len(self.requests)} requests came within {timeout} s, not {count}"
            )
            return list(self.requests)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def count_connection(self) -> int:
        with self._arrived:
            self.connections += 1
            return self.connections

    def keep(self, request: Received) -> Answer:
        """Record a request and say what it is answered."""
        with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()
            if self._queue:
                return self._queue.popleft()
        return self.default if isinstance(self.default, Answer) else self.default(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def setup(self) -> None:
        super().setup()
        self.rfile: Any = _Tape(self.rfile)
        self.number = self.server.receiver.count_connection()

    def handle_one_request(self) -> None:
        self.rfile.bytes.clear()
        super().handle_one_request()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.server.receiver.keep(
            Received(
                method=self.command, path=self.path, headers=self.headers, body=body,
                raw=bytes(self.rfile.bytes), connection=self.number,
            )
        )  # fmt: skip
        if self.server.receiver.closing.wait(answer.delay) or answer.drop:
            self.close_connection = True
        elif answer.raw is not None:
            self.wfile.write(answer.raw)
            self.close_connection = True
        else:
            self.reply(answer)

    def reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        pass


class _Tape:
    """A stream that remembers what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes = bytearray()

    def readline(self, limit: int = -1) -> bytes:
        return self._kept(self._stream.readline(limit))

    def read(self, size: int) -> bytes:
        return self._kept(self._stream.read(size))

    def close(self) -> None:
        self._stream.close()

    def _kept(self, data: bytes) -> bytes:
        self.bytes += data
        return data


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.receiver = receiver
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was quicker

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests are about."""
