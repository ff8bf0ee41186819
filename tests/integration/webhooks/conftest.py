"""Hostile receivers on real sockets, certificates made on the spot, and a sender with short deadlines."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from amends_webhooks.sender import Sender

DEADLINE = 0.4


class Listener:
    """A TCP server on loopback; `handle(connection, stop)` runs in a thread per connection."""

    def __init__(
        self, handle: Callable[[socket.socket, threading.Event], None], host: str = "127.0.0.1"
    ) -> None:
        self.connections = 0
        self.stop = threading.Event()
        self._handle = handle
        self._socket = socket.create_server((host, 0))
        self._socket.settimeout(0.05)
        self._threads = [threading.Thread(target=self._accept)]
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"

    def __enter__(self) -> "Listener":
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()
        self._socket.close()

    def _accept(self) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._socket.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(2)
        with connection, contextlib.suppress(OSError):
            self._handle(connection, self.stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate authority of one test run."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    def trust(self) -> ssl.SSLContext:
        """Return a context that trusts this authority only."""
        return ssl.create_default_context(
            cadata=self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        )

    def server(self, *names: str, days: int = 1, self_signed: bool = False) -> ssl.SSLContext:
        """Return a server's context with a fresh certificate for these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        signer = key if self_signed else self.key
        issuer = _name(names[0]) if self_signed else self.certificate.subject
        certificate = _certificate(_name(names[0]), issuer, key, signer, names=names, days=days)
        path = self.folder / f"{names[0]}{days}{self_signed}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject, issuer, key, signer, *, names=(), days=1, ca=False):
    now = dt.datetime.now(tz=dt.UTC)  # noqa: TID251 - OpenSSL looks at the real clock
    alternatives = [
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
        for name in names
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(signer, hashes.SHA256())


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(_name("test root"), _name("test root"), key, key, days=5, ca=True)
    return Authority(key=key, certificate=certificate, folder=tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    """Return a function that starts a listener for a handler."""
    with contextlib.ExitStack() as stack:
        yield lambda handle, **options: stack.enter_context(Listener(handle, **options))


@pytest.fixture
def sender() -> Iterator[Sender]:
    with Sender(connect_seconds=DEADLINE, total_seconds=DEADLINE) as made:
        yield made
