"""The price guard: what it finds of made-up mistakes, what it holds of true changes, and what it costs."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Level, PriceVerdict, check_price
from flask_amends.guards.price.batch import Row, check_batch
from flask_amends.guards.price.reading import Signs
from flask_amends.service import price_batches
from flask_amends.service.price_files import Layout, Read, read
from flask_amends.service.price_offers import Offered, Origin
from flask_amends.testing import make_shop
from tests.bench.figures import Figure, Scale, middle
from tests.bench.price_mistakes import KINDS, Kind, slipped
from tests.bench.price_series import Change, changes

SEED, ITEMS, CHECKS, ROWS = 20261122, 400, 2_000, 100_000
#: One wrong price among so many true changes: what the reviewer's work is reckoned by.
BASE_RATE = 0.001
_AT_LEAST_WARN = (Level.WARN, Level.HOLD, Level.BLOCK)
_HELD = (Level.HOLD, Level.BLOCK)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Of so many mistakes of a kind: how many were held, warned of at least, named, and named first."""

    name: str
    tried: int
    held: int
    warned: int
    named: int
    first: int

    def line(self) -> str:
        """A row of the table."""
        counts = (self.held, self.warned, self.named, self.first)
        shares = (f"{100 * one / self.tried:6.1f} %" if self.tried else f"{'-':>8}" for one in counts)
        return f"{self.name:36}{self.tried:7}  {'  '.join(shares)}"


def detect(true: Sequence[Change], kinds: Sequence[Kind] = KINDS) -> list[Found]:
    """Every kind, put into every change it can happen in."""
    return [_of_kind(kind, true) for kind in kinds]


def false_holds(true: Sequence[Change]) -> tuple[int, int, int]:
    """Of the true changes: how many are held, how many of these are clearances, how many are warned of."""
    levels = [(check(one, one.new).level, one.clearance) for one in true]
    held = [clearance for level, clearance in levels if level in _HELD]
    return len(held), sum(held), sum(level is Level.WARN for level, _ in levels)


def check(change: Change, price: Money, known: Mapping[str, Any] | None = None) -> PriceVerdict:
    """The guard with what a shop would tell it about a change."""
    return check_price(price, change.past, month_median=change.month, **(known or {}))


def report(seed: int = SEED, items: int = ITEMS) -> Iterator[str]:
    """The table, with the precision that follows."""
    true = list(changes(seed, items))
    again = [replace(one, new=one.past[-1]) for one in true]
    held, clearances, warned = false_holds(true)
    found: list[Found] = []
    for title, cases in (("in a price typed again", again), ("in a price changed at once", true)):
        found = detect(cases)
        yield f"{title:36}{'tried':>7}  {'held':>8}  {'warned+':>8}  {'named':>8}  {'first':>8}"
        yield from (one.line() for one in found)
    yield from _lists(true)
    rate = held / len(true)
    yield (
        f"true changes: {len(true)}; held {held} ({1000 * rate:.1f} of 1,000), {clearances} of them "
        f"clearances of half the price or more; warned of {warned}"
    )
    recall = sum(one.held for one in found) / sum(one.tried for one in found)
    precision = BASE_RATE * recall / (BASE_RATE * recall + rate)
    yield f"with 1 mistake in 1,000 changes, {100 * precision:.0f} of 100 held prices are mistakes"


def lists(true: Sequence[Change], rows: int = 30) -> Mapping[str, Sequence[Sequence[Row]]]:
    """Whole lists of so many rows, in order and slipped by one, sent as they were and with new prices.

    Neighbours have nothing to do with each other, as in a list sorted by number.
    """
    found: dict[str, list[Sequence[Row]]] = {name: [] for name in _LISTS}
    mixed = random.Random(SEED).sample(true, len(true))
    for start in range(0, len(mixed) - rows, rows):
        part = mixed[start : start + rows]
        before, after = [one.past[-1] for one in part], [one.new for one in part]
        for name, prices in zip(
            _LISTS, (after, slipped(before, 1), slipped(before, -1), slipped(after, 1)), strict=True
        ):
            found[name].append(
                [
                    Row(sku=str(at), new=price, old=one.past[-1], verdict=check(one, price))
                    for at, (one, price) in enumerate(zip(part, prices, strict=True))
                ]
            )
    return found


