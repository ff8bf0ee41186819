"""A figure, its goal, and the table they are printed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much is done. ``rounds`` are repeated side by side, and the middle one counts."""

    rounds: int = 3
    deliveries: int = 1_000
    counted: int = 400
    submits: int = 600
    latencies: int = 1_000
    pages: int = 400
    cases: int = 100_000

    @classmethod
    def tiny(cls) -> Self:
        """As little as possible."""
        return cls(rounds=1, deliveries=12, counted=8, submits=8, latencies=8, pages=8, cases=20)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line: a ratio measured in this run against its goal, if there is one.

    ``at_most`` says which way the goal points.
    """

    id: str
    what: str
    ratio: float | None
    goal: float | None = None
    at_most: bool = True
    how: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal is reached."""
        if self.ratio is None:
            return "not measured"
        if self.goal is None:
            return "no goal"
        reached = self.ratio <= self.goal if self.at_most else self.ratio >= self.goal
        return "reached" if reached else "missed"


def table(figures: Iterable[Figure]) -> str:
    """The figures as plain text."""
    rows = [("id", "what", "goal", "measured", "verdict", "from")]
    for one in figures:
        goal = "-" if one.goal is None else f"{'<=' if one.at_most else '>='} {one.goal:.2f}"
        measured = "-" if one.ratio is None else f"{one.ratio:.2f}"
        rows.append((one.id, one.what, goal, measured, one.verdict, one.how))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join((*map(str.ljust, row, widths), row[5])).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def middle(values: Iterable[float]) -> float:
    """The middle one."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
