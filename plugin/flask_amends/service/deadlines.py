"""The sweep: the passing of time as ordinary events, one case and one transaction at a time."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from flask_amends.disputes import sweep
from flask_amends.errors import AmendsError, StaleVersion
from flask_amends.service.recording import Writing, record
from flask_amends.state import State

log = logging.getLogger("flask_amends")


def sweep_due(state: State, limit: int = 100) -> int:
    """Apply what is due by the clock to at most ``limit`` cases; returns to how many something happened.

    A case that cannot be swept is logged and does not keep the others waiting.
    """
    with state.store.read() as unit:
        due = unit.cases.due(state.clock.now(), limit)
    return sum(_sweep_safely(state, case_id) for case_id in due)


def sweep_case(state: State, case_id: str) -> bool:
    """Apply what is due by the clock to one case; whether anything was."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.cases.get(case_id, lock=True)
        if row is None:
            return False
        decision = sweep(row.dispute, now, row.policy)
        after = replace(row, dispute=decision.dispute)
        record(unit, state, Writing(row=after, events=decision.events), expected=row.version, now=now)
    return bool(decision.events)


def next_due_at(state: State) -> datetime | None:
    """When the clock has something to do next."""
    with state.store.read() as unit:
        return unit.cases.next_due_at()


def _sweep_safely(state: State, case_id: str) -> bool:
    try:
        return sweep_case(state, case_id)
    except StaleVersion:
        return False
    except AmendsError:
        log.exception("Case %s could not be swept.", case_id)
        return False
