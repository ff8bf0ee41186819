"""Who may show our pages in a frame, and who may sign what such a page knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from amends_widgets import colours
from flask_amends.settings.parsers import many
from flask_amends.settings.reading import Reader

#: Origins whose pages may frame ours, such as ``https://shop.example``; an empty list means none.
EMBED_ORIGINS = "AMENDS_EMBED_ORIGINS"
#: Keys with which those shops sign the order a form is about; each is good, so that they can be changed.
EMBED_KEYS = "AMENDS_EMBED_KEYS"
#: The shop's look on all our pages, by design token without ``--am-``, such as ``{"accent": "#0b5d4e"}``.
TOKENS = "AMENDS_TOKENS"

#: An HMAC key shorter than its hash is weaker than its hash (RFC 7518, 3.2).
SHORTEST_KEY_BYTES = 32
#: Tokens that are no colours, and what may stand in them; ``scheme`` ends the choice of light or dark.
_PLAIN = {
    "radius": re.compile(r"[0-9]{1,2}(\.[0-9]{1,2})?(px|rem|em)|0", re.ASCII),
    "gap": re.compile(r"[0-9]{1,2}(\.[0-9]{1,2})?(px|rem|em)", re.ASCII),
    "font": re.compile(r"[A-Za-z0-9 ,'\"-]{1,200}", re.ASCII),
    "scheme": re.compile(r"light|dark"),
}
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSettings:
    """Who may show our pages in a frame (``origins``), and the ``keys`` of who may sign what they know.

    ``tokens`` are CSS values by design token; each is checked, so they can stand in a stylesheet as they are.
    """

    origins: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default=(), repr=False)
    tokens: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader) -> FrameSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        found = {
            "origins": (EMBED_ORIGINS, _origins),
            "keys": (EMBED_KEYS, _keys),
            "tokens": (TOKENS, _tokens),
        }
        return cls(**reader.read_all(found))


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


def _tokens(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError("must be a mapping of tokens.", "Write {'accent': '#0b5d4e', 'radius': '0'}.")
    plain = {name: str(given) for name, given in value.items() if name in _PLAIN}
    for name, given in plain.items():
        if not _PLAIN[name].fullmatch(given) or given.count('"') % 2 or given.count("'") % 2:
            raise ValueError(f"holds {given!r} for {name!r}.", "Write a plain CSS value, such as '0.5rem'.")
    colour = {name: _sides(given) for name, given in value.items() if name not in _PLAIN}
    try:
        weak = [one for one in colours.weak(colour) if plain.get("scheme", one.scheme) == one.scheme]
    except (KeyError, ValueError) as error:
        raise ValueError(
            f"holds no token or no colour of ours: {error}.", f"The colours are {', '.join(colours.ours())}."
        ) from error
    if weak:
        told = "; ".join(
            f"{one.token} on {one.ground} ({one.scheme}) has a contrast of {one.contrast:.1f} of {one.least}"
            for one in weak
        )
        raise ValueError(f"would be hard to read: {told}.", "Choose a darker or a lighter colour.")
    return plain | {name: f"light-dark({light}, {dark})" for name, (light, dark) in colour.items()}


def _sides(given: Any) -> tuple[str, str]:
    """One colour for light and dark, or a pair of them."""
    light, dark = given if isinstance(given, (list, tuple)) and len(given) == 2 else (given, given)
    return str(light), str(dark)
