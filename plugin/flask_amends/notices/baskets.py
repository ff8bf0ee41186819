"""Reading a shop's basket and buyer: our own values, mappings, and objects with the same names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_amends.guards.terms import Basket, BasketLine, Buyer, Used
from flask_amends.notices.facts import fact, moment, money, sku_of


def basket(thing: Any, currency: str) -> Basket:
    """A basket from what a shop has: ``lines`` (or the thing itself, if it is a list), ``shipping``,
    ``discounts``, ``region`` and ``channel``.

    ``currency`` is for amounts that come as bare numbers. A line without a price in it is left out.
    """
    if isinstance(thing, Basket):
        return thing
    listed = isinstance(thing, list | tuple)
    lines = thing if listed else fact(thing, "lines", "items") or ()
    known = currency if listed else str(fact(thing, "currency") or currency)
    found = (_line(one, known) for one in (lines() if callable(lines) else lines))
    return Basket(
        currency=known,
        lines=tuple(one for one in found if one is not None and one.unit_price.currency == known),
        shipping=None if listed else money(fact(thing, "shipping"), known),
        discounts=() if listed else _texts(fact(thing, "discounts")),
        region=None if listed else _text(fact(thing, "region")),
        channel=None if listed else _text(fact(thing, "channel")),
    )


def _line(thing: Any, currency: str) -> BasketLine | None:
    if isinstance(thing, BasketLine):
        return thing
    of = fact(thing, "product")
    price = money(fact(thing, "unit_price", "price"), currency) or (
        money(fact(of, "price"), currency) if of else None
    )
    if price is None:
        return None
    whole = {
        name: fact(thing, name) or (fact(of, name) if of else None) for name in ("title", "brand", "name")
    }
    categories = fact(thing, "categories", "category") or (fact(of, "categories", "category") if of else None)
    return BasketLine(
        sku=sku_of(thing) or (sku_of(of) if of else ""),
        unit_price=price,
        quantity=int(fact(thing, "quantity") or 1),
        title=str(whole["title"] or whole["name"] or ""),
        before=money(fact(thing, "before", "list_price"), currency),
        unit_tax=money(fact(thing, "unit_tax"), currency),
        categories=_texts(categories),
        brand=str(whole["brand"] or ""),
        on_sale=bool(fact(thing, "on_sale") or (of and fact(of, "on_sale"))),
        gift_card=bool(fact(thing, "gift_card") or (of and fact(of, "gift_card"))),
    )


def buyer(thing: Any) -> Buyer:
    """A buyer from what a shop has: ``new``, ``groups``, ``named``, ``elsewhere``; nobody known is nobody."""
    if isinstance(thing, Buyer):
        return thing
    if thing is None:
        return Buyer()
    return Buyer(
        new=bool(fact(thing, "new")),
        groups=frozenset(_texts(fact(thing, "groups"))),
        named=bool(fact(thing, "named")),
        elsewhere=bool(fact(thing, "elsewhere")),
    )


def used(thing: Any, currency: str) -> Used:
    """What was used before: ``times``, ``by_customer``, ``given``, ``left`` and ``issued_at``."""
    if isinstance(thing, Used):
        return thing
    if thing is None:
        return Used()
    return Used(
        times=int(fact(thing, "times") or 0),
        by_customer=int(fact(thing, "by_customer") or 0),
        given=money(fact(thing, "given"), currency),
        left=money(fact(thing, "left"), currency),
        issued_at=moment(fact(thing, "issued_at")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (str(value),)
    return tuple(map(str, value))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
