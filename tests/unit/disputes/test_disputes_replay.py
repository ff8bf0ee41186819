"""The history is the dispute: whatever happens, replaying its events gives the same state."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_amends.disputes import POLICIES, evolve, replay
from flask_amends.disputes import commands as c
from flask_amends.disputes.deadlines import next_due
from flask_amends.disputes.decide import decide
from flask_amends.disputes.vocabulary import Actor
from tests.exploration.explorer import ALL_ACTIONS, plan
from tests.exploration.families import at_marketplace, delivered_by_marketplace
from tests.exploration.moves import FULL, RETURN, UNKNOWN, claim
from tests.unit.disputes.histories import FOLDER, event_from_json, event_to_json, read
from tests.unit.disputes.story import Case

ROOTS = [
    claim(),
    claim(UNKNOWN, suspicious=True, needs_verification=True),
    at_marketplace(RETURN),
    delivered_by_marketplace(FULL),
    claim(RETURN, late=True),
]
PLAN = plan(ALL_ACTIONS)
HISTORIES = sorted(FOLDER.glob("*.json"))


def possible(case: Case) -> list[c.Command]:
    return [
        command
        for _row, actor, make in PLAN[case.dispute.status]
        for command in make(actor, case.dispute, case.now, case.policy)
    ]


@given(st.sampled_from(ROOTS), st.sampled_from(list(POLICIES.values())), st.data())
def test_any_history_replays_to_the_same_dispute(root: c.OpenClaim, policy: Any, data: st.DataObject):
    case = Case(root, policy)
    for _step in range(data.draw(st.integers(0, 25))):
        _step_of(case, data)
    assert replay(case.history) == case.dispute
    assert [event.sequence for event in case.history] == list(range(1, len(case.history) + 1))
    assert case.dispute.version == len(case.history)
    assert replay(event_from_json(json.loads(json.dumps(event_to_json(one)))) for one in case.history) == (
        case.dispute
    )


def _step_of(case: Case, data: st.DataObject) -> None:
    """An act that may be refused, or some time; a turn that is over is over afterwards."""
    commands = possible(case)
    if not commands or data.draw(st.booleans()):
        due = next_due(case.dispute.status, case.dispute.clocks) or case.now
        case.now = data.draw(st.sampled_from([case.now, due, due + timedelta(days=40)]))
        command: c.Command = c.Remind(actor=Actor.SYSTEM)
    else:
        command = data.draw(st.sampled_from(commands))
    decision = decide(case.dispute, command, case.now, case.policy)
    case.dispute = decision.dispute
    case.history += decision.events
    still = case.dispute.clocks.turn_due_at
    assert still is None or still > case.now


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_recorded_history_replays_as_it_was(path: Path):
    history, dispute = read(path)
    assert replay(history) == dispute
    recorded = json.loads(path.read_text(encoding="utf-8"))["history"]
    assert holds([event_to_json(one) for one in history], recorded)


def holds(now: Any, recorded: Any) -> bool:
    """Whether all that was recorded is still told; fields that were added since are empty."""
    if isinstance(recorded, dict):
        added = {name: value for name, value in now.items() if name not in recorded}
        same = all(name in now and holds(now[name], value) for name, value in recorded.items())
        return same and not any(added.values())
    if isinstance(recorded, list):
        return len(now) == len(recorded) and all(map(holds, now, recorded))
    return bool(now == recorded)


def test_there_are_recorded_histories():
    assert len(HISTORIES) >= 5


def test_an_event_out_of_order_is_refused():
    case = Case().offers(RETURN)
    with pytest.raises(ValueError, match="cannot follow"):
        evolve(case.dispute, case.history[1])
    with pytest.raises(ValueError, match="begins with"):
        replay(case.history[1:])
    with pytest.raises(ValueError, match="at least one"):
        replay([])
