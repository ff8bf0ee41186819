"""An endpoint: where messages go, which ones, signed with what, and how fast."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from amends_webhooks.errors import EndpointError, KeyFormatError
from amends_webhooks.keys import PublicKey, parse_key
from amends_webhooks.networks import parse_networks
from amends_webhooks.signing import MAX_KEYS
from amends_webhooks.urls import check_url

__all__ = ["Endpoint", "check_headers", "check_url", "wants"]

RESERVED_HEADERS = frozenset(
    (
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "date",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    )
)
_RESERVED_PREFIXES = ("webhook-", "proxy-", "sec-", "x-forwarded-")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?", re.ASCII)
_PATTERN = re.compile(r"\*|[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*(\.\*)?", re.ASCII)
_MAX_HEADERS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One subscription of one owner.

    Every field is checked when the value is made (`EndpointError` names the rule and the way out) and
    `url` is kept in its normal form.
    """

    id: str
    url: str
    owner: str
    """Whose cases it may hear of: a marketplace, or the shop itself."""
    events: tuple[str, ...] = ("*",)
    """Exact types, "dispute.*" for all below dispute, or "*"."""
    keys: tuple[str, ...] = field(repr=False)
    """`whsec_` or `whsk_`, newest first; every one signs, so old keys work until they are taken out."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent with every message; not signed."""
    allow_networks: tuple[str, ...] = ()
    """CIDR texts reachable beyond the public internet, by http and on any port too; for development."""
    max_in_flight: int = 4
    rate_per_second: float = 10

    def __post_init__(self) -> None:
        _check_networks(self.allow_networks)
        object.__setattr__(self, "url", check_url(self.url, allow_networks=self.allow_networks))
        object.__setattr__(self, "headers", MappingProxyType(check_headers(self.headers)))
        _check_names(self)
        _check_events(self.events)
        _check_keys(self.keys)
        if self.max_in_flight < 1 or not self.rate_per_second > 0:
            raise EndpointError(
                "max_in_flight is at least 1 and rate_per_second above 0; pause an endpoint instead."
            )


def wants(endpoint: Endpoint, event_type: str) -> bool:
    """Tell whether the endpoint subscribed to this event type."""
    return any(_matches(pattern, event_type) for pattern in endpoint.events)


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return custom headers with lower-case names, or raise `EndpointError`.

    Refused: names that carry the message or steer the connection (`webhook-*`, `host`, `content-length`
    and so on), values that are not printable ASCII (RFC 9110 section 5.5), more than 16 headers.
    """
    if len(headers) > _MAX_HEADERS:
        raise EndpointError(
            f"An endpoint has at most {_MAX_HEADERS} headers of its own; {len(headers)} were given."
        )
    checked: dict[str, str] = {}
    for name, value in headers.items():
        lowered = name.lower()
        if not _HEADER_NAME.fullmatch(name):
            raise EndpointError(f"{name!r} is not a header name; use letters, digits and hyphens.")
        if lowered in RESERVED_HEADERS or lowered.startswith(_RESERVED_PREFIXES):
            raise EndpointError(
                f"The header {lowered} is reserved; choose a name of your own such as x-{lowered}."
            )
        if lowered in checked:
            raise EndpointError(f"The header {lowered} is given twice; keep one.")
        if not _HEADER_VALUE.fullmatch(value):
            raise EndpointError(f"The value of {lowered} is not 1 to 1024 printable ASCII characters.")
        checked[lowered] = value
    return checked


def _matches(pattern: str, event_type: str) -> bool:
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return event_type.startswith(pattern[:-1])
    return event_type == pattern


def _check_networks(networks: tuple[str, ...]) -> None:
    try:
        parse_networks(networks)
    except ValueError as error:
        raise EndpointError(f"allow_networks takes networks such as 127.0.0.0/8: {error}.") from error


def _check_names(endpoint: Endpoint) -> None:
    if not endpoint.id or not endpoint.owner:
        raise EndpointError(
            "An endpoint needs an id and an owner: the marketplace it belongs to, or the shop."
        )


def _check_events(events: tuple[str, ...]) -> None:
    if not events:
        raise EndpointError('An endpoint subscribes to something; use ("*",) for everything.')
    for pattern in events:
        if not _PATTERN.fullmatch(pattern):
            raise EndpointError(f'{pattern!r} is no event filter; use an exact type, "dispute.*" or "*".')


def _check_keys(keys: tuple[str, ...]) -> None:
    if not 1 <= len(keys) <= MAX_KEYS:
        raise EndpointError(
            f"An endpoint signs with 1 to {MAX_KEYS} keys, newest first; {len(keys)} were given."
        )
    for key in keys:
        if isinstance(_parse(key), PublicKey):
            raise EndpointError("A whpk_ key cannot sign; give the endpoint a whsec_ or whsk_ key.")


def _parse(key: str) -> object:
    try:
        return parse_key(key)
    except KeyFormatError as error:
        raise EndpointError(str(error)) from error
