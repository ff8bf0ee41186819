"""Reading a shop's basket and buyer: our own values, mappings, and objects with the same names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.guards.terms import Basket, BasketLine, Buyer, Used
from flask_amends.notices.facts import fact, moment, money, sku_of


def basket(thing: Any, currency: str) -> Basket:
    """A basket from what a shop has: ``lines`` (or the thing itself, if it is a list), ``shipping``,
    ``discounts``, ``region`` and ``channel``.

    ``currency`` is for amounts that come as bare numbers. A line without a price in the basket's currency,
    said by it or by all its lines, is left out.
    """
    if isinstance(thing, Basket):
        return thing
    listed = isinstance(thing, list | tuple)
    lines = thing if listed else fact(thing, "lines", "items") or ()
    said = None if listed else fact(thing, "currency")
    read = [_line(one, str(said or currency)) for one in (lines() if callable(lines) else lines)]
    found = [one for one in read if one is not None]
    codes = {one.unit_price.currency for one in found}
    known = str(said) if said else codes.pop() if len(codes) == 1 else currency
    return Basket(
        currency=known,
        lines=tuple(one for one in found if one.unit_price.currency == known),
        shipping=None if listed else _in(known, money(fact(thing, "shipping"), known)),
        discounts=() if listed else _texts(fact(thing, "discounts")),
        region=None if listed else _text(fact(thing, "region")),
        channel=None if listed else _text(fact(thing, "channel")),
    )


def item(thing: Any, currency: str) -> BasketLine:
    """An item of a catalogue as one line; without a price that is known it costs nothing."""
    if isinstance(thing, BasketLine):
        return thing
    of = fact(thing, "product")

    def known(*names: str) -> Any:
        return fact(thing, *names) or (fact(of, *names) if of else None)

    price = _price(thing, currency) or Money.from_minor(0, currency)
    return BasketLine(
        sku=sku_of(thing) or (sku_of(of) if of else ""),
        unit_price=price,
        title=str(known("title", "name") or ""),
        before=_in(price.currency, money(fact(thing, "before", "list_price"), price.currency)),
        unit_tax=_in(price.currency, money(fact(thing, "unit_tax"), price.currency)),
        categories=_texts(known("categories", "category")),
        brand=str(known("brand") or ""),
        on_sale=bool(known("on_sale")),
        gift_card=bool(known("gift_card")),
    )


def _line(thing: Any, currency: str) -> BasketLine | None:
    """A line of a basket; ``None`` without a price."""
    if isinstance(thing, BasketLine):
        return thing
    if _price(thing, currency) is None:
        return None
    return _so_many(item(thing, currency), fact(thing, "quantity"))


def _price(thing: Any, currency: str) -> Money | None:
    """What one costs now, by the line itself or by its product."""
    own = money(fact(thing, "unit_price", "price"), currency)
    return own or money(fact(fact(thing, "product"), "price"), currency)


def _so_many(line: BasketLine, quantity: Any) -> BasketLine:
    """The line with its number. Goods by weight are one piece that costs what its weight does."""
    try:
        count = Decimal(1) if quantity is None else Decimal(str(quantity))
    except ArithmeticError:
        count = Decimal(1)
    if not count.is_finite():
        return line
    if count == int(count):
        return replace(line, quantity=max(0, int(count)))

    def weighed(each: Money | None) -> Money | None:
        return None if each is None else Money.from_minor(int(each.minor * count), each.currency)

    price = weighed(line.unit_price) or line.unit_price
    return replace(line, unit_price=price, before=weighed(line.before), unit_tax=weighed(line.unit_tax))


def _in(currency: str, amount: Money | None) -> Money | None:
    return amount if amount is not None and amount.currency == currency else None


def buyer(thing: Any) -> Buyer:
    """A buyer from what a shop has: ``new``, ``groups``, ``named``, ``elsewhere``; nobody known is nobody."""
    if isinstance(thing, Buyer):
        return thing
    if thing is None:
        return Buyer()
    return Buyer(
        id=customer_id(thing),
        new=bool(fact(thing, "new")),
        groups=frozenset(_texts(fact(thing, "groups"))),
        named=bool(fact(thing, "named")),
        elsewhere=bool(fact(thing, "elsewhere")),
    )


def customer_id(thing: Any) -> str:
    """By what a shop knows a buyer: a text, or the ``id`` or ``key`` of an object; else nothing."""
    return str((thing if isinstance(thing, str | int) else fact(thing, "id", "key")) or "")


def used(thing: Any, currency: str) -> Used:
    """What was used before: ``times``, ``by_customer``, ``given``, ``left`` and ``issued_at``."""
    if isinstance(thing, Used):
        return thing
    if thing is None:
        return Used()
    return Used(
        times=_count(fact(thing, "times")),
        by_customer=_count(fact(thing, "by_customer")),
        given=_in(currency, money(fact(thing, "given"), currency)),
        left=_in(currency, money(fact(thing, "left"), currency)),
        issued_at=moment(fact(thing, "issued_at")),
    )


def _count(value: Any) -> int:
    """How often; what is no number is not known."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else 0


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (str(value),)
    return tuple(map(str, value))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
