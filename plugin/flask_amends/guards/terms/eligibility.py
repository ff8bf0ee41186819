"""The answer to a basket: what is given, what is left, and what is missing, with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_amends.disputes.money import Money
from flask_amends.guards.terms.basket import BasketLine, Why


class GapKind(StrEnum):
    """Which condition is not met."""

    NOTHING_COUNTS = "nothing_counts"
    CURRENCY = "currency"
    MIN_SPEND = "min_spend"
    MIN_QUANTITY = "min_quantity"
    MAX_SPEND = "max_spend"
    NOT_YET = "not_yet"
    ENDED = "ended"
    WHO = "who"
    ACCOUNT = "account"
    REGION = "region"
    CHANNEL = "channel"
    COMBINE = "combine"
    USES = "uses"
    CUSTOMER_USES = "customer_uses"
    BUDGET = "budget"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One condition that is not met. ``amount`` is what is missing (or too much), ``num`` how many items.

    ``moment`` is when it begins or ended.
    """

    kind: GapKind
    amount: Money | None = None
    num: int | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What terms give for a basket. Unless something is ``missing``, ``discount`` is taken off.

    ``would_give`` is what there is for the basket once what is missing is there. ``left_after`` is what can
    be used later. ``counted_amount`` is what the minimum and shares look at. ``is_capped`` says that shares
    or limits made it less, ``loses`` that a part of the value is gone with this order.
    """

    discount: Money
    left_after: Money
    would_give: Money
    counted_amount: Money
    missing: tuple[Gap, ...] = ()
    counted: tuple[BasketLine, ...] = ()
    not_counted: tuple[tuple[BasketLine, Why], ...] = ()
    is_capped: bool = False
    loses: bool = False

    @property
    def applies(self) -> bool:
        """Whether every condition is met."""
        return not self.missing

    @property
    def usable_now(self) -> Money:
        """How much of a value this basket can use: the discount, as certificates call it."""
        return self.discount

    def gap(self, kind: GapKind) -> Gap | None:
        """What is missing of one kind."""
        return next((one for one in self.missing if one.kind is kind), None)
