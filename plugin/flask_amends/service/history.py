"""Whether a history is what it was: its chain, its commitments, and the state that it replays to."""

from __future__ import annotations

from collections.abc import Sequence

from flask_amends.disputes import replay
from flask_amends.errors import ChainBroken, NotFound
from flask_amends.service import views
from flask_amends.state import State
from flask_amends.storage import chain


def verify_chain(state: State, case_id: str) -> int:
    """Verify the history of a case; returns the number of its entries.

    Raises :class:`NotFound`, and :class:`ChainBroken` with every place that does not verify. Erased texts and
    photos are no fault.
    """
    problems, count = examine(state, case_id)
    if problems:
        raise ChainBroken(case_id, problems)
    return count


def examine(state: State, case_id: str) -> tuple[Sequence[str], int]:
    """What does not verify in a case, and how many entries it has."""
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        if row is None:
            raise NotFound("case", case_id)
        rows = unit.history.of(case_id)
        words = unit.history.words_of(case_id)
        files = unit.files.of(case_id)
    problems = chain.problems(rows, words, files)
    if not problems:
        entries = views.read_entries(rows, words, files, {})
        if not entries or replay(entry.event for entry in entries) != row.dispute:
            problems.append("the case is not what its history adds up to")
    return problems, len(rows)
