"""Killed at any point, a shop loses nothing it has acknowledged, invents nothing, and gets stuck nowhere."""

import pytest

from tests.crash.laboratory import Laboratory, Trial
from tests.crash.scenarios import names

POINTS = 22


def spread(total: int, count: int) -> list[int]:
    """So many points of 1 to total, evenly, with both ends."""
    if total <= count:
        return list(range(1, total + 1))
    return sorted({1 + round(step * (total - 1) / (count - 1)) for step in range(count)})


def broken(laboratory: Laboratory, name: str, points: int) -> dict[str, list[str]]:
    """What is wrong after a crash at these many points of a scenario."""
    labels = laboratory.normal(name).labels
    chosen = spread(len(labels), points)
    print(f"\n{name}: {len(labels)} failpoints, killed at {len(chosen)}")  # noqa: T201 - the figures are wanted
    results = {point: Trial(laboratory, name, point).violations() for point in chosen}
    return {f"{point} {labels[point - 1]}": found for point, found in results.items() if found}


@pytest.mark.parametrize("name", names())
def test_a_killed_process_breaks_no_promise(sqlite_laboratory: Laboratory, name: str):
    assert broken(sqlite_laboratory, name, POINTS) == {}
