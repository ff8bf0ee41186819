"""What the price guard says: a level, and findings that explain it with numbers and a suggested price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from flask_amends.disputes.money import Money

#: Changes whenever a rule or a threshold does, so that an old verdict can be read as it was meant.
RULES = "2026.3"


class Level(StrEnum):
    """How far a price gets; the worst finding decides."""

    OK = "ok"
    #: Shown; the owner is told.
    WARN = "warn"
    #: Kept, but not shown until a second person decides; the old price stays.
    HOLD = "hold"
    #: Cannot be saved.
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """0 for :attr:`OK`, and more the worse it is."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason to look twice.

    ``code`` names the rule (``"D2"``), ``key`` its sentence in the words of findings, with ``params`` as the
    facts in it; ``message`` says the same in English. ``suggestion`` is the price that was probably meant.
    """

    code: str
    key: str
    level: Level
    message: str
    params: Mapping[str, str] = field(default_factory=dict)
    suggestion: Money | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceVerdict:
    """The answer for one price.

    ``findings`` has the likeliest explanation first; ``anchors`` is what the price was held against.
    """

    level: Level
    findings: tuple[Finding, ...] = ()
    anchors: Mapping[str, Money] = field(default_factory=dict)
    rules: str = RULES

    def __post_init__(self) -> None:
        object.__setattr__(self, "anchors", MappingProxyType(dict(self.anchors)))

    @property
    def suggestion(self) -> Money | None:
        """The price of the likeliest explanation that has one."""
        return next((one.suggestion for one in self.findings if one.suggestion is not None), None)
