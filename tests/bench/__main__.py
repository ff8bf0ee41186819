"""Measure, and print the figures with their goals: ``python -m tests.bench [--quick] [B1 B2 B9]``."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import deliveries, desk, facts, log, notices, pages, prices, promos, submits
from tests.bench.figures import Figure, Scale, table

BENCHES: dict[str, Callable[[Path, Scale], list[Figure]]] = {
    "B1": deliveries.instructions,
    "B2": deliveries.per_cpu_second,
    "B9": submits.claims,
    "B10": pages.pages,
    "B11": notices.pages,
    "B12": prices.costs,
    "B14": promos.checks,
    "desk": desk.inbox,
    "log": log.reads,
}


def main() -> None:
    """Run the benches that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="tiny numbers: shows that it runs, measures nothing"
    )
    parser.add_argument("names", nargs="*", metavar="bench", help=f"of {', '.join(BENCHES)}; default: all")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - BENCHES.keys()
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    scale = Scale.tiny() if chosen.quick else Scale()
    for line in facts.machine():
        print(line)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        for name in chosen.names or BENCHES:
            home = Path(folder) / name
            home.mkdir()
            figures += BENCHES[name](home, scale)
    print()
    print(table(figures))
    print("\nTo repeat: make bench, or python -m tests.bench B1. Ratios count; times swing with the machine.")


if __name__ == "__main__":
    main()
