"""An SMTP server on loopback that keeps what it is sent."""

import asyncio
import threading
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """A running server. `refusal` is an SMTP answer ("451 later") given instead of taking the message."""

    host = "127.0.0.1"
    port: int

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refusal: str | None = None
        self._arrived = threading.Condition()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="mail server")

    def wait_for(self, count: int, timeout: float = 30) -> list[EmailMessage]:
        """Return the messages as soon as there are `count` of them."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.messages) >= count, timeout), (
                f"{len(self.messages)} messages came within {timeout} s, not {count}"
            )
            return list(self.messages)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusal is not None:
            return self.refusal
        content = envelope.content
        assert isinstance(content, bytes)
        with self._arrived:
            self.envelopes.append(envelope)
            self.messages.append(BytesParser(policy=policy.default).parsebytes(content))
            self._arrived.notify_all()
        return "250 kept"

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        server = await self._loop.create_server(
            lambda: SMTP(self, hostname="localhost", enable_SMTPUTF8=True), self.host, 0
        )
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stopped.wait()
