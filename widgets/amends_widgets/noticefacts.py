"""A notice as a template shows it: everything is said already, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenNotice:
    """One notice in one place. ``name`` is what it is about, where several share a place.

    ``ways`` are words with their addresses, ``data`` goes into ``data-…``. ``picture`` is what an official
    file is, with its address. ``reference`` is signed and says what was shown, for a checkout that posts it
    back. If it ``asks``, it has a box to tick (P10).
    """

    kind: str
    slot: str
    title: str
    lines: tuple[str, ...]
    name: str = ""
    state: str = ""
    severity: str = "info"
    significant: bool = True
    ways: tuple[tuple[str, str], ...] = ()
    picture: tuple[str, str] | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    asks: bool = False

    @property
    def plain(self) -> tuple[str, ...]:
        """The lines of a letter: the name, the sentences, then each way on with its address."""
        named = (f"{self.name}:",) if self.name else ()
        return (*named, *self.lines, *(f"{words} {address}" for words, address in self.ways))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNotice:
    """A notice that was kept with an order, word for word. ``about`` is the title of the goods, if any.

    ``ticked`` if its buyer ticked the box under it.
    """

    title: str
    about: str
    lines: tuple[str, ...]
    lang: str
    dir: str
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """What one page said at a moment. If ``seen``, it came back with the order; else it was in force then."""

    at: datetime
    seen: bool
    notices: tuple[KeptNotice, ...]
