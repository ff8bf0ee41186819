"""What an endpoint's URL may be, checked before anything is resolved."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit

import idna

from amends_webhooks.errors import EndpointError
from amends_webhooks.networks import in_networks, parse_address

HTTPS_PORT = 443
HTTP_PORT = 80
_MAX_URL_CHARS = 2000
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\\<>\"^`{|}]")
_NUMBER_LIKE = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_LOCAL_SUFFIXES = ("localhost", "local", "internal", "onion")
_SAFE_IN_TARGET = "%/:?=&~+!$,;'@()*[]-._"


@lru_cache(maxsize=1024)
def check_url(url: str, *, allow_networks: tuple[str, ...] = ()) -> str:
    """Return the URL in its normal form, or raise `EndpointError` with the rule and the way out.

    Rules: https on port 443; a full host name (IDNA, lower case), not an address; no user name, no
    fragment. With `allow_networks` also http, other ports, short names, and addresses in those networks;
    the connection later insists that such a URL leads into those networks. Resolves nothing: the address
    is checked at connect time, every time.
    """
    parts = _split(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and allow_networks):
        raise EndpointError(
            "A webhook URL starts with https:// ; plain http needs allow_networks (development)."
        )
    if "@" in parts.netloc:
        raise EndpointError("A webhook URL carries no user name or password; use a custom header instead.")
    if "#" in url:
        raise EndpointError("A webhook URL has no #fragment, it would not be sent; remove it.")
    host = _check_host(parts, allow_networks)
    port = _check_port(parts, allow_networks)
    target = quote(parts.path or "/", safe=_SAFE_IN_TARGET) + (
        "?" + quote(parts.query, safe=_SAFE_IN_TARGET) if parts.query else ""
    )
    return f"{parts.scheme}://{host}{port}{target}"


def _split(url: str) -> SplitResult:
    if not isinstance(url, str) or not 0 < len(url) <= _MAX_URL_CHARS:
        raise EndpointError(f"A webhook URL is text of 1 to {_MAX_URL_CHARS} characters.")
    if _FORBIDDEN.search(url):
        raise EndpointError(
            "A webhook URL has no spaces, invisible characters or backslashes; percent-encode them."
        )
    try:
        return urlsplit(url)
    except ValueError as error:
        raise EndpointError(f"This is not a URL: {error}; write it as https://host/path.") from error


def _check_port(parts: SplitResult, allow_networks: tuple[str, ...]) -> str:
    default = HTTPS_PORT if parts.scheme == "https" else HTTP_PORT
    try:
        port = default if parts.port is None else parts.port
    except ValueError as error:
        raise EndpointError(
            "The port of a webhook URL is a number up to 65535; leave it out for 443."
        ) from error
    if port == 0 or (port != HTTPS_PORT and not allow_networks):
        raise EndpointError("Webhooks go to port 443; another port needs allow_networks (development).")
    return "" if port == default else f":{port}"


def _check_host(parts: SplitResult, allow_networks: tuple[str, ...]) -> str:
    raw = parts.hostname or ""
    if not raw:
        raise EndpointError("A webhook URL names a host; write it as https://host/path.")
    if "%" in raw:
        raise EndpointError(
            "The host of a webhook URL is not percent-encoded and has no zone; write it plainly."
        )
    bracketed = "[" in parts.netloc
    host = raw if bracketed else _ascii_host(raw)
    address = parse_address(host)
    if address is not None or bracketed:
        if address is None or not in_networks(address, allow_networks):
            raise EndpointError(
                "A webhook URL names a host, not an address, unless allow_networks holds the address."
            )
        return f"[{address.compressed}]" if address.version == 6 else str(address)
    _check_name(host, allow_networks)
    return host


def _ascii_host(raw: str) -> str:
    host = raw.removesuffix(".").lower()
    if host.isascii() and "xn--" not in host:
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError) as error:
        raise EndpointError(
            f"The host of this webhook URL is not a valid international name: {error}."
        ) from error


def _check_name(host: str, allow_networks: tuple[str, ...]) -> None:
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise EndpointError("The host of a webhook URL is made of letters, digits and hyphens between dots.")
    if _NUMBER_LIKE.fullmatch(labels[-1]):
        raise EndpointError(
            "The host of a webhook URL looks like an address in disguise; use the host's name."
        )
    if (len(labels) == 1 or labels[-1] in _LOCAL_SUFFIXES) and not allow_networks:
        raise EndpointError(
            "A webhook URL names a public host; a local name needs allow_networks (development)."
        )
