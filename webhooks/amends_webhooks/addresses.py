"""Connections that check the address they connect to, at the moment they connect.

Checking a name and connecting to it later is no protection, because it may resolve differently the second
time (DNS rebinding). So the connection itself resolves, checks every address, and connects to a checked one;
TLS, SNI and the Host header stay on the name.
"""

import contextlib
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from amends_webhooks.errors import AddressRefused
from amends_webhooks.networks import in_networks, is_allowed, parse_address
from amends_webhooks.urls import HTTPS_PORT

__all__ = ["AddressRefused", "Guard", "GuardedAdapter", "is_allowed", "resolve"]

Lookup = Callable[..., list[tuple[Any, Any, Any, str, Any]]]
"""A function like `socket.getaddrinfo`."""

_MAX_ADDRESSES = 8
_MAX_LOOKUPS = 64
_lookups = threading.BoundedSemaphore(_MAX_LOOKUPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What a connection asks about: where it may go, how long it may take, and whom to tell."""

    allow_networks: tuple[str, ...] = ()
    lookup: Lookup = socket.getaddrinfo
    time_left: Callable[[], float]
    """Seconds left to connect."""
    watch: Callable[[socket.socket, str], None]
    """Told of the socket and the address before every request, on new and on reused connections."""
    any_address: bool = False
    """True only for the way to the operator's own egress proxy."""


def resolve(
    host: str,
    port: int,
    *,
    allow_networks: tuple[str, ...] = (),
    only_networks: bool = False,
    lookup: Lookup = socket.getaddrinfo,
    seconds: float = 5.0,
) -> list[str]:
    """Return the addresses of a host, in the resolver's order, when every one of them is allowed.

    One forbidden address refuses the name: `AddressRefused`. With `only_networks` public addresses are
    forbidden too. No address, or no answer within `seconds`: `socket.gaierror`.
    """
    found = _look_up(lookup, host, port, seconds)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} has no address")
    for text in addresses:
        address = parse_address(text)
        inside = address is not None and in_networks(address, allow_networks)
        if not inside and (only_networks or not is_allowed(text)):
            raise AddressRefused(f"{host} resolves to {text}, which webhooks may not be sent to.")
    return addresses[:_MAX_ADDRESSES]


