"""Made-up terms and baskets that hit the boundaries: amounts at, just below and just above each other."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from flask_amends.disputes.money import MINOR_DIGITS, Money
from flask_amends.guards.terms import (
    AppliesTo,
    Base,
    Basket,
    BasketLine,
    Benefit,
    Buyer,
    Combine,
    Named,
    OnReturn,
    PromoError,
    PromoKind,
    PromoTerms,
    Remainder,
    Scope,
    Used,
    Who,
)

NOW = datetime(2026, 3, 2, 9, 30, 20, tzinfo=UTC)
CURRENCIES = ("RUB", "PLN", "JPY", "TND", "KWD", "ILS")
SKUS, CATEGORIES, BRANDS = ("lamp", "chair", "table", "rug"), ("light", "seat", "soft"), ("Alva", "Bera")
PLACES, CLASSES, GROUPS = ("north", "south"), ("sale", "club"), ("pupils", "staff")

_JUMPS = (
    timedelta(0),
    timedelta(seconds=-21),
    timedelta(seconds=-20),
    timedelta(seconds=40),
    timedelta(minutes=-1),
    timedelta(minutes=1),
    timedelta(days=-3),
    timedelta(days=3),
)


class Pairs:
    """An endless supply from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def draw(self) -> tuple[PromoTerms, Basket, Buyer, Used, datetime]:
        """Terms, and what they are asked about."""
        while True:
            self.currency = self.random.choice(CURRENCIES)
            self.known: list[int] = [1, 100, 30000, 150000, 500000, 33333]
            try:
                terms = self.terms()
            except PromoError:
                continue
            return terms, self.basket(terms), self.buyer(), self.used(), NOW + self.random.choice(_JUMPS)

    def maybe(self, made: Any, chance: float = 0.25, other: Any = None) -> Any:
        return made() if self.random.random() < chance else other

    def money(self) -> Money:
        """Often an amount that was drawn before, or one unit beside it, or a share of it."""
        minor = self.random.choice(self.known) + self.random.choice((0, 0, 0, 1, -1))
        minor = max(1, minor * self.random.choice((1, 1, 1, 2, 4)) // self.random.choice((1, 1, 3, 4)))
        self.known.append(minor)
        return Money.from_minor(minor, self.currency)

    def share(self) -> Decimal:
        return self.random.choice(
            (
                Decimal("0.25"),
                Decimal("0.3"),
                Decimal("0.999"),
                Decimal(1),
                Decimal("0.333"),
                Decimal("0.0001"),
            )
        )

    def several(self, ids: tuple[str, ...]) -> tuple[Named, ...]:
        picked = self.random.sample(ids, self.random.randint(1, len(ids)))
        return tuple(Named(id=one, name=one.title()) for one in picked)

    def terms(self) -> PromoTerms:
        pick, maybe = self.random.choice, self.maybe
        benefit, applies = pick(tuple(Benefit)), AppliesTo.ORDER
        if self.random.random() < 0.3:
            applies = pick(tuple(AppliesTo))
        nothing = Money.from_minor(0, self.currency)
        named = benefit in {Benefit.AMOUNT, Benefit.BALANCE, Benefit.FIXED_PRICE}
        who = pick(tuple(Who)) if self.random.random() < 0.2 else Who.EVERYONE
        combine = pick((*Combine, None)) if self.random.random() < 0.4 else Combine.WITH_ANYTHING
        begins = maybe(lambda: NOW + pick(_JUMPS))
        return PromoTerms(
            value=self.money() if named else nothing,
            kind=pick(tuple(PromoKind)),
            benefit=benefit,
            percent=self.share() if benefit is Benefit.PERCENT else None,
            buy=self.random.randint(1, 5) if benefit is Benefit.BUY_X_GET_Y else None,
            get=self.random.randint(1, 3) if benefit is Benefit.BUY_X_GET_Y else None,
            applies_to=applies,
            scope=self.scope(),
            base=pick(tuple(Base)),
            includes_tax=self.random.random() < 0.8,
            includes_shipping=self.random.random() < 0.2,
            min_spend=maybe(self.money, 0.6),
            max_spend=maybe(self.money, 0.15),
            min_quantity=maybe(lambda: self.random.randint(1, 4), 0.2),
            max_share_of_order=maybe(self.share, 0.5),
            max_share_of_balance_per_order=maybe(self.share, 0.15),
            max_discount_per_order=maybe(self.money),
            valid_from=begins,
            valid_to=maybe(lambda: NOW + pick(_JUMPS)),
            days_after_issue=maybe(lambda: self.random.randint(1, 4), 0.15),
            open_end=self.random.random() < 0.2,
            change_in_cash=self.random.random() < 0.1,
            uses=pick((1, 2, None)),
            uses_per_customer=maybe(lambda: self.random.randint(1, 2)),
            budget=maybe(self.money, 0.15),
            who=who,
            groups=self.several(GROUPS) if who is Who.GROUPS else (),
            one_account=self.random.random() < 0.2,
            regions=maybe(lambda: self.several(PLACES), 0.15, ()),
            channels=maybe(lambda: self.several(PLACES), 0.15, ()),
            combine=combine,
            combine_with=self.several(CLASSES) if combine is Combine.WITH_CLASSES else (),
            remainder=pick((*Remainder, None)),
            on_return=pick((*OnReturn, None)),
            transferable=self.random.random() < 0.8,
        )

    def scope(self) -> Scope:
        if self.random.random() < 0.5:
            return Scope()
        lists = {
            name: self.maybe(lambda: self.several(SKUS), 0.3, ()) for name in ("products", "no_products")
        }
        lists |= {
            name: self.maybe(lambda: self.several(CATEGORIES), 0.3, ())
            for name in ("categories", "no_categories")
        }
        lists |= {name: self.maybe(lambda: self.several(BRANDS), 0.3, ()) for name in ("brands", "no_brands")}
        return Scope(**lists, sale_items=self.random.random() < 0.7, gift_cards=self.random.random() < 0.7)

    def basket(self, terms: PromoTerms) -> Basket:
        if terms.min_spend is not None:
            self.known += [terms.min_spend.minor] * 4
        terms_currency = self.currency
        self.currency = terms_currency if self.random.random() < 0.97 else "USD"
        lines = tuple(self.line() for _ in range(self.random.choice((0, 1, 1, 1, 2, 3, 5, 20))))
        made = Basket(
            currency=self.currency,
            lines=lines,
            shipping=self.maybe(self.money, 0.7),
            discounts=self.maybe(lambda: tuple(one.id for one in self.several(CLASSES)), 0.3, ()),
            region=self.random.choice((None, *PLACES)),
            channel=self.random.choice((None, *PLACES)),
        )
        self.currency = terms_currency
        return made

    def line(self) -> BasketLine:
        price = self.money()
        tax = Money.from_minor(price.minor * 19 // 119, self.currency)
        return BasketLine(
            sku=self.random.choice(SKUS),
            unit_price=price,
            quantity=self.random.choice((0, 1, 1, 1, 2, 3, 7)),
            before=self.maybe(self.money),
            unit_tax=self.maybe(lambda: tax, 0.7),
            categories=tuple(one.id for one in self.several(CATEGORIES)),
            brand=self.random.choice(("", *BRANDS)),
            on_sale=self.random.random() < 0.2,
            gift_card=self.random.random() < 0.1,
        )

    def buyer(self) -> Buyer:
        chance = self.random.random
        groups = frozenset(one.id for one in self.several(GROUPS)) if chance() < 0.5 else frozenset()
        return Buyer(new=chance() < 0.5, groups=groups, named=chance() < 0.5, elsewhere=chance() < 0.2)

    def used(self) -> Used:
        given = self.maybe(self.money)
        left = self.maybe(
            lambda: Money.from_minor(self.money().minor // self.random.choice((1, 10**9)), self.currency)
        )
        issued = self.maybe(
            lambda: NOW - timedelta(days=self.random.randint(0, 4)) + self.random.choice(_JUMPS)
        )
        return Used(
            times=self.random.choice((0, 0, 0, 1, 2)),
            by_customer=self.random.choice((0, 0, 0, 1, 2)),
            given=given,
            left=left,
            issued_at=issued,
        )


assert set(CURRENCIES) <= set(MINOR_DIGITS)
