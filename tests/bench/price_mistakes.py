"""Mistakes as people make them, put into true prices: by the hand that slips, not by the rule that looks.

Each takes a true change and gives what ends up in the field, or nothing where it cannot happen there. Which
rules may name it stands beside it; the guard does not know this module.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Promotion
from tests.bench.price_series import CURRENCY, Change

RATE = Decimal("3.7")
TAX = Decimal("0.23")
Slip = Callable[[random.Random, Change], "Wrong | None"]


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What was typed, and what the guard would be told beside it."""

    price: Money
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of mistake. ``names`` are the rules that explain it; ``new`` is for items without a past."""

    name: str
    slip: Slip
    names: tuple[str, ...]
    new: bool = False


def _minor(amount: float) -> Money | None:
    return Money.from_minor(round(amount), CURRENCY) if round(amount) > 0 else None


def _wrong(price: Money | None, change: Change, **known: Any) -> Wrong | None:
    return None if price is None or price == change.new else Wrong(price=price, known=known)


def _zero(_chance: random.Random, _change: Change) -> Wrong | None:
    return Wrong(price=Money.from_minor(0, CURRENCY))


def _times(factor: float) -> Slip:
    return lambda _chance, change: _wrong(_minor(change.new.minor * factor), change)


def _typed(price: Money) -> str:
    """What a person types: cents only where there are some."""
    whole, _, cents = str(price.amount).partition(".")
    return whole if cents == "00" else f"{whole}.{cents}"


def _read(text: str) -> Money | None:
    return _minor(float(text) * 100) if text and text[0] != "." else None


def _missing(chance: random.Random, change: Change) -> Wrong | None:
    whole, point, cents = _typed(change.new).partition(".")
    if len(whole) < 2:
        return None
    at = chance.randrange(len(whole))
    return _wrong(_read(whole[:at] + whole[at + 1 :] + point + cents), change)


def _two_missing(_chance: random.Random, change: Change) -> Wrong | None:
    whole, point, cents = _typed(change.new).partition(".")
    return _wrong(_read(whole[2:] + point + cents), change) if len(whole) > 2 else None


def _doubled(chance: random.Random, change: Change) -> Wrong | None:
    whole, point, cents = _typed(change.new).partition(".")
    at = chance.randrange(len(whole))
    return _wrong(_read(whole[: at + 1] + whole[at:] + point + cents), change)


def _swapped(chance: random.Random, change: Change) -> Wrong | None:
    whole, point, cents = _typed(change.new).partition(".")
    if len(whole) < 2:
        return None
    at = chance.randrange(len(whole) - 1)
    return _wrong(_read(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :] + point + cents), change)


def _currency(_chance: random.Random, change: Change) -> Wrong | None:
    return _wrong(_minor(change.new.minor / float(RATE)), change, rates={"USD": RATE})


def _cut(chance: random.Random, change: Change) -> Wrong | None:
    return _wrong(_minor(change.past[-1].minor * (1 - chance.uniform(0.5, 0.9))), change)


def _percent(chance: random.Random, change: Change) -> Wrong | None:
    percent = chance.choice((5, 10, 15, 20, 25, 30, 40, 50))
    left = change.past[-1].minor - percent * 100
    price = _minor(left) if chance.random() < 0.5 else _minor(percent * 100)
    return _wrong(price, change, promotion=Promotion(percent=Decimal(percent)))


def _placeholder(chance: random.Random, change: Change) -> Wrong | None:
    return _wrong(_read(chance.choice(("0.01", "1", "1.11", "11.11", "9999999", "999999.99"))), change)


def _untaxed(_chance: random.Random, change: Change) -> Wrong | None:
    return _wrong(_minor(change.past[-1].minor / float(1 + TAX)), change, tax_rates=(TAX,))


def _separator(_chance: random.Random, change: Change) -> Wrong | None:
    whole = change.new.minor // 100
    if not 1000 <= whole < 1_000_000:
        return None
    text = f"{whole // 1000}.{whole % 1000:03d}"
    return _wrong(_minor(whole / 10), change, source_text=text)


def _piece(chance: random.Random, change: Change) -> Wrong | None:
    size = chance.choice((4, 6, 12))
    return _wrong(_minor(change.past[-1].minor / size), change, pack_size=size)


def slipped(prices: Sequence[Money], by: int) -> list[Money]:
    """A column of a table in which somebody put a cell in (1), or took one out (-1), at the top."""
    return [*prices[-1:], *prices[:-1]] if by > 0 else [*prices[1:], *prices[:1]]


KINDS: tuple[Kind, ...] = (
    Kind(name="zero", slip=_zero, names=("P01",)),
    *(
        Kind(name=name, slip=_times(factor), names=("D1", "D2", "D3"))
        for name, factor in (("/10", 0.1), ("/100", 0.01), ("/1000", 0.001), ("x10", 10.0), ("x100", 100.0))
    ),
    Kind(name="other currency, at 3.7", slip=_currency, names=("D6",)),
    Kind(name="one digit missing", slip=_missing, names=("D2", "D1")),
    Kind(name="two leading digits missing", slip=_two_missing, names=("D2",)),
    Kind(name="one digit doubled (too high)", slip=_doubled, names=("D3", "D1")),
    Kind(name="digits swapped", slip=_swapped, names=("D4",)),
    Kind(name="thousands read as decimals", slip=_separator, names=("D5", "P05")),
    Kind(name="undeclared cut of 50-90 %", slip=_cut, names=("S1", "S2")),
    Kind(name="percent taken as an amount", slip=_percent, names=("D8",)),
    Kind(name="placeholder", slip=_placeholder, names=("P06",)),
    Kind(name="without 23 % tax", slip=_untaxed, names=("D7",)),
    Kind(name="price of one piece", slip=_piece, names=("D9",)),
    Kind(name="new item, by its category: /100", slip=_times(0.01), names=("S3",), new=True),
    Kind(name="new item, by its category: /10", slip=_times(0.1), names=("S3",), new=True),
    Kind(name="new item, by its cost: /10", slip=_times(0.1), names=("P03",), new=True),
    Kind(name="new item, by its list price: /10", slip=_times(0.1), names=("D1", "D2", "S2"), new=True),
)
