"""What the doctor finds: in order, to be considered, or wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. A ``fault`` makes the command fail; ``advice`` does not."""

    level: str
    about: str
    text: str


def ok(about: str, text: str) -> Finding:
    return Finding(level="ok", about=about, text=text)


def advice(about: str, text: str) -> Finding:
    return Finding(level="advice", about=about, text=text)


def fault(about: str, text: str) -> Finding:
    return Finding(level="fault", about=about, text=text)
