"""Many prices at once: rows that slipped by one, and a change too broad to be meant (D10, S4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from flask_amends.disputes.money import Money
from flask_amends.guards.price.verdict import Finding, Level, PriceVerdict

_SHIFTED, _HELD, _MOVED, _TOUCHED = 0.5, 0.05, log(1.3), 0.2
#: A share says little about a handful of rows.
_FEWEST = 4
#: One wrong price in a short file is one wrong price.
_FEWEST_HELD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One changed row, in the order of the file. ``old`` is ``None`` for a new item."""

    sku: str
    new: Money
    old: Money | None
    verdict: PriceVerdict


def check_batch(
    rows: Sequence[Row], *, catalogue: int | None = None, already: int = 0
) -> tuple[Finding, ...]:
    """What is wrong with the whole: any finding holds every row of it (D10, S4).

    ``rows`` are those that changed, in the order of the file; ``catalogue`` is how many items the shop has,
    to be given where one actor changed them within ten minutes; ``already`` is how many others that actor
    changed in these minutes.
    """
    changed = [row for row in rows if row.old is not None and row.old != row.new]
    if len(changed) < _FEWEST:
        return ()
    return tuple(
        one for one in (_shifted(changed), _broad(rows, changed, catalogue, already)) if one is not None
    )


def _shifted(changed: Sequence[Row]) -> Finding | None:
    for step, key, words in ((1, "shifted_down", "the row above"), (-1, "shifted_up", "the row below")):
        pairs = [(row, changed[at - step]) for at, row in enumerate(changed) if 0 <= at - step < len(changed)]
        slipped = sum(row.new == other.old for row, other in pairs)
        if slipped >= _SHIFTED * len(changed):
            return Finding(
                code="D10",
                key=key,
                level=Level.HOLD,
                message=f"{slipped} of {len(changed)} changed prices are the old price of {words}: "
                "the column looks shifted by one row.",
                params={"slipped": str(slipped), "changed": str(len(changed))},
            )
    return None


def _broad(
    rows: Sequence[Row], changed: Sequence[Row], catalogue: int | None, already: int
) -> Finding | None:
    touched = len(changed) + already
    held = sum(row.verdict.level.rank >= Level.HOLD.rank for row in rows)
    moves = [log(row.new.minor / row.old.minor) for row in changed if _comparable(row) and row.old]
    params = {"held": str(held), "rows": str(len(rows)), "changed": str(touched)}
    if held >= _FEWEST_HELD and held > _HELD * len(rows):
        key, why = "many_held", f"{held} of {len(rows)} prices were held back one by one."
    elif moves and abs(median(moves)) > _MOVED:
        key, why = "moved", "Half of the changed prices moved by more than 30 percent in the same direction."
    elif catalogue and touched > _TOUCHED * catalogue:
        params["catalogue"] = str(catalogue)
        key, why = "touched", f"{touched} of the {catalogue} items of the shop were changed at once."
    else:
        return None
    return Finding(code="S4", key=key, level=Level.HOLD, message=why, params=params)


def _comparable(row: Row) -> bool:
    return row.old is not None and row.old.minor > 0 and row.new.minor > 0
