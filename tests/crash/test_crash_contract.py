"""Killed at any point, a shop loses nothing it has acknowledged, invents nothing, and gets stuck nowhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from tests.crash.laboratory import Laboratory, Trial
from tests.crash.scenarios import names

#: How many of the failpoints of each scenario are tried at every commit; the soak tries all of them.
POINTS_SQLITE = 5
POINTS_POSTGRES = 2

Record = Callable[[str, object], None]


@dataclass
class Campaign:
    """Crashes in one scenario, and what was wrong after them."""

    laboratory: Laboratory
    name: str
    crashes: int = 0
    broken: dict[str, list[str]] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """What each failpoint stands before or behind."""
        return self.laboratory.normal(self.name).labels

    def kill_at(
        self, points: Iterable[int], *, also: Callable[[int], tuple[int, ...]] = lambda _: ()
    ) -> None:
        """Kill at each of these points, and the recovering processes at those ``also`` gives."""
        for point in points:
            trial = Trial(self.laboratory, self.name, point, also_at=also(point))
            if found := trial.violations():
                self.broken[f"{point} {self.labels[point - 1]} {also(point)}"] = found
            self.crashes += trial.crashes

    def report(self, record: Record, kind: str) -> None:
        """Put the figures into the summary of the test run."""
        total = len(self.labels)
        record("figures", f"{self.name} on {kind}: {total} failpoints, {self.crashes} processes killed")


def spread(total: int, count: int) -> list[int]:
    """So many points of 1 to total, evenly, with both ends."""
    if total <= count:
        return list(range(1, total + 1))
    return sorted({1 + round(step * (total - 1) / (count - 1)) for step in range(count)})


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_killed_process_breaks_no_promise(
    sqlite_laboratory: Laboratory, name: str, record_property: Record
):
    campaign = Campaign(sqlite_laboratory, name)
    campaign.kill_at(spread(len(campaign.labels), POINTS_SQLITE))
    campaign.report(record_property, "SQLite")
    assert campaign.broken == {}
    assert campaign.crashes > POINTS_SQLITE / 2


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_killed_process_breaks_no_promise_on_postgres(
    postgres_laboratory: Laboratory, name: str, record_property: Record
):
    campaign = Campaign(postgres_laboratory, name)
    campaign.kill_at(spread(len(campaign.labels), POINTS_POSTGRES))
    campaign.report(record_property, "PostgreSQL")
    assert campaign.broken == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", names())
def test_a_process_can_be_killed_at_every_point(
    sqlite_laboratory: Laboratory, name: str, record_property: Record
):
    campaign = Campaign(sqlite_laboratory, name)
    campaign.kill_at(range(1, len(campaign.labels) + 1))
    campaign.report(record_property, "SQLite")
    assert campaign.broken == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", names())
def test_recovering_processes_can_be_killed_too(
    sqlite_laboratory: Laboratory, name: str, record_property: Record
):
    campaign = Campaign(sqlite_laboratory, name)
    # Steps without a common divisor, so that every part of the recovery is met.
    campaign.kill_at(
        range(1, len(campaign.labels) + 1, 3), also=lambda point: (point * 7 % 83 + 1, point * 5 % 61 + 1)
    )
    campaign.report(record_property, "SQLite, three times in a row")
    assert campaign.broken == {}


@pytest.mark.soak
@pytest.mark.parametrize("name", names())
def test_a_process_can_be_killed_at_every_point_on_postgres(
    postgres_laboratory: Laboratory, name: str, record_property: Record
):
    campaign = Campaign(postgres_laboratory, name)
    campaign.kill_at(range(1, len(campaign.labels) + 1))
    campaign.report(record_property, "PostgreSQL")
    assert campaign.broken == {}