_LISTS = (
    "list in order, every price new",
    "list slipped down by a row",
    "list slipped up by a row",
    "list slipped, every price new",
)


def _lists(true: Sequence[Change]) -> Iterator[str]:
    for name, found in lists(true).items():
        codes = [[one.code for one in check_batch(rows)] for rows in found]
        held, named = sum(bool(one) for one in codes), sum("D10" in one for one in codes)
        shares = (f"{100 * one / len(codes):6.1f} %" for one in (held, named))
        yield f"{name:36}{len(codes):7}  {'  '.join(shares)}  (held, named)"


def _of_kind(kind: Kind, true: Sequence[Change]) -> Found:
    chance = random.Random(kind.name)
    tried = held = warned = named = first = 0
    for change in true:
        wrong = kind.slip(chance, change)
        if wrong is None:
            continue
        if kind.new:
            verdict = check_price(wrong.price, (), **_of_new(kind, change))
        else:
            verdict = check(change, wrong.price, wrong.known)
        codes = [one.code for one in verdict.findings]
        tried += 1
        held += verdict.level in _HELD
        warned += verdict.level in _AT_LEAST_WARN
        named += bool(set(codes) & set(kind.names))
        first += bool(codes) and codes[0] in kind.names
    return Found(name=kind.name, tried=tried, held=held, warned=warned, named=named, first=first)


def _of_new(kind: Kind, change: Change) -> Mapping[str, Any]:
    if "cost" in kind.name:
        return {"cost": change.cost}
    return {"list_price": change.listed} if "list" in kind.name else {"category": change.category}


# -- what it costs -------------------------------------------------------------------------------------------


def costs(home: Path, scale: Scale) -> list[Figure]:
    """A check of a true price, one of a wrong price, and a whole list from its file to its report."""
    true = list(changes(SEED, max(20, scale.cases // 500)))[:CHECKS]
    calm = [one for one in true if check(one, one.new).level is Level.OK]
    wrong = [(one, Money.from_minor(max(1, one.new.minor // 100), one.new.currency)) for one in calm]
    unflagged = _each(scale, len(calm), lambda: [check(one, one.new) for one in calm])
    flagged = _each(scale, len(wrong), lambda: [check(one, price) for one, price in wrong])
    rows = min(ROWS, scale.cases)
    seconds, held = _file(home, rows)
    return [
        Figure(
            id="B12",
            what="a price check, flagged / unflagged",
            ratio=flagged / unflagged,
            how=(f"{unflagged * 1e6:.0f} us unflagged, {flagged * 1e6:.0f} us flagged"),
        ),
        Figure(
            id="B12",
            what="a price list, seconds",
            ratio=seconds,
            how=(f"{rows} rows read, checked against the ledger and judged as a whole; {held} held"),
        ),
    ]


def _each(scale: Scale, count: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(scale.rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) / max(1, count))
    return middle(times)


def _file(home: Path, rows: int) -> tuple[float, int]:
    shop = make_shop(f"sqlite:///{home / 'prices.sqlite3'}", mails=False)
    chance = random.Random(SEED)
    amounts = [chance.randrange(500, 90_000) for _ in range(rows)]
    offers = [
        Offered(sku=f"sku-{at}", new=Money.from_minor(amount, "EUR")) for at, amount in enumerate(amounts)
    ]
    try:
        price_batches.record_all(shop.state, offers, Origin(source="import"))
        lines = ["sku,price"]
        for at, amount in enumerate(amounts):
            new = amount // 10 if at % 1000 == 0 else round(amount * 1.02)
            lines.append(f"sku-{at},{Decimal(new) / 100:.2f}")
        start = time.perf_counter()
        layout = Layout(signs=Signs(decimal="."), currency="EUR")
        taken = [row.offer for row in read(lines, layout) if isinstance(row, Read)]
        found = price_batches.check_all(shop.state, taken)
        seconds = time.perf_counter() - start
    finally:
        shop.close()
    return seconds, found.count(Level.HOLD)


if __name__ == "__main__":
    for text in report():
        print(text)
