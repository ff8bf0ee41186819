"""Reading the price ledger: what an item costs, its lowest price of thirty days, what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes.money import Money
from flask_amends.service.price_decisions import Decision
from flask_amends.service.price_ledger import WITHDRAWN
from flask_amends.service.price_offers import PriceKind
from flask_amends.service.prices import WINDOW
from flask_amends.state import State
from flask_amends.storage.price_records import PriceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What an item costs now: the price in force since a moment, and one that waits to be looked at."""

    price: Money | None
    since: datetime | None
    held: PriceRow | None
    kind: str | None = None
    ends_at: datetime | None = None

    @property
    def is_checked(self) -> bool:
        """Whether a price is being checked just now."""
        return self.held is not None


def current(state: State, sku: str, currency: str | None = None) -> Current:
    """What an item costs now in a currency (default: the shop's), and whether a newer price is checked."""
    series = (sku, currency or state.settings.currency)
    with state.store.read() as unit:
        found = unit.prices.newest(*series)
        waiting = unit.prices.held_of([series[0]], series[1]).get(sku, ())
    newest = found[0] if found else None
    held = waiting[0] if waiting else None
    if held is not None and newest is not None and newest.at > held.at:
        held = None
    return Current(
        price=None if newest is None else newest.price,
        since=None if newest is None else newest.at,
        held=held,
        kind=None if newest is None else newest.kind,
        ends_at=None if newest is None else newest.ends_at,
    )


def lowest(
    state: State, sku: str, currency: str | None = None, *, before: datetime | None = None
) -> Money | None:
    """The lowest price of the thirty days before a reduction; ``None`` if there was none.

    ``before`` is when the reduction began (default: when the price now in force was set), so that the reduced
    price is not its own comparison. Prices for members only do not count.
    """
    series = (sku, currency or state.settings.currency)
    with state.store.read() as unit:
        newest = unit.prices.newest(*series)
        if not newest:
            return None
        until = before or newest[0].at
        rows = unit.prices.in_window(*series, since=until - WINDOW, until=until)
    counted = [row for row in rows if row.kind != PriceKind.MEMBER]
    return min((row.price for row in counted), default=None, key=lambda price: price.minor)


def waiting(state: State, *, after: tuple[int, str] | None = None, limit: int = 50) -> Sequence[PriceRow]:
    """Held prices, those that could cost the most first."""
    with state.store.read() as unit:
        return unit.prices.waiting(after=after, limit=limit)


def count_waiting(state: State) -> int:
    """How many held prices wait for somebody."""
    with state.store.read() as unit:
        return unit.prices.count_waiting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often the guard was right: of the prices it held, how many were mistakes."""

    mistakes: int
    meant: int

    @property
    def share(self) -> float | None:
        total = self.mistakes + self.meant
        return self.mistakes / total if total else None


def precision(state: State) -> Precision:
    """The guard's precision in this shop, from what staff decided."""
    with state.store.read() as unit:
        answers = unit.prices.answers()
    mistakes = sum(answers.get(one, 0) for one in (Decision.CORRECT, Decision.REJECT, WITHDRAWN))
    return Precision(mistakes=mistakes, meant=answers.get(Decision.ACCEPT, 0))
