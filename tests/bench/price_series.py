"""Prices as shops set them, made up from a seed: levels, endings, small steps, sales, and few clearances.

Other series behave differently: what is measured on these says how the guard compares with itself over time,
and little about any one shop.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Category

CURRENCY = "EUR"
#: Of a hundred changes: how many begin or end a sale, and how many are a clearance of half the price or more.
SALES, CLEARANCES = 0.15, 0.01
WEEKS_OF_A_MONTH = 4


@dataclass(frozen=True, kw_only=True)
class Change:
    """One true change: the accepted prices before it (newest last), the new price, and what else is known."""

    past: tuple[Money, ...]
    new: Money
    month: Money
    cost: Money
    listed: Money
    category: Category
    clearance: bool


def changes(seed: int, items: int, length: int = 14) -> Iterator[Change]:
    """True changes of so many items."""
    chance = random.Random(seed)
    for _ in range(items):
        level = exp(chance.gauss(log(60), 1.2))
        category = Category(median=_price(level * exp(chance.gauss(0, 0.4))), spread=0.45)
        yield from _item(chance, level, category, length)


def _item(chance: random.Random, level: float, category: Category, length: int) -> Iterator[Change]:
    listed = _price(level * chance.uniform(1.0, 1.25))
    cost, regular = _price(level * chance.uniform(0.45, 0.75)), level
    past = [_price(level * exp(chance.gauss(0, 0.03)))]
    in_sale = False
    for _ in range(length):
        clearance = chance.random() < CLEARANCES
        if clearance:
            amount = regular * chance.uniform(0.3, 0.5)
        elif in_sale or chance.random() < SALES:
            in_sale = not in_sale
            amount = regular * (chance.uniform(0.6, 0.85) if in_sale else 1.0)
        else:
            regular *= exp(max(-0.25, min(0.25, chance.gauss(0, 0.06))))
            amount = regular
        new = _price(amount)
        if new == past[-1]:
            continue
        recent = sorted(one.minor for one in past[-WEEKS_OF_A_MONTH:])
        yield Change(
            past=tuple(past[-10:]),
            new=new,
            month=Money.from_minor(recent[len(recent) // 2], CURRENCY),
            cost=cost,
            listed=listed,
            category=category,
            clearance=clearance,
        )
        if not clearance:
            past.append(new)


def _price(amount: float) -> Money:
    """With the ending that shops give a price of this size."""
    if amount >= 300:
        return Money.from_minor(max(1, round(amount)) * 100, CURRENCY)
    if amount >= 5:
        return Money.from_minor(max(1, round(amount)) * 100 - 1, CURRENCY)
    return Money.from_minor(max(5, round(amount * 20) * 5), CURRENCY)
