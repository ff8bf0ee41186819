"""Few combinations that still bring every two values together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

Row = dict[str, Any]


def pairwise(axes: Mapping[str, Sequence[Any]]) -> list[Row]:
    """Rows in which each value of an axis meets each value of every other one at least once.

    Greedy and repeatable: from the rows that are left, the one that brings the most new pairs comes next.
    """
    names = sorted(axes, key=lambda name: -len(axes[name]))
    first, second, *rest = names
    missing = {
        frozenset({(one, mine), (other, yours)})
        for one, other in combinations(names, 2)
        for mine in axes[one]
        for yours in axes[other]
    }
    rows: list[Row] = []
    for mine, yours in product(axes[first], axes[second]):
        row = {first: mine, second: yours}
        for name in rest:
            row[name] = max(axes[name], key=lambda value: len(_pairs({**row, name: value}) & missing))
        missing -= _pairs(row)
        rows.append(row)
    while missing:
        row = {}
        for pair in sorted(missing, key=sorted):
            if all(row.get(name, value) == value for name, value in pair):
                row |= dict(pair)
        row = {name: row.get(name, axes[name][0]) for name in names}
        missing -= _pairs(row)
        rows.append(row)
    return rows


def _pairs(row: Row) -> set[frozenset[tuple[str, Any]]]:
    return {frozenset(pair) for pair in combinations(row.items(), 2)}
