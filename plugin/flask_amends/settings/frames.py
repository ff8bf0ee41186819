"""Who may show our pages in a frame, and who may sign what such a page knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask_amends.settings.parsers import many
from flask_amends.settings.reading import Reader

#: Origins whose pages may frame ours, such as ``https://shop.example``; an empty list means none.
EMBED_ORIGINS = "AMENDS_EMBED_ORIGINS"
#: Keys with which those shops sign the order a form is about; each is good, so that they can be changed.
EMBED_KEYS = "AMENDS_EMBED_KEYS"

#: An HMAC key shorter than its hash is weaker than its hash (RFC 7518, 3.2).
SHORTEST_KEY_BYTES = 32
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSettings:
    """Who may show our pages in a frame (``origins``), and the ``keys`` of who may sign what they know."""

    origins: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, reader: Reader) -> FrameSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all({"origins": (EMBED_ORIGINS, _origins), "keys": (EMBED_KEYS, _keys)}),
        )


def exact_origin(value: Any) -> str:
    """An origin as browsers write it: scheme and host in small letters, a port only where it is unusual.

    It stands in a header, so nothing but an exact origin is taken: no path, no ``*``, no space.
    """
    text = value.strip().lower().rstrip("/") if isinstance(value, str) else ""
    if not _ORIGIN.fullmatch(text):
        raise ValueError(
            f"holds {value!r}, which is not the exact origin of a site.", "Write 'https://shop.example'."
        )
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"holds {value!r}, which has no such port.", "Write a port up to 65535.") from error
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(f':{port}')}" if port == usual else text


def _origins(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(exact_origin(one) for one in many(value)))


def _keys(value: Any) -> tuple[str, ...]:
    found = tuple(one.decode("latin-1") if isinstance(one, bytes) else one for one in many(value))
    if any(not isinstance(one, str) or len(one.encode()) < SHORTEST_KEY_BYTES for one in found):
        raise ValueError(
            f"holds a key of fewer than {SHORTEST_KEY_BYTES} bytes.",
            "Use the output of: python -c 'import secrets; print(secrets.token_hex())'.",
        )
    return found
