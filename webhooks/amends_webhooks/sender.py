"""Sends one signed message and reports what came back, whatever the receiver does."""

import logging
import os
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Mapping
from typing import Any

import requests
from requests.models import PreparedRequest
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import IncompleteRead

from amends_webhooks.addresses import Guard, GuardedAdapter, Lookup
from amends_webhooks.deadlines import Attempt, Watchdog
from amends_webhooks.errors import EndpointError
from amends_webhooks.exchange import Exchange, FailureClass
from amends_webhooks.failures import classify, innermost, is_expected
from amends_webhooks.redact import as_text, keep_headers, redact
from amends_webhooks.urls import check_url

__all__ = ["Exchange", "FailureClass", "Sender"]

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
READ_BYTES = 8 * 1024
KEPT_BYTES = 1024
USER_AGENT = "Flask-Amends-Webhooks (Standard Webhooks 1.0.0)"

_MAX_DETAIL_CHARS = 300
_log = logging.getLogger("amends_webhooks.sender")


class Sender:
    """Posts messages over kept-alive connections; share one between all threads of a process.

    `connect_seconds` bounds name look-up and connecting, `total_seconds` the whole attempt by the wall
    clock. `egress_proxy` is the URL of a forward proxy that all messages go through; behind it the proxy
    must check addresses, this class cannot. `ssl_context` replaces the default trust (the CA bundle of
    `requests`) and must verify. `lookup` stands in for `socket.getaddrinfo` in tests.

    Redirects, cookies, netrc and proxy settings of the environment are never used. Safe to create before a
    fork: each process opens connections of its own.
    """

    def __init__(
        self,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        egress_proxy: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        lookup: Lookup = socket.getaddrinfo,
        hosts: int = 64,
        per_host: int = 16,
    ) -> None:
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._proxies = {"http": egress_proxy, "https": egress_proxy} if egress_proxy else None
        self._ssl_context = _checked_context(ssl_context)
        self._lookup = lookup
        self._pools = {"hosts": hosts, "per_host": per_host}
        self._lock = threading.Lock()
        self._start()
        _senders.add(self)

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; attempts still running end as time-outs."""
        self._watchdog.close()
        with self._lock:
            adapters = list(self._adapters.values())
            self._adapters.clear()
        for adapter in adapters:
            adapter.close()

    def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, allow_networks: tuple[str, ...] = ()
    ) -> Exchange:
        """Post the bytes once and return what happened; nothing a receiver does makes this raise.

        `headers` are those of `signed_headers` and the endpoint's own. The URL is checked again, and the
        address at connect time. At most 8 kB of the answer are read, 1 kB is kept.
        """
        attempt = Attempt(self._total_seconds)
        try:
            request = _prepare(check_url(url, allow_networks=allow_networks), headers, body)
        except EndpointError as error:
            return _failed(attempt, FailureClass.ADDRESS_REFUSED, error)
        self._watchdog.add(attempt)
        self._current.attempt = attempt
        try:
            exchange = self._post(request, attempt, allow_networks)
        finally:
            self._current.attempt = None
            self._watchdog.remove(attempt)
            late = attempt.finish()
        if late:
            return _failed(attempt, FailureClass.TIMEOUT, f"no whole answer within {self._total_seconds:g} s")
        return exchange

    def _start(self) -> None:
        self._lock = threading.Lock()
        self._adapters: dict[tuple[str, ...], GuardedAdapter] = {}
        self._watchdog = Watchdog()
        self._current = threading.local()

    def _post(self, request: PreparedRequest, attempt: Attempt, allow_networks: tuple[str, ...]) -> Exchange:
        response = None
        try:
            response = self._adapter(allow_networks).send(
                request,
                stream=True,
                timeout=(max(self._time_to_connect(), 0.001), max(attempt.time_left(), 0.001)),
                verify=True,
                proxies=self._proxies,
            )
            return _read(response, attempt)
        except Exception as error:  # noqa: BLE001 - whatever it is, the attempt must be recorded
            if not is_expected(error):
                _log.exception("an attempt failed by a fault of our own")
            return _failed(attempt, classify(error), error, response)
        finally:
            if response is not None:
                _release(response.raw)

    def _adapter(self, allow_networks: tuple[str, ...]) -> GuardedAdapter:
        """One set of connections per rule, so that none is reused where it could not have been opened."""
        adapter = self._adapters.get(allow_networks)
        if adapter is None:
            with self._lock:
                adapter = self._adapters.setdefault(allow_networks, self._new_adapter(allow_networks))
        return adapter

    def _new_adapter(self, allow_networks: tuple[str, ...]) -> GuardedAdapter:
        guard = Guard(
            allow_networks=allow_networks,
            lookup=self._lookup,
            time_left=self._time_to_connect,
            watch=self._watch,
            any_address=self._proxies is not None,
        )
        return GuardedAdapter(guard, self._ssl_context, **self._pools)

    def _time_to_connect(self) -> float:
        attempt: Attempt = self._current.attempt
        return min(attempt.time_left(), self._connect_seconds)

    def _watch(self, sock: socket.socket, address: str) -> None:
        attempt: Attempt = self._current.attempt
        attempt.watch(sock, address)


_senders: weakref.WeakSet[Sender] = weakref.WeakSet()


def _after_fork() -> None:
    for sender in list(_senders):
        sender._start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _checked_context(context: ssl.SSLContext | None) -> ssl.SSLContext:
    if context is None:
        return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
    if context.verify_mode != ssl.CERT_REQUIRED or not context.check_hostname:
        raise ValueError(
            "The ssl_context of a Sender verifies certificates and host names; trust a CA instead."
        )
    return context


def _prepare(url: str, headers: Mapping[str, str], body: bytes) -> PreparedRequest:
    """Fill a request in by hand: the preparing methods of `requests` cost more than the signature."""
    request = PreparedRequest()
    request.method, request.url, request.body = "POST", url, body
    request.headers = CaseInsensitiveDict(
        {
            "user-agent": USER_AGENT,
            "accept": "*/*",
            "accept-encoding": "identity",
            **headers,
            "content-length": str(len(body)),
        }
    )
    return request


def _read(response: requests.Response, attempt: Attempt) -> Exchange:
    raw = response.raw
    body = raw.read(READ_BYTES, decode_content=False)
    if raw.length_remaining and len(body) < READ_BYTES:
        raise IncompleteRead(len(body), raw.length_remaining)
    return Exchange(
        status=response.status_code,
        duration_ms=_elapsed_ms(attempt),
        address=attempt.address,
        headers=keep_headers(response.headers),
        excerpt=as_text(body, KEPT_BYTES),
    )


def _release(raw: Any) -> None:
    """Give a connection back when its answer was read to the end, else close it."""
    if not raw.closed:
        raw.close()
    raw.release_conn()


def _failed(
    attempt: Attempt, failure: FailureClass, error: object, response: requests.Response | None = None
) -> Exchange:
    return Exchange(
        status=None if response is None else response.status_code,
        error=failure,
        duration_ms=_elapsed_ms(attempt),
        address=attempt.address,
        headers={} if response is None else keep_headers(response.headers),
        detail=redact(f"{failure}: {innermost(error)}")[:_MAX_DETAIL_CHARS],
    )


def _elapsed_ms(attempt: Attempt) -> int:
    return round((time.monotonic() - attempt.started) * 1000)
