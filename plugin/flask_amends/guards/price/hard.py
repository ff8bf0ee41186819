"""Rules that need no history: limits, cost, sales and placeholders (P01-P06)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import log

from flask_amends.guards.price.facts import Facts
from flask_amends.guards.price.verdict import Finding, Level

#: Whole amounts and amounts with cents that people type to fill a field.
PLACEHOLDERS = frozenset(
    Decimal(text)
    for text in (
        *("0.01", "0.1", "1", "1.11", "1.23", "11.11", "12.34", "123.45", "1234.56"),
        *("1111", "11111", "111111", "12345", "123456", "99999", "999999", "9999999"),
        *("99999.99", "999999.99", "9999999.99"),
    )
)
#: One separator with exactly three digits behind it: thousands in one country, decimals in another.
_AMBIGUOUS = re.compile(r"\s*[1-9]\d{0,2}[.,]\d{3}\s*", re.ASCII)


def is_ambiguous(text: str) -> bool:
    """Whether an amount can be read in two ways: ``90.990`` is 90,990 or 90.99."""
    return _AMBIGUOUS.fullmatch(text) is not None


def hard(facts: Facts) -> Iterator[Finding]:
    """The findings of the rules that need no history."""
    yield from _positive(facts)
    yield from _limits(facts)
    yield from _sale(facts)
    yield from _cost(facts)
    yield from _separator(facts)
    yield from _placeholder(facts)


def _positive(facts: Facts) -> Iterator[Finding]:
    if facts.price < 0 or (facts.price == 0 and not facts.free):
        yield Finding(
            code="P01",
            key="not_positive",
            level=Level.BLOCK,
            message=f"The price is {facts.new}; it must be above zero, unless the item is marked as free.",
            params={"price": str(facts.new)},
            suggestion=None if facts.last is None else facts.money(facts.last),
        )


def _limits(facts: Facts) -> Iterator[Finding]:
    for limit, broken, key, words in (
        (facts.floor, facts.floor is not None and facts.new < facts.floor, "below_floor", "below the lowest"),
        (
            facts.ceiling,
            facts.ceiling is not None and facts.ceiling < facts.new,
            "above_ceiling",
            "above the highest",
        ),
    ):
        if limit is not None and broken:
            yield Finding(
                code="P02",
                key=key,
                level=Level.BLOCK,
                message=f"{facts.new} is {words} price that was set for this item, {limit}.",
                params={"price": str(facts.new), "limit": str(limit)},
            )


def _cost(facts: Facts) -> Iterator[Finding]:
    if facts.cost is None:
        return
    net = facts.new.amount / (1 + Decimal(str(facts.tax_included)))
    least = facts.cost.amount * (1 + Decimal(str(facts.margin)))
    if 0 < net < least and net >= facts.cost.amount:
        percent = f"{facts.margin * 100:f}".rstrip("0").rstrip(".")
        yield Finding(
            code="P03",
            key="below_margin",
            level=Level.HOLD,
            message=f"{facts.new} is less than {percent} % above what the item costs you, {facts.cost}.",
            params={"price": str(facts.new), "cost": str(facts.cost), "percent": percent},
        )
    elif 0 < net < least:
        yield Finding(
            code="P03",
            key="below_cost",
            level=Level.HOLD,
            message=f"{facts.new} is less than what the item costs you, {facts.cost}.",
            params={"price": str(facts.new), "cost": str(facts.cost)},
        )


def _sale(facts: Facts) -> Iterator[Finding]:
    sale = facts.sale
    if sale is None:
        return
    if sale.regular <= facts.new:
        key, why = (
            "sale_not_lower",
            f"The sale price {facts.new} is not below the regular price {sale.regular}.",
        )
    elif sale.ends_at is None:
        key, why = "sale_endless", "The sale has no end."
    elif sale.starts_at is not None and sale.ends_at <= sale.starts_at:
        key, why = "sale_backwards", "The sale ends before it starts."
    else:
        return
    params = {"price": str(facts.new), "regular": str(sale.regular)}
    yield Finding(code="P04", key=key, level=Level.BLOCK, message=why, params=params)


def _separator(facts: Facts) -> Iterator[Finding]:
    text = facts.source_text
    if text is None or facts.is_ordinary or not is_ambiguous(text):
        return
    yield Finding(
        code="P05",
        key="ambiguous",
        level=Level.HOLD,
        message=f"“{text.strip()}” can be read in two ways. Write two decimals, or no separator.",
        params={"text": text.strip()},
    )


def _placeholder(facts: Facts) -> Iterator[Finding]:
    if facts.new.amount not in PLACEHOLDERS:
        return
    far = all(abs(log(ratio)) > log(3) for _, ratio in facts.ratios())
    if far:
        yield Finding(
            code="P06",
            key="placeholder",
            level=Level.HOLD,
            message=f"{facts.new} looks like a value that was typed to fill the field.",
            params={"price": str(facts.new)},
            suggestion=None if facts.last is None else facts.money(facts.last),
        )
