"""The colours of our pages: which text stands on which ground, and whether it can be read there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: A colour as it is written in settings: ``#rgb`` or ``#rrggbb``.
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
#: What text needs against its ground, and what an edge or a focus ring needs (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT = 4.5
EDGE = 3.0
#: ``(token, ground, least contrast)`` of everything that our stylesheet puts onto something.
PAIRS: tuple[tuple[str, str, float], ...] = (
    *(
        (text, ground, TEXT)
        for text in ("ink", "soft", "accent", "error", "good")
        for ground in ("paper", "tint")
    ),
    ("on-accent", "accent", TEXT),
    *((edge, ground, EDGE) for edge in ("edge",) for ground in ("paper", "tint")),
)
_SCHEMES = ("light", "dark")
_TOKEN = re.compile(r"--am-([\w-]+): light-dark\((#\w+), (#\w+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """Two tokens that are too close to each other in one of the schemes."""

    token: str
    ground: str
    scheme: str
    contrast: float
    least: float


@cache
def ours() -> Mapping[str, tuple[str, str]]:
    """The colours of our stylesheet by token, without ``--am-``: the light one and the dark one."""
    css = files("amends_widgets").joinpath("static", "amends.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in _TOKEN.findall(css)}


def contrast(one: str, other: str) -> float:
    """How well two colours can be told apart, from 1 to 21. Raises :class:`ValueError` for what is none."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def weak(given: Mapping[str, str | tuple[str, str]]) -> list[Weak]:
    """What could not be read if these tokens (without ``--am-``) replaced ours; nothing if all is well.

    A value is one colour for both schemes, or ``(light, dark)``. Raises :class:`KeyError` for a token that is
    not one of ours and :class:`ValueError` for what is no colour.
    """
    for name, value in given.items():
        if name not in ours():
            raise KeyError(name)
        for colour in _sides(value):
            _luminance(colour)
    return list(_weak({name: _sides(given.get(name, value)) for name, value in ours().items()}))


def _weak(tokens: Mapping[str, tuple[str, str]]) -> Iterator[Weak]:
    for side, scheme in enumerate(_SCHEMES):
        for token, ground, least in PAIRS:
            found = contrast(tokens[token][side], tokens[ground][side])
            if found < least:
                yield Weak(token=token, ground=ground, scheme=scheme, contrast=found, least=least)


def _sides(value: str | tuple[str, str]) -> tuple[str, str]:
    return (value, value) if isinstance(value, str) else value


def _luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is no colour: write it as #rrggbb.")
    digits = colour[1:]
    digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
