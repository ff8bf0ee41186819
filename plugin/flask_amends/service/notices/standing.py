"""How each sentence of notices stands: ours, the shop's own, a clause that waits, or a draft beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from amends_widgets.words.notices import NOTICES
from flask_amends.notices.clauses import CLAUSES
from flask_amends.service.notices import texts
from flask_amends.state import State


class Whose(StrEnum):
    """Whose words are shown; ``none`` for a clause or an own notice that nobody has accepted."""

    OURS = "ours"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One sentence. ``number`` is the version in force, ``draft`` one that waits to be accepted; 0 for none.

    ``languages`` are those it is shown in.
    """

    key: str
    whose: Whose
    number: int
    draft: int
    languages: tuple[str, ...]

    @property
    def clause(self) -> bool:
        """Whether it is shown only once accepted."""
        return self.key in CLAUSES


def standings(state: State) -> list[Standing]:
    """Every sentence, ours in the order of a purchase, then those that are wholly the shop's."""
    own = {row.key: row for row in texts.counting(state)}
    written = texts.every(state)
    found = []
    for key in dict.fromkeys((*NOTICES, *written)):
        rows, counts = written.get(key, ()), own.get(key)
        ours = key in NOTICES and (key not in CLAUSES or key in state.settings.notices.accepted)
        last = rows[-1] if rows else None
        waits = last is not None and last.accepted_at is None and last.ended_at is None
        shown: Iterable[str] = state.settings.locales if ours else (counts.texts if counts else ())
        found.append(
            Standing(
                key=key,
                whose=Whose.OWN if counts else Whose.OURS if ours else Whose.NONE,
                number=counts.number if counts else 0,
                draft=last.number if waits and last else 0,
                languages=tuple(one for one in state.settings.locales if one in shown),
            )
        )
    return found
