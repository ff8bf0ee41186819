"""Prices that one actor sets one by one, or by short lists: looked at together (S4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_amends.guards.price import Finding, Level
from flask_amends.guards.price.batch import check_run
from flask_amends.service.price_offers import Judged, Origin
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.price_records import RunRow
from flask_amends.storage.store import UnitOfWork

#: What one actor changes within so long counts together.
TOGETHER = timedelta(minutes=10)
#: How the ids of such batches begin.
_MARK = "prr"
#: How many items there are is counted once in ten minutes, and again before anything is held for it.
_CATALOGUE = ("price_catalogue",)
#: A longer list is judged as a whole by itself.
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Why what an actor sets now is held, and the batch it is held in: decided about together."""

    finding: Finding
    batch: str


def look(
    unit: UnitOfWork, state: State, judged: Sequence[Judged], origin: Origin, now: datetime
) -> Run | None:
    """Whether these prices go too far, with what their actor set within ten minutes.

    Somebody who accepts one of the batch says that the run is meant: it is counted anew from there. Who is
    not named is not counted.
    """
    actor, changed = origin.actor, [one for one in judged if _is_changed(one)]
    if actor is None or not changed or len(judged) > _LONGEST:
        return None
    beside, since = {one.offer.sku for one in changed}, now - TOGETHER
    run = unit.prices.run_of(actor, since, beside=beside, mark=_MARK)
    finding = _judge(unit, state, run, changed, now)
    if finding is not None and run.batch is not None:
        released = unit.prices.released_at(actor, since, _MARK)
        if released is not None:
            run = unit.prices.run_of(actor, released, beside=beside, mark=_MARK)
            finding = _judge(unit, state, run, changed, now)
    if finding is None:
        return None
    return Run(finding=finding, batch=origin.batch or run.batch or new_id(_MARK, state.randomness))


def _judge(
    unit: UnitOfWork, state: State, run: RunRow, changed: Sequence[Judged], now: datetime
) -> Finding | None:
    touched = run.touched + len(changed)
    held = run.held + sum(one.verdict.level is Level.HOLD for one in changed)
    most = float(state.settings.prices.at_once)
    known = state.memory.get(_CATALOGUE, now, TOGETHER, unit.prices.count_items)
    if check_run(touched=touched, held=held, catalogue=known, most=most) is None:
        return None
    # The catalogue may have grown since it was counted.
    return check_run(touched=touched, held=held, catalogue=unit.prices.count_items(), most=most)


def _is_changed(one: Judged) -> bool:
    return one.in_force not in (None, one.offer.new) and one.verdict.level is not Level.BLOCK
