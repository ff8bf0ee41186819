"""What the table does not list is refused, for every status, action and actor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes import decide, transitions
from flask_amends.disputes.commands import COMMANDS
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.policy import PATIENT
from flask_amends.disputes.table import EXPIRY, Turn, index, row
from flask_amends.disputes.vocabulary import Action, Actor, Clock, RefusalCode, Status
from tests.exploration.explorer import Explorer, Family
from tests.exploration.families import at_marketplace, small
from tests.exploration.keys import Node
from tests.exploration.moves import MOVES, RETURN, claim


@cache
def found() -> dict[Status, list[Node]]:
    """Disputes in every status, as an exploration comes across them."""
    family = Family(
        name="all statuses",
        policy=small(PATIENT, max_evidence_requests=1),
        roots=(at_marketplace(RETURN), claim(suspicious=True, needs_verification=True)),
        actions=frozenset(MOVES) - {Action.COUNTER, Action.ORDER_REVERSED},
    )
    explorer = Explorer(family)
    nodes: dict[Status, list[Node]] = {status: [] for status in Status}
    check = explorer.check

    def keep(node: Node) -> None:
        nodes[node.dispute.status].append(node)
        check(node)
        if all(nodes.values()):
            raise StopIteration

    explorer.check = keep  # type: ignore[method-assign]
    with pytest.raises(StopIteration):
        explorer.run()
    return {status: seen[:10] for status, seen in nodes.items()}


def commands_of(action: Action, actor: Actor, node: Node) -> Iterator[c.Command]:
    if action in MOVES:
        yield from MOVES[action](actor, node.dispute, node.now, PATIENT)
    else:
        yield COMMANDS[action](actor=actor)


@pytest.mark.parametrize("status", Status)
def test_an_illegal_act_is_refused_and_changes_nothing(status: Status):
    illegal = [
        (action, actor)
        for action in Action
        for actor in Actor
        if transitions.find(status, action, actor) is None
    ]
    assert len(illegal) > 200
    for node in found()[status]:
        for action, actor in illegal:
            for command in commands_of(action, actor, node):
                decision = decide(node.dispute, command, node.now, PATIENT)
                assert isinstance(decision.refusal, Refusal), (status, action, actor)
                assert decision.events == ()
                assert decision.dispute is node.dispute


@pytest.mark.parametrize("status", Status)
def test_nobody_can_make_a_clock_run_out(status: Status):
    for node in found()[status]:
        for action in EXPIRY.values():
            for actor in Actor:
                decision = decide(node.dispute, COMMANDS[action](actor=actor), node.now, PATIENT)
                assert decision.refusal is not None
                assert decision.events == ()


def test_a_refusal_says_whether_the_status_or_the_actor_is_wrong():
    node = found()[Status.AWAITING_SHOP][0]
    wrong_actor = decide(node.dispute, c.AcceptClaim(actor=Actor.SHOPPER), node.now, PATIENT)
    wrong_status = decide(node.dispute, c.Confirm(actor=Actor.SHOPPER), node.now, PATIENT)
    assert wrong_actor.refusal is not None
    assert wrong_actor.refusal.code is RefusalCode.WRONG_ACTOR
    assert wrong_status.refusal is not None
    assert wrong_status.refusal.code is RefusalCode.WRONG_STATUS


def test_every_action_has_a_command_and_a_row():
    assert set(COMMANDS) == set(Action)
    assert {row.action for row in transitions.ROWS} == set(Action)


def test_every_open_status_has_an_expiry_of_its_turn():
    expiring = {
        status for row in transitions.ROWS if row.action is EXPIRY[Clock.TURN] for status in row.statuses
    }
    assert expiring == set(Status) - {Status.CLOSED}


def test_every_status_has_a_stage():
    assert set(transitions.STAGES) == set(Status)


def test_two_rows_for_the_same_act_are_refused():
    with pytest.raises(ValueError, match="Two rows"):
        index([*transitions.ROWS, transitions.ROWS[0]])


def test_a_row_without_targets_keeps_status_and_turn():
    kept = row(Status.DECIDED, Action.APPEAL, Actor.SHOP, lambda _course, _command: None, None, ())
    assert (kept.targets, kept.turn) == (frozenset({Status.DECIDED}), Turn.KEPT)
