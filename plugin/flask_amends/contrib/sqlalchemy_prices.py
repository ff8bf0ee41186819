"""Prices of a shop's SQLAlchemy models, through the guard: ``watch_price(Product.price)`` (P1, P7).

A change is checked and written into the ledger in the transaction that saves it. A held one is not saved: the
model keeps the price it had. Once somebody decides, the signal ``price_released`` brings the price::

    watch_price(Product.price)


    @price_released.connect
    def show(app, *, sku, price, **_):
        if price is not None:
            db.session.execute(update(Product).where(Product.sku == sku).values(price=price.amount))
            db.session.commit()

The extension must have been given the shop's session (``Amends(session=…, engine=…)``). Statements that
update many rows at once are not seen, as they are by no event of a model: use :func:`record_price` there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from flask_amends.disputes.money import Money
from flask_amends.errors import AmendsError
from flask_amends.guards.price import Level, PriceVerdict
from flask_amends.service import price_reading, prices
from flask_amends.service.price_offers import Known, PriceKind, Recorded
from flask_amends.state import State, get_state
from flask_amends.storage.watching import is_nullable, notes_of, watch_column

_NOTE = "amends_price"


class PriceRefused(AmendsError):  # noqa: N818 - reads as what it is
    """The guard blocks a price (zero, below the floor, a sale without an end): nothing is saved.

    ``verdict`` says why.
    """

    def __init__(self, verdict: PriceVerdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.findings[0].message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    column: Any
    sku: str
    currency: str | None
    known: Callable[[Any], Mapping[str, Any]]
    actor: Callable[[], str | None]

    def changed(self, thing: Any, old: Any, new: Any) -> Any:
        """The price to save in place of ``new``."""
        if new is None:
            return None
        state = _joined()
        sku, currency = str(getattr(thing, self.sku)), self.currency or state.settings.currency
        price = _money(new, currency)
        if old is not None and price_reading.current(state, sku, currency).price is None:
            # What it cost before anybody watched is where its history begins.
            prices.adopt(state, sku, _money(old, currency))
        known = dict(self.known(thing))
        pieces, kind = known.pop("pieces", None), known.pop("kind", PriceKind.REGULAR)
        found = prices.record(
            state,
            sku,
            price,
            source="manual",
            actor=self.actor(),
            kind=kind,
            pieces=pieces,
            **cast("Known", known),
        )
        if found.verdict.level is Level.BLOCK:
            raise PriceRefused(found.verdict)
        notes_of(thing)[_NOTE] = found
        if found.in_force is not None:
            return type(new)(found.in_force.amount)
        return None if is_nullable(self.column) else new


def watch_price(
    column: Any,
    *,
    sku: str = "sku",
    currency: str | None = None,
    known: Callable[[Any], Mapping[str, Any]] = lambda _thing: {},
    actor: Callable[[], str | None] = lambda: None,
) -> None:
    """Send every change of a price column through the guard when it is saved.

    ``sku`` is the attribute that an item is known by; ``currency`` the column's (default: the shop's).
    ``known`` gives what the guard may be told of an item (``cost``, ``floor``, ``pieces``, ``kind`` …), and
    ``actor`` who is signed in. The first price of a new item that is held leaves the column empty; one that
    cannot be empty keeps it: ask ``amends.price(product)`` before you show it. Raises :class:`PriceRefused`
    while saving where the guard blocks.
    """
    watch_column(column, _Watch(column=column, sku=sku, currency=currency, known=known, actor=actor).changed)


def last_check(thing: Any) -> Recorded | None:
    """What the guard said when the price of this object was saved last: to tell who typed it."""
    found: Recorded | None = notes_of(thing).get(_NOTE)
    return found


def _joined() -> State:
    state = get_state()
    if state.store.session is None:
        raise AmendsError("watch_price writes in your transaction: give Amends(session=…, engine=…).")
    return replace(state, store=state.store.joined())


def _money(value: Any, currency: str) -> Money:
    return Money(amount=Decimal(str(value)), currency=currency)
