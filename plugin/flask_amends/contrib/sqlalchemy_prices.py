"""Prices of a shop's SQLAlchemy models, through the guard: ``watch_price(Product.price)`` (P1, P7).

A change is checked and written into the ledger in the transaction that saves it. A held one is not saved: the
model keeps the price it had. Once somebody decides, the signal ``price_released`` brings the price::

    watch_price(Product.price)


    @price_released.connect
    def show(app, *, sku, price, **_):
        if price is not None:
            db.session.execute(update(Product).where(Product.sku == sku).values(price=price.amount))
            db.session.commit()

The extension must have been given the shop's session (``Amends(session=…, engine=…)``). ``update()`` and
``insert()`` of a model through a session are checked as one list (S4, D10): what is held gets its old price
back before anything is committed. SQL as text and statements on a connection pass unseen;
``flask amends prices compare`` finds what they wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from flask_amends.disputes.money import Money
from flask_amends.errors import AmendsError
from flask_amends.guards.price import Level, PriceVerdict
from flask_amends.service import prices
from flask_amends.service.price_batches import check_all, record_all
from flask_amends.service.price_offers import Known, Offered, Origin, PriceKind, Recorded
from flask_amends.state import State, get_state
from flask_amends.storage.watching import Change, is_nullable, notes_of, watch_column, watch_statements

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
        offer = self._offer(state, thing, new)
        if old is not None:
            # What it cost before anybody watched is where its history begins.
            prices.adopt(state, {offer.sku: _money(old, offer.new.currency)})
        found = prices.record(
            state,
            offer.sku,
            offer.new,
            source="manual",
            actor=self.actor(),
            kind=offer.kind,
            pieces=offer.pieces,
            **offer.known,
        )
        return self._shown(thing, new, found)

    def settle(self, changes: Sequence[Change]) -> Sequence[Any]:
        """The prices to save in place of those that a statement wrote."""
        state = _joined()
        offers = [self._offer(state, one.thing, one.new) for one in changes]
        prices.adopt(
            state,
            {
                offer.sku: _money(one.old, offer.new.currency)
                for offer, one in zip(offers, changes, strict=True)
                if one.old is not None
            },
        )
        for one in check_all(state, offers).rows:
            if one.verdict.level is Level.BLOCK:
                raise PriceRefused(one.verdict)
        done = record_all(state, offers, Origin(source="manual", actor=self.actor()))
        return [self._shown(one.thing, one.new, found) for one, found in zip(changes, done.rows, strict=True)]

    def _offer(self, state: State, thing: Any, new: Any) -> Offered:
        sku, currency = str(getattr(thing, self.sku)), self.currency or state.settings.currency
        known = dict(self.known(thing))
        pieces, kind = known.pop("pieces", None), known.pop("kind", PriceKind.REGULAR)
        return Offered(
            sku=sku, new=_money(new, currency), kind=kind, pieces=pieces, known=cast("Known", known)
        )

    def _shown(self, thing: Any, new: Any, found: Recorded) -> Any:
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
    """Send every change of a price column through the guard when it is saved, one by one or many at once.

    ``sku`` is the attribute that an item is known by; ``currency`` the column's (default: the shop's).
    ``known`` gives what the guard may be told of an item (``cost``, ``floor``, ``pieces``, ``kind`` …), and
    ``actor`` who is signed in. The first price of a new item that is held leaves the column empty; one that
    cannot be empty keeps it: ask ``amends.price(product)`` before you show it. Raises :class:`PriceRefused`
    while saving where the guard blocks.
    """
    watch = _Watch(column=column, sku=sku, currency=currency, known=known, actor=actor)
    watch_column(column, watch.changed)
    watch_statements(column, sku, watch.settle)


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
