"""What terms of promotions are made of: their codes, and what they count or leave out, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PromoKind(StrEnum):
    """What carries the value."""

    CODE = "code"
    GIFT_CERTIFICATE = "gift_certificate"
    BONUS_BALANCE = "bonus_balance"
    AUTOMATIC = "automatic"
    COMPENSATION = "compensation"


class Benefit(StrEnum):
    """What is given."""

    AMOUNT = "amount"
    BALANCE = "balance"
    PERCENT = "percent"
    FIXED_PRICE = "fixed_price"
    FREE_SHIPPING = "free_shipping"
    BUY_X_GET_Y = "buy_x_get_y"


class AppliesTo(StrEnum):
    """What it is taken off: the order once, each item that counts, or its delivery."""

    ORDER = "order"
    ITEMS = "items"
    SHIPPING = "shipping"


class Base(StrEnum):
    """Whether amounts are counted after or before the order's other discounts."""

    GOODS_AFTER_DISCOUNTS = "goods_after_discounts"
    GOODS_BEFORE_DISCOUNTS = "goods_before_discounts"


class Who(StrEnum):
    """Who can use it; ``named`` are those it was given to."""

    EVERYONE = "everyone"
    NEW_CUSTOMERS = "new_customers"
    GROUPS = "groups"
    NAMED = "named"


class Combine(StrEnum):
    """Whether it can be used together with other discounts."""

    NONE = "none"
    WITH_CLASSES = "with_classes"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text of the shop's own, in one language."""

    locale: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A product, category, brand, group … by the shop's id, and what people call it."""

    id: str
    name: str = ""
    names: tuple[Said, ...] = ()

    def called(self, locale: str | None) -> str:
        """Its name in a language, else its usual one."""
        return said(self.names, locale) or self.name or self.id


def said(texts: tuple[Said, ...], locale: str | None) -> str:
    """The text in a language; nothing where there is none."""
    return next((one.text for one in texts if one.locale == locale), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What counts: anything on the first three lists, or everything where they are empty.

    What is on one of the ``no_`` lists never counts; goods on sale and gift cards only if they may.
    """

    products: tuple[Named, ...] = ()
    categories: tuple[Named, ...] = ()
    brands: tuple[Named, ...] = ()
    no_products: tuple[Named, ...] = ()
    no_categories: tuple[Named, ...] = ()
    no_brands: tuple[Named, ...] = ()
    sale_items: bool = True
    gift_cards: bool = True

    @property
    def only(self) -> tuple[Named, ...]:
        """Everything that is named as counting."""
        return (*self.products, *self.categories, *self.brands)

    @property
    def never(self) -> tuple[Named, ...]:
        """Everything that is named as not counting."""
        return (*self.no_products, *self.no_categories, *self.no_brands)


#: No limits on what counts.
EVERYTHING = Scope()
