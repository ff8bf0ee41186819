"""Prints the transition table as a Mermaid state diagram: ``python -m flask_amends.disputes.diagram``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from flask_amends.disputes.table import EXPIRY, Row, Turn
from flask_amends.disputes.transitions import EXECUTE, ROWS
from flask_amends.disputes.vocabulary import Action, Actor, Clock, Status

#: What may happen nearly everywhere would hide the rest; the text beside the diagram names it.
EVERYWHERE = {
    Action.RETRACT,
    Action.WAIVE,
    Action.POST_MESSAGE,
    Action.ADD_EVIDENCE,
    Action.ORDER_REFUNDED,
    Action.ORDER_REVERSED,
    Action.ORDER_CHARGED_BACK,
    Action.ORDER_WITHDRAWN,
    Action.REMIND,
}
#: Where a claim begins, by the entry rule.
ENTRIES = (Status.QUARANTINED, Status.UNVERIFIED, Status.AWAITING_SHOP, Status.UNDER_REVIEW)
#: The fork behind an agreement, an award or a silence: what is left to perform.
FORK = "execute"

_CLOCKS = {action: clock for clock, action in EXPIRY.items()}
_ORDER = [*(status.value for status in Status), FORK]


def mermaid(rows: Iterable[Row] = ROWS) -> str:
    """The diagram: one arrow for each pair of statuses, with what leads along it."""
    labels: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.action not in EVERYWHERE:
            for arrow in _arrows(row):
                labels.setdefault(arrow, []).append(_label(row))
    for target in sorted(EXECUTE):
        labels[FORK, target] = [_FORKS[target]]
    arrows = sorted(labels, key=lambda arrow: (_ORDER.index(arrow[0]), _ORDER.index(arrow[1])))
    return "\n".join(
        [
            "stateDiagram-v2",
            f"    state {FORK} <<choice>>",
            *(f"    [*] --> {status}" for status in ENTRIES),
            *(f"    {a} --> {b}: {', '.join(dict.fromkeys(labels[a, b]))}" for a, b in arrows),
            f"    {Status.CLOSED} --> [*]",
            "",
        ]
    )


_FORKS = {
    Status.AWAITING_RETURN: "a return is required",
    Status.AWAITING_COMPENSATION: "something is owed",
    Status.CLOSED: "nothing is left to perform",
}


def _arrows(row: Row) -> Iterator[tuple[str, str]]:
    for source in row.statuses:
        for target in row.targets - EXECUTE if row.targets >= EXECUTE else row.targets:
            if source == target or row.turn is Turn.NEW or target not in row.statuses:
                yield source.value, target.value
        if row.targets >= EXECUTE:
            yield source.value, FORK


def _label(row: Row) -> str:
    """The action; or the clock, which for the turn is just "time"."""
    if row.actors != {Actor.SYSTEM} or row.action not in _CLOCKS:
        return row.action.value
    clock = _CLOCKS[row.action]
    return "time" if clock is Clock.TURN else f"{clock} clock"


if __name__ == "__main__":
    sys.stdout.write(mermaid())
