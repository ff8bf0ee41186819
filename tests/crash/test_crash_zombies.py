"""A worker that was frozen while another took its work over cannot write over what the other one wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from tests.crash.laboratory import BEYOND_LEASES, Laboratory, promises
from tests.crash.scenarios import find
from tests.crash.world import World, fingerprint

#: Where it is frozen: with a lease in hand, and no transaction open.
PLACES = [
    ("deliver", "before send"),
    ("deliver", "after send"),
    ("deliver_to_failing_receiver", "after send"),
    ("send_mails", "before mail"),
    ("send_mails", "after mail"),
    ("compensate", "before payment"),
    ("compensate", "after payment"),
    ("work", "after send"),
]


def wrongs(laboratory: Laboratory, name: str, label: str, nth: int, bug: str | None = None) -> Iterator[str]:
    """Freeze a worker at a point, let another one do its work, and wake it up again."""
    scenario = find(name)
    plan = replace(laboratory.plan(name), crash_at=nth, label=label, stops=True, bug=bug)
    assert laboratory.server.stop(plan), f"{name} has no {nth} times {label!r}"
    now = datetime.fromisoformat(plan.at) + BEYOND_LEASES
    other = World(replace(plan, seed=2, at=now.isoformat()))
    try:
        for _ in range(40 if scenario.patient else 1):
            other.work(mails=scenario.mails)
            other.clock.move(minutes=40 if scenario.patient else 0)
        before = fingerprint(other.state)
        report = laboratory.server.resume()
        if report.error is not None:
            yield report.error
        if fingerprint(other.state) != before:
            yield "the frozen one wrote over the other one's work"
        yield from promises(laboratory, scenario, other, report, crashes=1)
    finally:
        other.close()
        laboratory.databases.settle(plan.database_uri)
        laboratory.end(plan)


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize(("name", "label"), PLACES)
def test_a_frozen_worker_changes_nothing_when_it_wakes(
    sqlite_laboratory: Laboratory, name: str, label: str, nth: int
):
    assert list(wrongs(sqlite_laboratory, name, label, nth)) == []


@pytest.mark.parametrize(("name", "label"), PLACES)
def test_a_frozen_worker_changes_nothing_when_it_wakes_on_postgres(
    postgres_laboratory: Laboratory, name: str, label: str
):
    assert list(wrongs(postgres_laboratory, name, label, 1)) == []


def test_without_fencing_it_would_be_noticed(sqlite_laboratory: Laboratory):
    found = list(wrongs(sqlite_laboratory, "deliver", "after send", 1, bug="no_fencing"))
    assert "the frozen one wrote over the other one's work" in found
