"""Names the class of a failed attempt from the chain of exceptions behind it."""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from urllib3 import exceptions as urllib3_errors

from amends_webhooks.errors import AddressRefused
from amends_webhooks.exchange import FailureClass

_TUNNEL_STATUS = re.compile(r"Tunnel connection failed: (\d{3})")


def classify(error: BaseException) -> FailureClass:
    """Name the class of a failure by the first telling exception among the error and its causes."""
    chain = list(_chain(error))
    texts = " ".join(str(one) for one in chain)
    if tunnel := _TUNNEL_STATUS.search(texts):
        return _TUNNEL_FAILURES.get(int(tunnel.group(1)), FailureClass.PROXY)
    for kinds, failure in _CLASSES:
        if any(isinstance(one, kinds) for one in chain):
            return failure
    if "got more than" in texts:  # http.client has no class of its own for too many headers
        return FailureClass.TOO_LARGE
    return FailureClass.PROTOCOL if is_expected(error) else FailureClass.INTERNAL


def is_expected(error: BaseException) -> bool:
    """Tell whether this is how networks and receivers fail, not a fault of our own."""
    return isinstance(error, _EXPECTED)


def innermost(error: object) -> object:
    """Return the innermost error that is not a wrapper of the HTTP library, whose texts repeat the URL."""
    if not isinstance(error, BaseException):
        return error
    inner = [one for one in _chain(error) if not type(one).__module__.startswith(_WRAPPERS)]
    return inner[-1] if inner else type(error).__name__


_EXPECTED = (
    AddressRefused,
    urllib3_errors.HTTPError,
    http.client.HTTPException,
    OSError,  # those of requests among them
)
_WRAPPERS = ("requests.", "urllib3.")
_CLASSES: tuple[tuple[tuple[type[BaseException], ...], FailureClass], ...] = (
    ((AddressRefused,), FailureClass.ADDRESS_REFUSED),
    ((urllib3_errors.ProxyError,), FailureClass.PROXY),
    ((socket.gaierror, urllib3_errors.NameResolutionError), FailureClass.DNS),
    ((urllib3_errors.NewConnectionError,), FailureClass.CONNECT),
    ((urllib3_errors.TimeoutError, TimeoutError), FailureClass.TIMEOUT),
    ((ssl.SSLError, urllib3_errors.SSLError), FailureClass.TLS),
    ((http.client.LineTooLong,), FailureClass.TOO_LARGE),
    ((ConnectionError,), FailureClass.RESET),
)
_TUNNEL_FAILURES = {
    403: FailureClass.ADDRESS_REFUSED,
    502: FailureClass.CONNECT,
    503: FailureClass.CONNECT,
    504: FailureClass.TIMEOUT,
}


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    queue: list[Any] = [error]
    while queue:
        one = queue.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        queue += [*one.args, one.__cause__, one.__context__, getattr(one, "reason", None)]
