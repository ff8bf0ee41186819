"""The conditions of a promotion, code, certificate or credit: one value, told in full and reckoned with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo_parts import (
    EVERYTHING,
    AppliesTo,
    Base,
    Benefit,
    Combine,
    Named,
    OnReturn,
    PromoKind,
    Remainder,
    Said,
    Scope,
    Who,
)

__all__ = [
    "AppliesTo",
    "Base",
    "Benefit",
    "Combine",
    "Named",
    "OnReturn",
    "PromoError",
    "PromoKind",
    "PromoTerms",
    "Remainder",
    "Said",
    "Scope",
    "Who",
]

#: Of what kind a term is, where it is one value or nothing.
_KINDS: Mapping[type, tuple[str, ...]] = {
    Money: ("value", "min_spend", "max_spend", "max_discount_per_order", "budget"),
    Decimal: ("percent", "max_share_of_order", "max_share_of_balance_per_order"),
    int: ("buy", "get", "min_quantity", "days_after_issue", "uses", "uses_per_customer"),
    datetime: ("valid_from", "valid_to"),
    PromoKind: ("kind",),
    Benefit: ("benefit",),
    AppliesTo: ("applies_to",),
    Scope: ("scope",),
    Base: ("base",),
    Who: ("who",),
    Combine: ("combine",),
    Remainder: ("remainder",),
    OnReturn: ("on_return",),
}
_NAMED = ("groups", "regions", "channels", "combine_with")
#: What has a face value that can be used in part.
_FACES = frozenset({Benefit.AMOUNT, Benefit.BALANCE})
#: What names a sum of money.
_SUMS = _FACES | {Benefit.FIXED_PRICE}


class PromoError(ValueError):
    """Terms that contradict themselves; ``field`` is the one to be corrected."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoTerms:
    """On what conditions something can be used. The defaults are those without small print.

    ``value`` is the sum that the ``benefit`` names; where it names none (a percentage, free delivery) it is
    zero, in the currency of the terms. ``percent`` and shares are fractions above 0, at most 1.

    ``min_spend``, ``max_spend`` and ``min_quantity`` are inclusive and count what ``scope`` lets count, as
    ``base``, ``includes_tax`` and ``includes_shipping`` say. ``max_share_of_order`` is a share of that
    amount, ``max_share_of_balance_per_order`` one of the face value (C1). ``uses`` counts orders in all,
    ``uses_per_customer`` those of one customer; ``None`` is without a limit. It ends at ``valid_to``, or
    ``days_after_issue`` after it was given; ``open_end`` says that it runs while stocks last or until the
    shop ends it. ``remainder``, ``on_return`` and ``combine`` are ``None`` while nobody has decided.
    ``unexplained`` names conditions of the shop's own system that nothing here can express. Raises
    :class:`PromoError`.
    """

    value: Money
    kind: PromoKind = PromoKind.COMPENSATION
    benefit: Benefit = Benefit.AMOUNT
    percent: Decimal | None = None
    buy: int | None = None
    get: int | None = None
    applies_to: AppliesTo = AppliesTo.ORDER
    scope: Scope = EVERYTHING
    base: Base = Base.GOODS_AFTER_DISCOUNTS
    includes_tax: bool = True
    includes_shipping: bool = False
    min_spend: Money | None = None
    max_spend: Money | None = None
    min_quantity: int | None = None
    max_share_of_order: Decimal | None = None
    max_share_of_balance_per_order: Decimal | None = None
    max_discount_per_order: Money | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    days_after_issue: int | None = None
    open_end: bool = False
    uses: int | None = 1
    uses_per_customer: int | None = None
    budget: Money | None = None
    who: Who = Who.EVERYONE
    groups: tuple[Named, ...] = ()
    one_account: bool = False
    regions: tuple[Named, ...] = ()
    channels: tuple[Named, ...] = ()
    combine: Combine | None = Combine.WITH_ANYTHING
    combine_with: tuple[Named, ...] = ()
    remainder: Remainder | None = Remainder.LOST
    change_in_cash: bool = False
    on_return: OnReturn | None = OnReturn.RESTORED
    transferable: bool = True
    issued_for: tuple[Said, ...] = ()
    issuer: str = ""
    unexplained: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._check_kinds()
        self._check_benefit()
        self._check_numbers()
        self._check_money()
        self._check_time()

    @property
    def has_face_value(self) -> bool:
        """Whether it is worth a sum that can be used up, once for an order."""
        return self.benefit in _FACES and self.applies_to is not AppliesTo.ITEMS

    def ends_at(self, issued_at: datetime) -> datetime | None:
        """Until when it can be used, if it is given at ``issued_at``; ``None`` for ever."""
        if self.days_after_issue is not None:
            return max(issued_at, self.valid_from or issued_at) + timedelta(days=self.days_after_issue)
        return self.valid_to

    def _check_kinds(self) -> None:
        for kind, names in _KINDS.items():
            for name in names:
                one = getattr(self, name)
                if one is not None and not isinstance(one, kind):
                    raise PromoError(name, f"{name}: {one!r} is no {kind.__name__}.")
        for name in _NAMED:
            if not all(isinstance(one, Named) for one in getattr(self, name)):
                raise PromoError(name, f"{name}: each has to be a Named, with the id that the shop uses.")

    def _check_benefit(self) -> None:
        named = self.benefit in _SUMS
        if (self.value.minor <= 0) if named else self.value.minor != 0:
            raise PromoError("value", "A value is above zero, and none where nothing of the kind is given.")
        if (self.benefit is Benefit.PERCENT) != (self.percent is not None):
            raise PromoError("percent", "A percent and the benefit of one are given together.")
        counts = (self.buy, self.get)
        if (self.benefit is Benefit.BUY_X_GET_Y) != all(counts) or any(
            one is not None and one < 1 for one in counts
        ):
            raise PromoError("buy", "So many bought and so many given are two numbers above zero.")
        plain = (Benefit.AMOUNT, Benefit.PERCENT)
        if self.applies_to is AppliesTo.SHIPPING and self.benefit not in (*plain, Benefit.FREE_SHIPPING):
            raise PromoError("applies_to", "Delivery can be free, or less by a sum or a percentage.")
        if self.applies_to is AppliesTo.ITEMS and self.benefit is Benefit.BALANCE:
            raise PromoError("applies_to", "A balance is used for an order, not for each item.")

    def _check_numbers(self) -> None:
        for name in ("uses", "uses_per_customer", "min_quantity", "days_after_issue"):
            number = getattr(self, name)
            if number is not None and number < 1:
                raise PromoError(name, "A number of uses, items or days is above zero.")
        for name in ("percent", "max_share_of_order", "max_share_of_balance_per_order"):
            share = getattr(self, name)
            if share is not None and not (share.is_finite() and 0 < share <= 1):
                raise PromoError(name, "A share lies above 0 and is at most 1.")
        if self.max_share_of_balance_per_order is not None and not self.has_face_value:
            raise PromoError("max_share_of_balance_per_order", "Only a sum has a share that can be used.")

    def _check_money(self) -> None:
        for name in ("min_spend", "max_spend", "max_discount_per_order", "budget"):
            one = getattr(self, name)
            if one is not None and (one.currency != self.value.currency or one.minor <= 0):
                raise PromoError(name, "Amounts are above zero, in the currency of the value.")
        if self.min_spend is not None and self.max_spend is not None and self.max_spend < self.min_spend:
            raise PromoError("max_spend", "The largest order is not below the smallest.")

    def _check_time(self) -> None:
        for name in ("valid_from", "valid_to"):
            moment = getattr(self, name)
            if moment is not None and moment.utcoffset() is None:
                raise PromoError(name, "A moment has a time zone.")
        if self.valid_to is not None and self.valid_from is not None and self.valid_to <= self.valid_from:
            raise PromoError("valid_to", "It ends after it begins.")
        if self.valid_to is not None and self.days_after_issue is not None:
            raise PromoError("valid_to", "It ends on a date or so many days after it was given, not both.")
        if (self.who is Who.GROUPS) != bool(self.groups):
            raise PromoError("groups", "Groups are named where it is for groups, and only there.")
        if (self.combine is Combine.WITH_CLASSES) != bool(self.combine_with):
            raise PromoError("combine_with", "What it combines with is named where it is not everything.")
