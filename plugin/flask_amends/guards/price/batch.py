"""Many prices at once: rows that slipped by one, and a change too broad to be meant (D10, S4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from flask_amends.disputes.money import Money
from flask_amends.guards.price.verdict import Finding, Level, PriceVerdict

_SHIFTED, _HELD, _MOVED, TOUCHED = 0.5, 0.05, log(1.3), 0.2
#: A share says little about a handful of rows, of prices set one by one, or of a small shop.
_FEWEST, _FEWEST_OF_RUN, _SMALL_CATALOGUE = 4, 20, 50
#: One wrong price in a short file is one wrong price.
_FEWEST_HELD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One changed row, in the order of the file. ``old`` is ``None`` for a new item."""

    sku: str
    new: Money
    old: Money | None
    verdict: PriceVerdict


def check_batch(rows: Sequence[Row]) -> tuple[Finding, ...]:
    """What is wrong with the whole: any finding holds every row of it (D10, S4).

    ``rows`` are those that were sent, in the order of the file.
    """
    changed = [row for row in rows if row.old is not None and row.old != row.new]
    if len(changed) < _FEWEST:
        return ()
    return tuple(one for one in (_shifted(changed), _broad(rows, changed)) if one is not None)


def check_run(*, touched: int, held: int, catalogue: int, most: float = TOUCHED) -> Finding | None:
    """What is wrong with prices that one actor set within ten minutes, one by one or by lists (S4).

    ``touched`` is how many items had another price before, ``held`` how many of these prices were held,
    ``catalogue`` how many items the shop has, and ``most`` the share of them that may change.
    """
    if touched >= _FEWEST_OF_RUN and _is_many(held, touched):
        return _many(held, touched)
    if catalogue >= _SMALL_CATALOGUE and touched > most * catalogue:
        return Finding(
            code="S4",
            key="touched",
            level=Level.HOLD,
            message=f"{touched} of the {catalogue} items of the shop were changed at once.",
            params={"changed": str(touched), "catalogue": str(catalogue)},
        )
    return None


def _shifted(changed: Sequence[Row]) -> Finding | None:
    if len({row.new.minor - row.old.minor for row in changed if row.old is not None}) == 1:
        # Sizes at 10, 11 and 12 that each cost one more now: raised, not slipped.
        return None
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


def _broad(rows: Sequence[Row], changed: Sequence[Row]) -> Finding | None:
    held = sum(row.verdict.level.rank >= Level.HOLD.rank for row in rows)
    if _is_many(held, len(rows)):
        return _many(held, len(rows))
    moves = [log(row.new.minor / row.old.minor) for row in changed if _comparable(row) and row.old]
    if moves and abs(median(moves)) > _MOVED:
        return Finding(
            code="S4",
            key="moved",
            level=Level.HOLD,
            message="Half of the changed prices moved by more than 30 percent in the same direction.",
        )
    return None


def _is_many(held: int, rows: int) -> bool:
    return held >= _FEWEST_HELD and held > _HELD * rows


def _many(held: int, rows: int) -> Finding:
    return Finding(
        code="S4",
        key="many_held",
        level=Level.HOLD,
        message=f"{held} of {rows} prices were held back one by one.",
        params={"held": str(held), "rows": str(rows)},
    )


def _comparable(row: Row) -> bool:
    return row.old is not None and row.old.minor > 0 and row.new.minor > 0
