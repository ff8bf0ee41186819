"""The rows of the shop's own notices, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTextRow:
    """One version of a notice's words: ``texts`` by language, with its facts as ``{name}``.

    ``slots`` are the places of a notice that is wholly the shop's own; other notices stand where their kind
    does. If it ``asks``, a checkout shows it with a box to tick. ``countries`` (ISO 3166) are those whose
    rules the shop meant it for; empty for all. It counts from ``valid_from`` to before ``valid_to``, once
    accepted, until ended. ``accepted_by`` and its sisters are rows of staff; ``None`` where it was done
    from a terminal.
    """

    key: str
    number: int
    texts: Mapping[str, str]
    written_at: datetime
    written_by: str | None
    slots: tuple[str, ...] = ()
    asks: bool = False
    countries: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    def counts_at(self, now: datetime) -> bool:
        """Whether it can be shown at a moment."""
        if self.accepted_at is None or self.ended_at is not None:
            return False
        begun = self.valid_from is None or self.valid_from <= now
        return begun and (self.valid_to is None or now < self.valid_to)

    def is_for(self, country: str | None) -> bool:
        """Whether it may be shown to somebody in a country; where that is not known, it may."""
        return not self.countries or not country or country in self.countries
