"""``simulate``: what will happen in the coming days if nobody acts, on copies that nothing comes of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from flask_amends.cli.printing import as_json, print_json, told
from flask_amends.service.simulation import BY_ITSELF, Missed, Simulation, Step, simulate
from flask_amends.state import get_state
from flask_amends.web.desk.labels import OUTCOMES
from flask_amends.web.desk.report_words import SILENCES

LONGEST = 366


def register(group: AppGroup) -> None:
    """Add this command."""
    group.add_command(command)


@click.command("simulate")
@click.option("--days", type=click.IntRange(1, LONGEST), default=30, help="How far to look ahead.")
@as_json
@told
def command(days: int, *, as_json: bool) -> None:
    """Show what will happen if nobody acts: per case which day what, and sums.

    Time passes over copies in memory: nothing is written, sent, paid or asked for.
    """
    state = get_state()
    found = simulate(state, days)
    if as_json:
        print_json(_document(found))
        return
    for line in _lines(found, ZoneInfo(state.settings.time_zone)):
        click.echo(line)


def _lines(found: Simulation, zone: ZoneInfo) -> Iterator[str]:
    if not found.cases and not found.missed:
        yield "No case is open and no question waits: nothing will happen."
        return
    happenings: list[Step | Missed] = [*found.steps, *found.missed]
    happenings.sort(key=lambda one: (one.at, one.reference_number))
    for day, mine in groupby(happenings, key=lambda one: one.at.astimezone(zone).date()):
        yield f"{day:%a} {day.isoformat()}"
        for one in mine:
            yield f"  {one.at.astimezone(zone):%H:%M}  {one.reference_number}  {_sentence(one)}"
    yield ""
    yield from _sums(found)


def _sentence(one: Step | Missed) -> str:
    if isinstance(one, Missed):
        return "The promised answer to this question is not there in time."
    parts = [_rule(one.rule)]
    if one.owed is not None:
        parts.append(f"The shop owes {one.owed}")
    if one.outcome is not None:
        parts.append(f"The case ends: {OUTCOMES[one.outcome.value]}")
    return ". ".join(parts) + "."


def _sums(found: Simulation) -> Iterator[str]:
    yield f"Of {found.cases} open case(s), {found.still_open} would still be open on {found.end:%Y-%m-%d}."
    for rule, count in found.by_rule().items():
        yield f"  {count:4}  {_rule(rule)}"
    for outcome, count in found.by_outcome().items():
        yield f"  {count:4}  {OUTCOMES[outcome.value]}"
    for amount in found.owed().values():
        yield f"Owed because nobody answered: {amount}."
    if found.missed:
        yield f"Questions without their answer in time: {len(found.missed)}."


def _rule(rule: str) -> str:
    return "The shop's own function performs what is owed" if rule == BY_ITSELF else SILENCES[rule]


def _document(found: Simulation) -> dict[str, Any]:
    return {
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "open_cases": found.cases,
        "still_open": found.still_open,
        "steps": [_step(one) for one in found.steps],
        "questions": _questions(found.missed),
        "rules": found.by_rule(),
        "outcomes": {outcome.value: count for outcome, count in found.by_outcome().items()},
        "owed": [str(amount) for amount in found.owed().values()],
    }


def _step(one: Step) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "case_id": one.case_id,
        "reference_number": one.reference_number,
        "rule": one.rule,
        "status": one.status.value,
        "owed": None if one.owed is None else str(one.owed),
        "outcome": None if one.outcome is None else one.outcome.value,
    }


def _questions(missed: Sequence[Missed]) -> list[dict[str, str]]:
    return [{"at": one.at.isoformat(), "reference_number": one.reference_number} for one in missed]
