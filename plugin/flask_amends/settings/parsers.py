"""A parser for each kind of value: it returns what was meant, or raises ``ValueError(rule, way_out)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import MINOR_DIGITS, Money, MoneyError
from flask_amends.settings.keys import WORKERS
from flask_amends.settings.values import AdrBody

Network = IPv4Network | IPv6Network


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text that is not empty.", "Set it, or remove the key.")
    return value.strip()


def prefix(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(/[A-Za-z0-9_.~-]+)+", value):
        raise ValueError(
            "must be a path such as '/amends', without a slash at its end.", "Set it to '/amends'."
        )
    return value


def table_prefix(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,15}", value):
        raise ValueError("must be at most 16 of a-z, 0-9 and _, a letter first.", "Set it to 'amends_'.")
    return value


def origin(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) else None
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise ValueError(
            f"holds {value!r}, which is not an http(s) address.", "Write 'https://shop.example'."
        )
    return str(value).rstrip("/")


def proxy(value: Any) -> str:
    """An http(s) URL with a host and a port, perhaps with a name and a password; no path."""
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        # The value may hold a password, so it is not repeated.
        raise ValueError("is not the address of a forward proxy.", "Write 'http://proxy.example:3128'.")
    return str(value)


def origins(value: Any) -> tuple[str, ...]:
    return tuple(origin(one) for one in many(value))


def many(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str):
        return tuple(one.strip() for one in value.split(",") if one.strip())
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise ValueError("must be a list, or a text with commas.", "Write ['one', 'two'] or 'one,two'.")
    return tuple(value)


def networks(value: Any) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(str(one)) for one in many(value))
    except ValueError as error:
        raise ValueError(f"holds no network: {error}.", "Write networks such as '127.0.0.0/8'.") from error


def currency(value: Any) -> str:
    if value not in MINOR_DIGITS:
        raise ValueError(f"{value!r} is no ISO 4217 currency.", "Set it to a code such as 'PLN'.")
    return str(value)


def email(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s,<>]+@[^@\s,<>]+", value):
        raise ValueError("must be one e-mail address.", "Set it to an address such as 'claims@shop.example'.")
    return value


def zone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, TypeError, OSError, KeyError) as error:
        raise ValueError(
            f"{value!r} is no time zone.", "Set it to an IANA name such as 'Europe/Warsaw'."
        ) from error
    return str(value)


def folder(value: Any) -> Path | str:
    """A folder, or a URL that fsspec understands."""
    if isinstance(value, str) and "://" in value:
        if not re.match(r"[a-z][a-z0-9+.-]*://[^\s]", value, re.ASCII):
            raise ValueError(f"{value!r} is no address.", "Write 's3://bucket/photos', or a folder.")
        return value
    if not isinstance(value, (str, Path)):
        raise ValueError("must be the path of a folder.", "Set it to a folder that this process may write.")
    return Path(value)


def count(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", str(value), re.ASCII) or int(value) < 1:
        raise ValueError(f"{value!r} is not a positive whole number.", "Set it to one, or remove the key.")
    return int(value)


def worker(value: Any) -> str:
    if value not in WORKERS:
        raise ValueError(
            f"{value!r} is unknown.", "Set it to 'embedded', or to 'off' beside `flask amends worker`."
        )
    return str(value)


def money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    match value.split() if isinstance(value, str) else ():
        case [amount, currency]:
            try:
                return Money.parse(amount, currency)
            except MoneyError as error:
                raise ValueError(str(error), "Write it as '100.00 PLN'.") from error
    raise ValueError("must be an amount with its currency.", "Write it as '100.00 PLN'.")


#: Where consumers were sent until July 2025: it answers nobody any more.
CLOSED_PLATFORM = "ec.europa.eu"


def adr_body(value: Any) -> AdrBody:
    if isinstance(value, AdrBody):
        return value
    if not isinstance(value, Mapping) or set(value) != {"name", "url"}:
        raise ValueError(
            "must have a name and a url.", "Write {'name': 'Rzecznik', 'url': 'https://uokik.gov.pl'}."
        )
    url = origin(value["url"])
    if CLOSED_PLATFORM in url:
        raise ValueError(
            "names the platform that the European Union has closed.", "Name a body that decides disputes now."
        )
    return AdrBody(name=text(value["name"]), url=url)


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("1", "true", "yes", "on"):
        return True
    if str(value).lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"{value!r} is neither true nor false.", "Set it to True or False.")
