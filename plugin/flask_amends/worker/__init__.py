"""The work nobody waits for: deadlines, webhooks, mails, compensations; the same whoever calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_amends.state import State
    from flask_amends.worker.work import Done


def run_once(state: State, budget: int = 500) -> Done:
    """One round of work, with threads and connections of its own."""
    # A web process that only serves pages never loads the HTTP client.
    from flask_amends.worker import work

    return work.run_once(state, budget)
