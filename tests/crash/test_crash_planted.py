"""The checks are worth something: every bug that is planted in the killed process is caught by them."""

import pytest

from tests.crash.laboratory import Laboratory, Trial
from tests.crash.scenarios import names

MEANT_FOR = {
    "commit_before_event": ("negotiate", "after commit"),
    "commit_before_outbox": ("negotiate", "after commit"),
    "commit_before_mails": ("talk", "after commit"),
    "acknowledged_before_commit": ("negotiate", "before commit"),
    "new_id_on_each_attempt": ("deliver", "after send"),
    "delivered_before_sent": ("deliver", "before send"),
    "no_order_within_a_case": ("deliver", "before send"),
}


def points_at(laboratory: Laboratory, name: str, label: str, *, bug: str) -> list[int]:
    """The failpoints of a run with a bug that have a label."""
    plan, report = laboratory.begin(name, bug=bug)
    laboratory.end(plan)
    return [number for number, found in enumerate(report.labels, 1) if found == label]


@pytest.mark.parametrize("bug", MEANT_FOR)
def test_a_planted_bug_is_caught(sqlite_laboratory: Laboratory, bug: str):
    name, label = MEANT_FOR[bug]
    points = points_at(sqlite_laboratory, name, label, bug=bug)
    assert points
    assert any(Trial(sqlite_laboratory, name, point, bug=bug).violations() for point in points)


def test_a_commit_before_its_event_leaves_a_case_that_its_history_does_not_explain(
    sqlite_laboratory: Laboratory,
):
    points = points_at(sqlite_laboratory, "negotiate", "after commit", bug="commit_before_event")
    trial = Trial(sqlite_laboratory, "negotiate", points[0], bug="commit_before_event")
    assert "the case is not what its history adds up to" in " ".join(trial.violations())


def test_there_are_at_least_twelve_scenarios():
    assert len(names()) >= 12
