"""The order a form is about: signed by the shop's own page, so that nobody can claim for a stranger's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends_widgets.facts import Line
from flask_amends.disputes.money import Money, MoneyError
from flask_amends.service.limits import digest
from flask_amends.service.tokens import BadToken, Purpose, read, sign
from flask_amends.state import State

_LONGEST_TITLE = 120
_MOST_LINES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known before a shopper types anything. ``token`` carries it from page to page."""

    token: str = ""
    number: str | None = None
    currency: str | None = None
    lines: tuple[Line, ...] = ()
    zone: str | None = None
    owner: str = ""

    def proves(self, state: State, email: str) -> bool:
        """Whether the shop showed this form to the person with this address."""
        return bool(self.owner) and self.owner == digest(state, email)


def of_order(state: State, order: Any) -> Context:
    """The context of an order: one of ours, a mapping, or anything with the same names."""
    lines = tuple(_line(one) for one in (fact(order, "lines") or ())[:_MOST_LINES])
    email = fact(order, "email")
    total = fact(order, "total")
    currency = fact(order, "currency") or (fact(total, "currency") if total is not None else None)
    owner = digest(state, str(email)) if email else ""
    return _signed(
        state,
        str(fact(order, "number")),
        currency=currency,
        lines=lines,
        zone=fact(order, "time_zone"),
        owner=owner,
    )


def of_product(state: State, product: Any) -> Context:
    """The context of a product page: one thing, no order."""
    return _signed(state, None, lines=(_line(product),))


def from_token(state: State, token: str | None) -> Context:
    """The context a form carries; nothing is known if it is not one of ours or too old."""
    if not token:
        return Context()
    try:
        known = read(state, Purpose.ORDER, token)
        lines = tuple(
            Line(sku=sku, title=title, quantity=quantity, unit_price=_price(minor, known.get("c")))
            for sku, title, quantity, minor in known["l"]
        )
    except (BadToken, KeyError, TypeError, ValueError):
        return Context()
    return Context(
        token=token,
        number=known.get("n"),
        currency=known.get("c"),
        lines=lines,
        zone=known.get("z"),
        owner=known.get("o") or "",
    )


def fact(thing: Any, name: str) -> Any:
    """A fact by its name, from one of our values, a mapping, or any object; ``None`` where it is missing."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _signed(
    state: State,
    number: str | None,
    *,
    lines: tuple[Line, ...],
    currency: str | None = None,
    zone: str | None = None,
    owner: str = "",
) -> Context:
    packed = [[line.sku, line.title, line.quantity, _minor(line.unit_price)] for line in lines]
    payload = {"n": number, "c": currency, "l": packed, "z": zone, "o": owner}
    token = sign(state, Purpose.ORDER, {key: value for key, value in payload.items() if value})
    return Context(token=token, number=number, currency=currency, lines=lines, zone=zone, owner=owner)


def _line(thing: Any) -> Line:
    title = fact(thing, "title") or fact(thing, "name") or ""
    sku = fact(thing, "sku") or fact(thing, "id") or title
    price = fact(thing, "unit_price") or fact(thing, "price")
    return Line(
        sku=str(sku)[:_LONGEST_TITLE],
        title=str(title)[:_LONGEST_TITLE],
        quantity=int(fact(thing, "quantity") or 1),
        unit_price=price if isinstance(price, Money) else None,
    )


def _minor(price: Any) -> int | None:
    return price.minor if isinstance(price, Money) else None


def _price(minor: Any, currency: str | None) -> Money | None:
    if minor is None or currency is None:
        return None
    try:
        return Money.from_minor(int(minor), currency)
    except (MoneyError, ValueError):
        return None
