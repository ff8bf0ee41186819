"""Somebody who has read the explained lines, and nothing else, and says what a basket gets (C1, C2).

Written apart from the checks: it knows keys and numbers of lines, never the terms they came from. It adds up
in fractions and rounds down once at the end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from flask_amends.disputes.money import MINOR_DIGITS, Money
from flask_amends.guards.terms import Basket, BasketLine, Buyer, Used

Told = Sequence[tuple[str, Mapping[str, Any]]]


@dataclass
class Expected:
    """What the reader expects: a discount, what is missing with its number, and what does not count."""

    discount: Fraction = Fraction(0)
    missing: dict[str, Any] = field(default_factory=dict)
    not_counted: set[str] = field(default_factory=set)
    left: Fraction = Fraction(0)
    loses: bool = False
    #: What is said of the whole value: that this basket uses it, that none can; ``None`` where nothing is.
    whole: bool | None = None
    value: Fraction = Fraction(0)


def expect(told: Told, basket: Basket, buyer: Buyer, now: datetime, used: Used) -> Expected:
    """What somebody who read these lines expects for this basket."""
    return _Reading(dict(told), basket, buyer, now, used).expected()


def _number(money: Money | None) -> Fraction:
    return Fraction(money.amount) if money is not None else Fraction(0)


class _Reading:
    def __init__(
        self, lines: dict[str, Mapping[str, Any]], basket: Basket, buyer: Buyer, now: datetime, used: Used
    ) -> None:
        self.lines, self.basket, self.buyer, self.now, self.used = lines, basket, buyer, now, used
        self.counts = [line for line in basket.lines if line.quantity and self.does_count(line)]
        self.now_total = sum((self.price(one) * one.quantity for one in self.counts), Fraction(0))
        before = sum(
            (self.price(one, "before_discounts" in lines) * one.quantity for one in self.counts), Fraction(0)
        )
        shipping = _number(basket.shipping) if "with_shipping" in lines else Fraction(0)
        self.now_total += shipping
        self.looked_at = before + shipping

    def amount(self, key: str) -> Fraction | None:
        return _number(self.lines[key]["amount"]) if key in self.lines else None

    def currency(self) -> str:
        for params in self.lines.values():
            for value in params.values():
                if isinstance(value, Money):
                    return value.currency
        return next(str(params["currency"]) for params in self.lines.values() if "currency" in params)

    def does_count(self, line: BasketLine) -> bool:
        def listed(key: str) -> bool:
            found = self.lines[key]
            by_category = any(one in found["categories"] for one in line.categories)
            return line.sku in found["products"] or by_category or line.brand in found["brands"]

        if "only_goods" in self.lines and not listed("only_goods"):
            return False
        if "never_goods" in self.lines and listed("never_goods"):
            return False
        if "no_sale_items" in self.lines and line.on_sale:
            return False
        return not ("no_gift_cards" in self.lines and line.gift_card)

    def price(self, line: BasketLine, before: bool = False) -> Fraction:
        price = _number(line.unit_price)
        if before and line.before is not None and _number(line.before) > price:
            price = _number(line.before)
        if "without_tax" in self.lines:
            price -= _number(line.unit_tax)
        return max(price, Fraction(0))

    # -- what is missing

    def expected(self) -> Expected:
        worth = self.worth()
        if self.basket.currency != self.currency():
            return Expected(missing={"currency": None}, left=worth or Fraction(0))
        result = Expected(missing=self.missing(worth))
        result.not_counted = {
            one.sku
            for one in self.basket.lines
            if one.quantity and not any(one is other for other in self.counts)
        }
        if not result.missing:
            digits = 10 ** MINOR_DIGITS[self.basket.currency]
            result.discount = Fraction(floor(self.given(worth) * digits), digits)
        if worth is not None:
            gone = result.discount if "remainder_kept" in self.lines else worth
            result.left = worth - gone if result.discount else worth
            result.loses = bool(result.discount) and result.discount + result.left < worth
            result.value, result.whole = worth, self.is_whole(worth)
        return result

    def is_whole(self, worth: Fraction) -> bool | None:
        if "full_use_never" in self.lines:
            return False
        least = self.amount("full_use_from")
        spent = "budget" in self.lines and self.used.given is not None
        if least is None or spent or self.looked_at < least or self.now_total < worth:
            return None
        return True

    def worth(self) -> Fraction | None:
        """What is left of a value that can be used up; ``None`` where there is no such thing."""
        value = self.amount("gives_amount") or self.amount("gives_amount_shipping")
        if value is None or self.used.left is None:
            return value
        return max(Fraction(0), min(value, _number(self.used.left)))

    def missing(self, worth: Fraction | None) -> dict[str, Any]:
        return {**self.too_little(), **self.not_now(), **self.not_here(), **self.gone(worth)}

    def too_little(self) -> dict[str, Any]:
        lines = self.lines
        items = sum(one.quantity for one in self.counts)
        found: dict[str, Any] = {}
        if items == 0:
            found["nothing_counts"] = None
        least, most = self.amount("min_spend"), self.amount("max_spend")
        if least is not None and self.looked_at < least:
            found["min_spend"] = least - self.looked_at
        if most is not None and self.looked_at > most:
            found["max_spend"] = self.looked_at - most
        asked = (lines.get("min_quantity", {}).get("num", 0), lines.get("gives_items", {}).get("every", 0))
        if items < max(asked):
            found["min_quantity"] = max(asked) - items
        return found

    def not_now(self) -> dict[str, Any]:
        lines, minute = self.lines, timedelta(minutes=1)
        found: dict[str, Any] = {}
        if "valid_from" in lines and self.now < _clock(lines["valid_from"]["moment"]):
            found["not_yet"] = None
        if "valid_to" in lines and self.now >= _clock(lines["valid_to"]["moment"]) + minute:
            found["ended"] = None
        return found

    def not_here(self) -> dict[str, Any]:
        lines, buyer = self.lines, self.buyer
        found: dict[str, Any] = {}
        groups = lines.get("who_groups", {}).get("ids", ())
        others = [
            "who_new_customers" in lines and not buyer.new,
            "who_named" in lines and not buyer.named,
            "who_groups" in lines and not buyer.groups.intersection(groups),
        ]
        found |= {"who": None} if any(others) else {}
        found |= {"account": None} if "one_account" in lines and buyer.elsewhere else {}
        for key, kind, here in (
            ("regions", "region", self.basket.region),
            ("channels", "channel", self.basket.channel),
        ):
            if key in lines and here not in lines[key]["ids"]:
                found[kind] = None
        allowed = lines.get("combine_with_classes", {}).get("ids", ())
        alone = "combine_none" in lines or "combine_with_classes" in lines
        if alone and any(one not in allowed for one in self.basket.discounts):
            found["combine"] = None
        return found

    def gone(self, worth: Fraction | None) -> dict[str, Any]:
        lines, used = self.lines, self.used
        found: dict[str, Any] = {}
        for key in ("uses", "uses_in_all"):
            if key in lines and used.times >= lines[key]["num"]:
                found["uses"] = None
        if "uses_per_customer" in lines and used.by_customer >= lines["uses_per_customer"]["num"]:
            found["customer_uses"] = None
        if (budget := self.amount("budget")) is not None and _number(used.given) >= budget:
            found["budget"] = None
        if worth is not None and worth <= 0:
            found["nothing_left"] = None
        return found

    # -- what is given

    def given(self, worth: Fraction | None) -> Fraction:
        """What the lines promise, before rounding."""
        limits = [self.promised()]
        if "max_share_of_order" in self.lines:
            limits.append(self.looked_at * Fraction(self.lines["max_share_of_order"]["share"]))
        if "max_share_of_balance" in self.lines:
            whole = self.amount("gives_amount") or self.amount("gives_amount_shipping") or Fraction(0)
            limits.append(whole * Fraction(self.lines["max_share_of_balance"]["share"]))
        if (cap := self.amount("max_discount")) is not None:
            limits.append(cap)
        if (budget := self.amount("budget")) is not None:
            limits.append(budget - _number(self.used.given))
        if worth is not None:
            limits.append(worth)
        return min(limits)

    def promised(self) -> Fraction:
        lines, shipping = self.lines, _number(self.basket.shipping)
        each = [price for one in self.counts for price in [self.price(one)] * one.quantity]
        key = next(one for one in lines if one.startswith("gives_"))
        told = _number(lines[key].get("amount"))
        share = Fraction(lines[key].get("share", 0))
        promises: dict[str, Callable[[], Fraction]] = {
            "gives_amount": lambda: min(told, self.now_total),
            "gives_amount_shipping": lambda: min(told, shipping),
            "gives_amount_items": lambda: sum((min(one, told) for one in each), Fraction(0)),
            "gives_percent": lambda: min(self.looked_at * share, self.now_total),
            "gives_percent_shipping": lambda: shipping * share,
            "gives_fixed_price": lambda: max(Fraction(0), self.now_total - told),
            "gives_fixed_price_items": lambda: sum(
                (max(Fraction(0), one - told) for one in each), Fraction(0)
            ),
            "gives_free_shipping": lambda: shipping,
            "gives_items": lambda: self.last_of_every(
                sorted(each, reverse=True), lines[key]["num"], lines[key]["every"]
            ),
        }
        return promises[key]()

    @staticmethod
    def last_of_every(each: list[Fraction], num: int, every: int) -> Fraction:
        free = Fraction(0)
        while len(each) >= every:
            group, each = each[:every], each[every:]
            free += sum(group[-num:])
        return free


def _clock(moment: datetime) -> datetime:
    """A moment as people read it: to the minute."""
    return moment.replace(second=0, microsecond=0)
