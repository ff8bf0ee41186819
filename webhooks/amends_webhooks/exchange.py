"""What came of one attempt, as a plain value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FailureClass(StrEnum):
    """Why an attempt has no usable answer. `PROXY` and `INTERNAL` are ours, the others the receiver's."""

    DNS = "dns"
    """The host name does not resolve."""
    ADDRESS_REFUSED = "address_refused"
    """The URL breaks a rule, or the host has an address that webhooks may not be sent to."""
    CONNECT = "connect"
    """No connection: refused or unreachable."""
    TLS = "tls"
    """The hand-shake failed or the certificate is not valid for the host."""
    TIMEOUT = "timeout"
    """A connection or the whole answer took longer than allowed."""
    RESET = "reset"
    """The connection was closed before an answer came."""
    PROTOCOL = "protocol"
    """What came is not HTTP, or was cut off."""
    TOO_LARGE = "too_large"
    """The head of the answer has over 100 headers or an over-long line."""
    PROXY = "proxy"
    """The egress proxy itself failed; the receiver was not asked."""
    INTERNAL = "internal"
    """A fault in this program; see the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The outcome of one attempt. Safe to store and show: headers by allow-list, texts redacted."""

    status: int | None = None
    """HTTP status; None when none came, or when the deadline passed before the answer was whole."""
    error: FailureClass | None = None
    """None for a whole answer of any status."""
    duration_ms: int = 0
    address: str | None = None
    """The IP address that was connected to, or the proxy's."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Allow-listed response headers with lower-case names."""
    excerpt: str = ""
    """The start of the body, at most 1 kB, as text; never show it as markup."""
    detail: str = ""
    """One sentence about the error, for the log."""
