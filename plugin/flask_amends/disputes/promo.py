"""The conditions of a promo code or store credit that is given as compensation: one value, told in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from flask_amends.disputes.money import Money


class PromoKind(StrEnum):
    """What carries the value."""

    CODE = "code"
    GIFT_CERTIFICATE = "gift_certificate"
    BONUS_BALANCE = "bonus_balance"
    AUTOMATIC = "automatic"
    COMPENSATION = "compensation"


class Combine(StrEnum):
    """Whether it can be used together with other discounts."""

    NONE = "none"
    WITH_ANYTHING = "with_anything"


class Remainder(StrEnum):
    """What becomes of a part that was not used."""

    KEPT = "kept"
    LOST = "lost"


class OnReturn(StrEnum):
    """What becomes of it when the goods bought with it come back."""

    RESTORED = "restored"
    LOST = "lost"
    REFUNDED_IN_MONEY = "refunded_in_money"


class PromoError(ValueError):
    """Terms that contradict themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoTerms:
    """On what conditions a code can be used. The defaults are those without small print.

    ``min_spend`` is inclusive. ``max_share_of_order`` is a share of the order's goods, and
    ``max_share_of_balance_per_order`` one of the face value, both above 0 and at most 1. ``uses`` counts
    orders. It ends at ``valid_to``, or ``days_after_issue`` after it was given. Raises :class:`PromoError`.
    """

    value: Money
    kind: PromoKind = PromoKind.COMPENSATION
    min_spend: Money | None = None
    max_share_of_order: Decimal | None = None
    max_share_of_balance_per_order: Decimal | None = None
    max_discount_per_order: Money | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    days_after_issue: int | None = None
    uses: int = 1
    combine: Combine = Combine.WITH_ANYTHING
    remainder: Remainder = Remainder.LOST
    on_return: OnReturn = OnReturn.RESTORED

    def __post_init__(self) -> None:
        if (
            self.value.minor <= 0
            or self.uses < 1
            or (self.days_after_issue is not None and self.days_after_issue < 1)
        ):
            raise PromoError("A value, a number of uses and a number of days are above zero.")
        for share in (self.max_share_of_order, self.max_share_of_balance_per_order):
            if share is not None and not 0 < share <= 1:
                raise PromoError("A share lies above 0 and is at most 1.")
        for one in (self.min_spend, self.max_discount_per_order):
            if one is not None and (one.currency != self.value.currency or one.minor <= 0):
                raise PromoError("Amounts are above zero, in the currency of the value.")
        if self.valid_to is not None and self.valid_from is not None and self.valid_to <= self.valid_from:
            raise PromoError("It ends after it begins.")
        if self.valid_to is not None and self.days_after_issue is not None:
            raise PromoError("It ends on a date or so many days after it was given, not both.")

    def ends_at(self, issued_at: datetime) -> datetime | None:
        """Until when it can be used, if it is given at ``issued_at``; ``None`` for ever."""
        if self.days_after_issue is not None:
            return max(issued_at, self.valid_from or issued_at) + timedelta(days=self.days_after_issue)
        return self.valid_to
