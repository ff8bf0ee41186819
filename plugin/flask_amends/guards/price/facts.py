"""What the price guard is told beside the price: promotions, sales, categories; and how it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from math import log
from statistics import median

from flask_amends.disputes.money import MINOR_DIGITS, Money

#: How many accepted prices are looked back on.
HISTORY = 10
#: Below this share of the price before, one is held.
HALF = Decimal("0.5")
#: Ordinary repricing, which stays silent: about -23 % to +30 %.
SILENT = log(1.30)
#: So near to what a promotion leads to is that price, rounded.
_ABOUT = 0.94


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A reduction that was declared: ``percent`` of the last price (0 to 100), or an ``amount`` off."""

    percent: Decimal | None = None
    amount: Money | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("A promotion has either a percent or an amount.")
        if self.percent is not None and not 0 < self.percent <= 100:
            raise ValueError(f"A promotion takes more than 0 and at most 100 percent, not {self.percent}.")

    def price(self, last: int) -> float:
        """What the last price becomes, in minor units."""
        if self.percent is not None:
            return last * float(1 - self.percent / 100)
        return float(last - self.amount.minor) if self.amount is not None else float(last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale price stands beside its regular price, from a moment to a moment."""

    regular: Money
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        if any(one is not None and one.utcoffset() is None for one in (self.starts_at, self.ends_at)):
            raise ValueError("The moments of a sale have a time zone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What similar goods cost: the median, and the median absolute deviation of the logarithm (no unit)."""

    median: Money
    spread: float

    def __post_init__(self) -> None:
        if self.median.minor <= 0:
            raise ValueError(f"Similar goods cost more than nothing, not {self.median}.")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One price with everything it is held against; amounts in minor units of one currency."""

    new: Money
    history: Sequence[Money] = ()
    month_median: Money | None = None
    list_price: Money | None = None
    cost: Money | None = None
    floor: Money | None = None
    ceiling: Money | None = None
    promotion: Promotion | None = None
    sale: Sale | None = None
    pack_size: int | None = None
    category: Category | None = None
    tax_rates: Sequence[Decimal] = ()
    tax_included: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    source_text: str | None = None
    free: bool = False
    hold_below: Decimal = HALF

    def __post_init__(self) -> None:
        if not isinstance(self.new, Money):
            raise TypeError(f"A price is Money, not {self.new!r}.")
        if any(rate <= 0 for rate in self.rates.values()):
            raise ValueError("A rate of another currency is above zero.")
        promoted = None if self.promotion is None else self.promotion.amount
        regular = None if self.sale is None else self.sale.regular
        for other in (self.list_price, self.cost, self.floor, self.ceiling, promoted, regular):
            if other is not None:
                self.minor(other)

    @cached_property
    def price(self) -> int:
        return self.new.minor

    @cached_property
    def past(self) -> list[int]:
        """The last accepted prices, the newest last."""
        return [amount for one in self.history[-HISTORY:] if (amount := self.minor(one)) > 0]

    @cached_property
    def anchors(self) -> dict[str, int]:
        """What the price is compared with, by name: the last price, the usual one, the list price."""
        found: dict[str, int] = {}
        if self.past:
            found["last"] = self.past[-1]
            found["usual"] = round(median(set(self.past)))
        if self.list_price is not None and self.list_price.amount > 0:
            found["list"] = self.minor(self.list_price)
        return found

    @cached_property
    def month(self) -> int | None:
        """The median of the last thirty days."""
        return None if self.month_median is None else self.minor(self.month_median)

    @property
    def last(self) -> int | None:
        return self.anchors.get("last")

    def ratios(self) -> Iterator[tuple[int, float]]:
        """Each different anchor, with the new price as a share of it."""
        for one in dict.fromkeys(self.anchors.values()):
            yield one, self.price / one

    @cached_property
    def is_ordinary(self) -> bool:
        """Whether the price is near one it had, and near what the month knows: small steps add up there."""
        if self.price <= 0:
            return False
        near = any(abs(log(ratio)) < SILENT for _, ratio in self.ratios())
        return near and (self.month is None or abs(log(self.price / self.month)) < SILENT)

    def money(self, minor: float) -> Money:
        """Minor units as money of this price's currency."""
        return Money.from_minor(max(0, round(minor)), self.new.currency)

    @property
    def is_explained(self) -> bool:
        """Whether a declared promotion leads to about this price, or to a lower one."""
        if self.promotion is None or self.last is None:
            return False
        return self.price >= self.promotion.price(self.last) * _ABOUT > 0

    @property
    def is_as_promoted(self) -> bool:
        """Whether it is about the price to which a declared promotion leads, neither lower nor higher."""
        if self.promotion is None or self.last is None:
            return False
        meant = self.promotion.price(self.last)
        return meant * _ABOUT <= self.price <= meant / _ABOUT

    @cached_property
    def whole(self) -> int:
        """How many minor units make one whole unit of the currency."""
        return int(10 ** MINOR_DIGITS[self.new.currency])

    def minor(self, other: Money) -> int:
        """Another amount in minor units. Raises :class:`ValueError` for one in another currency.

        Raises :class:`TypeError` for what is no amount.
        """
        if not isinstance(other, Money):
            raise TypeError(f"A price is Money, not {other!r}.")
        if other.currency != self.new.currency:
            raise ValueError(
                f"A price in {self.new.currency} cannot be held against one in {other.currency}; "
                "convert it first."
            )
        return other.minor
