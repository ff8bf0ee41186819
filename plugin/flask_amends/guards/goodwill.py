"""How much goodwill fits how upset somebody is: between two bounds, in even steps, and zero is valid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from flask_amends.disputes.money import MINOR_DIGITS, Money


class Upset(IntEnum):
    """How upset the shopper is; at ``CALM`` listening and an apology are enough (C7)."""

    CALM = 0
    ANNOYED = 1
    UPSET = 2
    FURIOUS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The bounds of goodwill: 200 to 500 in the source documents (C6). Raises ``ValueError``."""

    least: Money
    most: Money

    def __post_init__(self) -> None:
        if self.least.minor < 0 or self.most < self.least:
            raise ValueError("A scale goes from an amount that is not negative to one that is not smaller.")

    def amount(self, upset: Upset, left: Money | None = None) -> Money:
        """What fits: nothing for somebody calm, else a step from ``least`` to ``most``, in whole units.

        Never more than is ``left`` of a budget, and zero where not even the least is left: goodwill of
        nothing is an outcome too (C7). Rounded down.
        """
        if upset is Upset.CALM:
            return Money.from_minor(0, self.least.currency)
        steps = Upset.FURIOUS - Upset.ANNOYED
        span = (self.most.minor - self.least.minor) * (upset - Upset.ANNOYED) // steps
        amount = self._whole(self.least.minor + span)
        if left is None or amount <= left:
            return amount
        rest = self._whole(left.minor)
        return rest if self.least <= rest else Money.from_minor(0, self.least.currency)

    def contains(self, amount: Money) -> bool:
        """Whether an amount is on the scale: zero, or between its bounds."""
        return not amount.minor or (self.least <= amount <= self.most)

    def _whole(self, minor: int) -> Money:
        unit: int = 10 ** MINOR_DIGITS[self.least.currency]
        whole = minor // unit * unit
        return Money.from_minor(max(whole, min(minor, self.least.minor)), self.least.currency)
