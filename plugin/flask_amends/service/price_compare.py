"""The shop's present prices beside the ledger: which of them the price guard never saw (P1, P7).

Whatever writes prices past the guard, such as SQL by hand, an import or another program, is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.notices.facts import fact, money, sku_of
from flask_amends.service.catalogue import NoCatalogueError
from flask_amends.service.price_batches import AT_ONCE, Progress, check_all
from flask_amends.service.price_offers import Judged, Offered
from flask_amends.state import State


class Gap(StrEnum):
    """How a shop's price differs from the ledger."""

    #: The ledger has no price of this item.
    UNCHECKED = "unchecked"
    #: Another price is in force: this one was written past the guard.
    OTHER = "other"
    #: The guard holds this very price, and yet it is shown.
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """A price of the shop that is not the one of the ledger, with what the guard says of it."""

    gap: Gap
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How many items were compared, those that differ, and how many have no price that can be read."""

    compared: int
    found: Sequence[Different]
    unread: int = 0

    def count(self, gap: Gap) -> int:
        """How many differ in this way."""
        return sum(one.gap is gap for one in self.found)


def compare(
    state: State, offers: Sequence[Offered], *, unread: int = 0, progress: Progress | None = None
) -> Comparison:
    """Compare what the shop shows with the ledger; nothing is written."""
    rows = check_all(state, offers, progress=progress).rows
    differing = [one for one in rows if one.in_force != one.offer.new]
    held = _held(state, [one.offer for one in differing])
    found = [Different(gap=_gap(one, held), judged=one) for one in differing]
    return Comparison(compared=len(offers), found=found, unread=unread)


def of_catalogue(state: State) -> tuple[list[Offered], int] | None:
    """The prices of ``@amends.catalogue``, and how many items have none that can be read.

    ``None`` where the shop registered no such function. Raises :class:`NoCatalogueError` where that fails.
    """
    given = state.handlers.catalogue
    if given is None:
        return None
    try:
        found = [_offer(state, item) for item in given()]
    except Exception as error:
        raise NoCatalogueError(
            f"The shop's function for its items failed: {type(error).__name__}: {error}"
        ) from error
    known = {one.sku: one for one in found if one is not None}
    return list(known.values()), sum(one is None for one in found)


def _offer(state: State, item: Any) -> Offered | None:
    currency = fact(item, "currency")
    price = money(fact(item, "unit_price", "price"), str(currency) if currency else state.settings.currency)
    try:
        return None if price is None else Offered(sku=sku_of(item), new=price)
    except InvalidInput:
        return None


def _gap(one: Judged, held: set[tuple[str, Money]]) -> Gap:
    if (one.offer.sku, one.offer.new) in held:
        return Gap.HELD
    return Gap.UNCHECKED if one.in_force is None else Gap.OTHER


def _held(state: State, offers: Sequence[Offered]) -> set[tuple[str, Money]]:
    found: set[tuple[str, Money]] = set()
    for currency in {one.new.currency for one in offers}:
        skus = [one.sku for one in offers if one.new.currency == currency]
        for part in _parts(skus):
            with state.store.read() as unit:
                rows: Iterable[Any] = unit.prices.held_of(part, currency).values()
            found |= {(row.sku, row.price) for waiting in rows for row in waiting}
    return found


def _parts(skus: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(skus), AT_ONCE):
        yield skus[start : start + AT_ONCE]
