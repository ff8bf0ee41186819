"""The form of a transition: one row of the table, and the look-up of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_amends.disputes import checks as sent
from flask_amends.disputes import conditions as when
from flask_amends.disputes import events
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.course import Course
from flask_amends.disputes.events import Fact
from flask_amends.disputes.vocabulary import Action, Actor, Clock, Status

May = Callable[[Course], Refusal | None]
Check = Callable[[Course, Any], Refusal | None]
Effect = Callable[[Course, Any], None]


class Turn(StrEnum):
    """What a row does to the turn's clock."""

    NEW = "new"
    KEPT = "kept"
    SET = "set"
    EITHER = "new or kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One transition: ``may`` reads the dispute, ``check`` what was sent; the other columns are complete."""

    statuses: frozenset[Status]
    action: Action
    actors: frozenset[Actor]
    may: May
    check: Check
    effect: Effect
    targets: frozenset[Status]
    turn: Turn
    events: frozenset[type[Fact]]


EXPIRY: dict[Clock, Action] = {
    Clock.STATUTORY: Action.STATUTORY_EXPIRED,
    Clock.TURN: Action.TURN_EXPIRED,
    Clock.NEGOTIATION: Action.NEGOTIATION_EXPIRED,
    Clock.CASE: Action.CASE_EXPIRED,
}


def row(  # noqa: PLR0917 - the table's columns
    statuses: Status | Iterable[Status],
    action: Action,
    actors: Actor | Iterable[Actor],
    effect: Effect,
    targets: Status | Iterable[Status] | None,
    events: Iterable[type[Fact]],
    *,
    may: May = when.always,
    check: Check = sent.nothing,
    turn: Turn = Turn.NEW,
) -> Row:
    """A row; ``targets`` of ``None`` mean that the status stays."""
    sources = frozenset({statuses} if isinstance(statuses, Status) else statuses)
    where = sources if targets is None else frozenset({targets} if isinstance(targets, Status) else targets)
    return Row(
        statuses=sources,
        action=action,
        actors=frozenset({actors} if isinstance(actors, Actor) else actors),
        may=may,
        check=check,
        effect=effect,
        targets=where,
        turn=Turn.KEPT if targets is None and turn is Turn.NEW else turn,
        events=frozenset(events),
    )


def expiry(
    clock: Clock,
    statuses: Status | Iterable[Status],
    effect: Effect,
    targets: Status | Iterable[Status],
    *facts: type[Fact],
    missed: bool = True,
) -> Row:
    """The row of a clock that runs out: the system's act, at this clock's time, and on nobody's word.

    ``missed`` is false where a party was given time, but nothing was expected of it.
    """
    happened: tuple[type[Fact], ...] = (events.DeadlineMissed, *facts) if missed else facts
    turn = Turn.EITHER if clock is Clock.NEGOTIATION else Turn.NEW
    due = when.is_due(clock)
    return row(statuses, EXPIRY[clock], Actor.SYSTEM, effect, targets, happened, may=due, turn=turn)


def index(rows: Iterable[Row]) -> dict[tuple[Status, Action, Actor], Row]:
    """Rows by status, action and actor. Raises ``ValueError`` where two rows claim the same."""
    found: dict[tuple[Status, Action, Actor], Row] = {}
    for one in rows:
        for key in ((status, one.action, actor) for status in one.statuses for actor in one.actors):
            if key in found:
                raise ValueError(f"Two rows for {' / '.join(key)}.")
            found[key] = one
    return found