def _look_up(lookup: Lookup, host: str, port: int, seconds: float) -> list[tuple[Any, Any, Any, str, Any]]:
    """Call the resolver in a thread of its own, because nothing can interrupt it."""
    if parse_address(host) is not None:
        return lookup(host, port, type=socket.SOCK_STREAM)
    answer: list[Any] = []

    def ask() -> None:
        try:
            answer.append(lookup(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - it belongs to the waiting thread
            answer.append(error)
        finally:
            _lookups.release()

    if not _lookups.acquire(timeout=seconds):
        raise socket.gaierror(socket.EAI_AGAIN, f"too many look-ups are waiting to resolve {host}")
    thread = threading.Thread(target=ask, name="webhook-lookup", daemon=True)
    thread.start()
    thread.join(seconds)
    if not answer:
        raise socket.gaierror(socket.EAI_AGAIN, f"{host} did not resolve within {seconds:.1f} s")
    if isinstance(answer[0], Exception):
        raise socket.gaierror(socket.EAI_NONAME, f"{host} does not resolve: {answer[0]}") from answer[0]
    return list(answer[0])


def _connect(addresses: list[str], port: int, seconds: float, options: Any) -> tuple[socket.socket, str]:
    """Try the addresses in order; each gets an equal share of the seconds that are left."""
    end = time.monotonic() + seconds
    for index, address in enumerate(addresses):
        share = max((end - time.monotonic()) / (len(addresses) - index), 0.001)
        try:
            return _open(address, port, share, options), address
        except OSError:
            if address == addresses[-1] or time.monotonic() >= end:
                raise
    raise TimeoutError("no time left to connect")


def _open(address: str, port: int, seconds: float, options: Any) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        for option in options or ():
            sock.setsockopt(*option)
        sock.settimeout(seconds)
        sock.connect((address, port))
    except OSError:
        sock.close()
        raise
    return sock


class _Checking:
    """Overrides how a urllib3 connection opens its socket; mixed into both of its classes."""

    guard: Guard
    _peer: str = ""

    def _new_conn(self: Any) -> socket.socket:
        guard: Guard = self.guard
        host, port, seconds = self._dns_host, self.port, guard.time_left()
        try:
            addresses = self._resolve(host, port, seconds)
            sock, self._peer = _connect(addresses, port, min(seconds, guard.time_left()), self.socket_options)
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"No connection to {host} within {seconds:.1f} s") from error
        except OSError as error:
            raise NewConnectionError(self, f"No connection to {host}: {error}") from error
        with contextlib.ExitStack() as undo:
            undo.callback(sock.close)
            sock.settimeout(max(guard.time_left(), 0.001))
            guard.watch(sock, self._peer)
            sys.audit("http.client.connect", self, host, port)
            undo.pop_all()
        return sock

    def _resolve(self: Any, host: str, port: int, seconds: float) -> list[str]:
        guard: Guard = self.guard
        if guard.any_address:
            found = _look_up(guard.lookup, host, port, seconds)
            return list(dict.fromkeys(str(entry[4][0]) for entry in found))
        ordinary = isinstance(self, HTTPSConnection) and port == HTTPS_PORT
        return resolve(
            host,
            port,
            allow_networks=guard.allow_networks,
            only_networks=not ordinary,
            lookup=guard.lookup,
            seconds=seconds,
        )

    def request(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            self.guard.watch(self.sock, self._peer)
        super().request(*args, **kwargs)  # type: ignore[misc]


def _pool_classes(guard: Guard) -> dict[str, type[HTTPConnectionPool]]:
    http = type("CheckingHTTPConnection", (_Checking, HTTPConnection), {"guard": guard})
    https = type("CheckingHTTPSConnection", (_Checking, HTTPSConnection), {"guard": guard})
    return {
        "http": type("CheckingHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": http}),
        "https": type("CheckingHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": https}),
    }


class GuardedAdapter(HTTPAdapter):
    """A `requests` adapter whose connections obey a guard and share one TLS context.

    Never retries, never keeps cookies, always verifies certificates. Call `send` on it directly: a
    `Session` would add redirects, netrc and environment proxies.
    """

    def __init__(self, guard: Guard, ssl_context: ssl.SSLContext, *, hosts: int, per_host: int) -> None:
        self._guard = guard
        self._ssl_context = ssl_context
        self._origins: dict[str, Any] = {}
        self._max_origins = hosts
        super().__init__(pool_connections=hosts, pool_maxsize=per_host, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(self._guard)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, proxy_ssl_context=self._ssl_context, **kwargs)
        if not known:
            manager.pool_classes_by_scheme = _pool_classes(self._guard)
        return manager

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Find the pool of an origin without taking the URL apart each time."""
        url = str(request.url)
        origin = url[: url.index("/", len("https://"))]
        pool = self._origins.get(origin)
        if pool is None:
            if len(self._origins) >= self._max_origins:
                self._origins.clear()
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            self._origins[origin] = pool
        return pool

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        return super().request_url(request, proxies) if proxies else request.path_url

    def build_connection_pool_key_attributes(
        self,
        request: PreparedRequest,
        verify: Any,  # noqa: ARG002 - always True here
        cert: Any = None,  # noqa: ARG002 - never used here
    ) -> Any:
        host, tls = super().build_connection_pool_key_attributes(request, verify=True)
        return host, {**tls, **({"ssl_context": self._ssl_context} if host["scheme"] == "https" else {})}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave trust to the shared context; the inherited method would load the CA bundle each time."""

    def close(self) -> None:
        """Close every idle connection now; the inherited method leaves that to the garbage collector."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - this mapping does not iterate
                manager.pools[key].close()
        self._origins.clear()
        super().close()

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """Wrap the answer without reading its cookies."""
        response = Response()
        response.status_code = resp.status
        response.headers = resp.headers  # already without regard to case
        response.raw, response.reason = resp, resp.reason
        response.request, response.url = req, str(req.url)
        return response
