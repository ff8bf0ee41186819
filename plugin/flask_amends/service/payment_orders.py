"""What an order says about its payment: its lines and sum, read from our value, a mapping or any object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.notices.facts import fact, lines_of, moment, money, number_of, sku_of
from flask_amends.state import State
from flask_amends.storage.payment_records import PaymentRow

#: The hidden field that carries the prices which a page has shown.
SEEN = "amends_prices"
_LONGEST_SEEN = 20_000
_LONGEST_NUMBER = 200
_MOST_PIECES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One line: what one piece costs, as the order or basket has it."""

    sku: str
    title: str
    quantity: int
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Buying:
    """An order or a basket. ``total`` counts what else there is, such as delivery or a code."""

    number: str = ""
    lines: tuple[Bought, ...] = ()
    total: Money | None = None
    email: str | None = None
    locale: str | None = None
    marketplace: str | None = None
    placed_at: datetime | None = None
    is_paid: bool = False
    seen: Mapping[str, Money] = field(default_factory=dict)

    @property
    def skus(self) -> tuple[str, ...]:
        """Every item once."""
        return tuple(dict.fromkeys(line.sku for line in self.lines))

    @property
    def currency(self) -> str:
        """The one currency of the lines."""
        return self.lines[0].price.currency

    @property
    def sum(self) -> Money:
        """What it costs."""
        if self.total is not None:
            return self.total
        nothing = Money.from_minor(0, self.currency)
        return sum((line.price * line.quantity for line in self.lines), nothing)

    def quantity(self, sku: str) -> int:
        """How many pieces of an item."""
        return sum(line.quantity for line in self.lines if line.sku == sku)


def buying(state: State, order: Any) -> Buying:
    """Read an order or basket: ``number``, ``lines`` (``sku``, ``title``, ``quantity``, ``unit_price``) …

    Lines without a price, or of no pieces, are left out. What is there but cannot be read is never passed
    over, since this decides about money: raises :class:`InvalidInput` for a price or total that is no money
    or in another currency than the rest, for a quantity that is no whole number, and where no line has a
    price.
    """
    if isinstance(order, Buying):
        return order
    currency = fact(order, "currency") or state.settings.currency
    lines = [_line(f"lines.{at}", one, currency) for at, one in enumerate(lines_of(order))]
    kept = tuple(one for one in lines if one is not None)
    if not kept:
        raise InvalidInput.one("lines", "required")
    for at, one in enumerate(lines):
        if one is not None and one.price.currency != kept[0].price.currency:
            raise InvalidInput.one(f"lines.{at}.unit_price", "not_a_currency")
    number = number_of(order)
    if len(number) > _LONGEST_NUMBER:
        raise InvalidInput.one("order_number", "too_long", limit=_LONGEST_NUMBER, length=len(number))
    return Buying(
        number=number,
        lines=kept,
        total=_total(fact(order, "total"), kept[0].price.currency),
        email=fact(order, "email"),
        locale=fact(order, "locale"),
        marketplace=fact(order, "marketplace"),
        placed_at=moment(fact(order, "placed_at")),
        is_paid=bool(fact(order, "paid_at")),
    )


def _line(path: str, line: Any, currency: str) -> Bought | None:
    said, sku = fact(line, "unit_price", "price"), sku_of(line)
    quantity = _pieces(f"{path}.quantity", fact(line, "quantity"))
    if said is None or not sku or not quantity:
        return None
    price = money(said, currency)
    if price is None or price.minor < 0:
        raise InvalidInput.one(f"{path}.unit_price", "not_money")
    return Bought(
        sku=sku,
        title=str(fact(line, "title", "name") or sku),
        quantity=quantity,
        price=price,
    )


def _pieces(path: str, said: Any) -> int:
    """How many; one where nothing is said."""
    try:
        number = Decimal(_or(said, 1))
        whole = int(number)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise InvalidInput.one(path, "not_a_number") from error
    if whole != number or not 0 <= whole <= _MOST_PIECES:
        raise InvalidInput.one(path, "not_a_number")
    return whole


def _or(said: Any, otherwise: Any) -> Any:
    return otherwise if said is None else said


def _total(said: Any, currency: str) -> Money | None:
    total = money(said, currency)
    if said is not None and (total is None or total.minor < 0):
        raise InvalidInput.one("total", "not_money")
    if total is not None and total.currency != currency:
        raise InvalidInput.one("total", "not_a_currency")
    return total


def seen_in(form: Mapping[str, str] | None) -> Mapping[str, str]:
    """The prices that a page has shown, as its form brings them back: SKU -> ``"49.00 EUR"``.

    Anybody can change what a form says. All it decides is whether the shopper is asked again.
    """
    found: dict[str, str] = {}
    for line in ((form or {}).get(SEEN) or "")[:_LONGEST_SEEN].split("\n"):
        price, _, sku = line.strip().partition(" @ ")
        if sku:
            found[sku] = price
    return found


def with_seen(basket: Buying, form: Mapping[str, str] | None) -> Buying:
    """The same with what the shopper was shown: what the form says, else what the lines say."""
    said, seen = seen_in(form), {}
    for line in basket.lines:
        amount, _, currency = said.get(line.sku, "").partition(" ")
        price = money(amount, currency) if amount and currency else None
        seen[line.sku] = price if price is not None and price.currency == line.price.currency else line.price
    return replace(basket, seen=seen)


def as_seen(prices: Mapping[str, Money]) -> str:
    """The value of the hidden field for prices that are shown now."""
    return "\n".join(f"{price.amount} {price.currency} @ {sku}" for sku, price in prices.items())


def buying_again(row: PaymentRow) -> Buying:
    """The order behind a row, as it was shown."""
    lines = tuple(
        Bought(
            sku=one["sku"],
            title=one["title"],
            quantity=one["quantity"],
            price=Money.from_minor(one["shown"], row.currency),
        )
        for one in row.lines
    )
    return Buying(number=row.order_number, lines=lines, total=row.shown)
