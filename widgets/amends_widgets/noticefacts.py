"""A notice as a template shows it: everything is said already, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenNotice:
    """One notice in one place. ``ways`` are words with their addresses, ``data`` goes into ``data-…``.

    ``picture`` is what an official file is, with its address. ``reference`` is signed and says what was
    shown, for a checkout that posts it back.
    """

    kind: str
    slot: str
    title: str
    lines: tuple[str, ...]
    state: str = ""
    severity: str = "info"
    significant: bool = True
    ways: tuple[tuple[str, str], ...] = ()
    picture: tuple[str, str] | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""

    @property
    def plain(self) -> tuple[str, ...]:
        """The lines of a letter: the sentences, then each way on with its address."""
        return (*self.lines, *(f"{words} {address}" for words, address in self.ways))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNotice:
    """A notice that was kept with an order, word for word. ``about`` is the title of the goods, if any.

    ``seen`` ones stood on a page at ``at`` that came back with the order; the others were in force then.
    """

    title: str
    about: str
    lines: tuple[str, ...]
    at: datetime
    seen: bool
    lang: str
    dir: str
