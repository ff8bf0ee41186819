"""It never sticks: every configuration of every family, and what happens when a rule is taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flask_amends.disputes import events, transitions
from flask_amends.disputes.table import Row
from flask_amends.disputes.vocabulary import Action, Status
from tests.exploration.explorer import Family, Report, Stuck, explore
from tests.exploration.families import FAMILIES, LARGE

HEADINGS = f"{'family':<66} {'configurations':>14} {'moves':>8} {'closed':>7} {'compared':>8} {'silence':>8}"
#: The explorer lets no reminder happen, since reminders change nothing; unit tests cover them.
NOT_EXPLORED = {Action.REMIND}


def line(family: Family, report: Report) -> str:
    return (
        f"{family.name:<66} {report.configurations:>14,} {report.moves:>8,} {report.closed:>7,} "
        f"{report.compared:>8,} {report.longest_silence.days:>6} d"
    )


def _explored(family: Family) -> Report:
    """A family that breaks a promise is named."""
    try:
        return explore(family)
    except Stuck as found:
        raise AssertionError(f"{family.name}: {found}") from found


@pytest.mark.slow
def test_no_configuration_is_stuck_and_the_table_tells_where_each_row_leads(
    record_property: Callable[[str, object], None],
):
    reports = {family.name: _explored(family) for family in FAMILIES}
    lines = [line(family, reports[family.name]) for family in FAMILIES]
    total = sum(report.configurations for report in reports.values())
    moves = sum(report.moves for report in reports.values())
    longest = max(report.longest_silence for report in reports.values())
    lines.append(
        f"{total:,} configurations, {moves:,} moves; all silent, a case closes in {longest.days} days."
    )
    record_property("figures", "\n".join([HEADINGS, *lines]))
    assert total > 100_000
    assert timedelta(days=3) < longest <= timedelta(days=42)
    assert all(report.compared > 0 for report in reports.values())
    _refuse_untold(reports)


def _refuse_untold(reports: dict[str, Report]) -> None:
    """Over all families together, what a row declares and what it did are the same."""
    targets: dict[Row, set[Status]] = {row: set() for row in transitions.ROWS}
    facts: dict[Row, set[type[events.Fact]]] = {row: set() for row in transitions.ROWS}
    for report in reports.values():
        for row in report.targets:
            targets[row] |= report.targets[row]
            facts[row] |= report.facts[row]
    explored = [row for row in transitions.ROWS if row.action not in NOT_EXPLORED]
    assert {_name(row): targets[row] for row in explored} == {
        _name(row): set(row.targets) for row in explored
    }
    assert {_name(row): facts[row] for row in explored} == {_name(row): set(row.events) for row in explored}


def _name(row: Row) -> str:
    return f"{row.action} in {'/'.join(sorted(row.statuses))} by {'/'.join(sorted(row.actors))}"


@pytest.mark.soak
@pytest.mark.parametrize("family", LARGE, ids=lambda family: family.name)
def test_no_configuration_of_the_large_families_is_stuck(
    family: Family, record_property: Callable[[str, object], None]
):
    report = _explored(family)
    record_property("figures", f"{HEADINGS}\n{line(family, report)}")
    assert report.configurations > 10_000
