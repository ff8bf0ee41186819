"""Setting prices through the guard: each is checked, written into the ledger, and shown or held (P1, P6, P7).

What is written is :mod:`flask_amends.service.price_ledger`; whole lists are set by
:mod:`flask_amends.service.price_batches`, and what is held is decided in
:mod:`flask_amends.service.price_decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from typing import Unpack

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Level, PriceVerdict, check_price
from flask_amends.service import price_ledger, price_runs
from flask_amends.service.price_offers import Judged, Known, Offered, Origin, PriceKind, Recorded
from flask_amends.state import State
from flask_amends.storage.price_records import PriceRow

#: Prices of so many days count for the lowest one (Directive 98/6/EC, Article 6a) and for the usual one.
WINDOW = timedelta(days=30)
#: So many prices of an item are looked back on; the month's median needs more than the guard's ten.
HISTORY = 40
_AT_ONCE = 500


def record(
    state: State,
    sku: str,
    new: Money,
    *,
    source: str = "api",
    actor: str | None = None,
    batch: str | None = None,
    kind: PriceKind = PriceKind.REGULAR,
    taxed: bool = True,
    pieces: int | None = None,
    **known: Unpack[Known],
) -> Recorded:
    """Set the price of an item, unless the guard holds or blocks it.

    ``actor`` is who set it: what one actor sets within ten minutes is also looked at together (S4).
    """
    offer = Offered(sku=sku, new=new, kind=kind, taxed=taxed, pieces=pieces, known=known)
    origin = Origin(source=source, actor=actor, batch=batch)
    now = state.clock.now()
    with state.store.begin() as unit:
        past = unit.prices.newest(sku, new.currency, HISTORY, member=offer.is_for_members)
        one = Judged(offer=offer, verdict=examine(state, offer, past, now), past=past)
        run = price_runs.look(unit, state, [one], origin, now)
        if run is None:
            return price_ledger.write(unit, state, [one], origin, now)[0]
        origin = replace(origin, batch=run.batch)
        [found] = price_ledger.write(unit, state, [one], origin, now, why=(run.finding,))
        whole = replace(one.verdict, findings=(*one.verdict.findings, run.finding), level=Level.HOLD)
        return replace(found, verdict=whole)


def adopt(state: State, found: Mapping[str, Money], *, source: str = "import") -> None:
    """The prices that items have when their ledger begins, by SKU and in one currency.

    Nothing happens to those that have one there already.
    """
    skus, now = list(found), state.clock.now()
    for start in range(0, len(skus), _AT_ONCE):
        part = skus[start : start + _AT_ONCE]
        with state.store.begin() as unit:
            known = unit.prices.histories(part, found[part[0]].currency, 1)
            first = [
                Judged(offer=Offered(sku=sku, new=found[sku]), verdict=PriceVerdict(level=Level.OK))
                for sku in part
                if sku not in known
            ]
            price_ledger.write(unit, state, first, Origin(source=source), now)


def examine(state: State, offer: Offered, past: Sequence[PriceRow], now: datetime) -> PriceVerdict:
    """What the guard says of a price, given those in force so far, the newest first."""
    history = [row.price for row in reversed(past)]
    return check_price(offer.new, history, month_median=usual(past, now), **_with_settings(state, offer))


def _with_settings(state: State, offer: Offered) -> Known:
    """What the shop's settings say, where the caller does not say otherwise."""
    mine = state.settings.prices
    known: Known = {"tax_rates": mine.tax_rates, "margin": mine.margin, "hold_below": mine.hold_below}
    if offer.new.currency == state.settings.currency:
        known["rates"] = mine.rates
    if offer.taxed and len(mine.tax_rates) == 1:
        # A cost has no tax in it, so the price is held against it without its own (P03).
        [known["tax_included"]] = mine.tax_rates
    known.update(offer.known)
    return known


def usual(past: Sequence[PriceRow], now: datetime) -> Money | None:
    """The median of the prices of the last thirty days: those in force at some time of them.

    What somebody let through on purpose starts the count anew: the step it took is explained.
    """
    since = now - WINDOW
    month: list[int] = []
    for row in past:
        month.append(row.price.minor)
        if row.follows is not None or row.at <= since:
            break
    return Money.from_minor(round(median(month)), past[0].price.currency) if month else None
