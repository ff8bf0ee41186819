"""What conditions say: every one of them as a line, the weightiest first. Silence is no small print (C2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_amends.disputes.promo import AppliesTo, Base, Benefit, Combine, Named, PromoTerms, Who
from flask_amends.disputes.promo_parts import EVERYTHING, said
from flask_amends.guards.terms.derived import end_of, full_use_from, is_narrow, is_shared

#: Lines up to this weight stand on the banner.
SIGNIFICANT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One condition: how much it weighs, its key, and its numbers.

    0 is what is given; then 1 minimum, 2 shares and caps, 3 until when, 4 for whom, 5 what does not count,
    6 combining, 7 uses, 8 what is left and returns, 9 the rest.
    """

    significance: int
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)


def explain(
    terms: PromoTerms, locale: str | None = None, *, issued_at: datetime | None = None
) -> tuple[Line, ...]:
    """Everything there is to know, the weightiest first: keys and numbers, of which pages make sentences.

    With ``issued_at`` the last day is a date, else a number of days. Names of goods and groups are those of
    ``locale``. Sentences and sums agree: ``from`` and ``at most`` are inclusive, as :func:`check` reckons.
    """
    return tuple(sorted(_lines(terms, issued_at, locale), key=lambda line: line.significance))


def _lines(terms: PromoTerms, issued_at: datetime | None, locale: str | None) -> Iterator[Line]:
    yield _given(terms)
    yield from _amounts(terms)
    yield from _caps(terms)
    yield _ends(terms, issued_at)
    if terms.valid_from is not None:
        yield _line(3, "valid_from", moment=terms.valid_from)
    yield from _people(terms, locale)
    yield from _goods(terms, locale)
    if terms.combine is not None:
        names = _names(terms.combine_with, locale) if terms.combine is Combine.WITH_CLASSES else {}
        yield _line(6, f"combine_{terms.combine.value}", **names)
    yield from _uses(terms)
    yield from _afterwards(terms)
    yield from _rest(terms, locale)


def _given(terms: PromoTerms) -> Line:
    where = "" if terms.applies_to is AppliesTo.ORDER else f"_{terms.applies_to.value}"
    match terms.benefit:
        case Benefit.PERCENT:
            of = "_shipping" if terms.applies_to is AppliesTo.SHIPPING else ""
            return _line(0, f"gives_percent{of}", share=terms.percent, currency=terms.value.currency)
        case Benefit.FREE_SHIPPING:
            return _line(0, "gives_free_shipping", currency=terms.value.currency)
        case Benefit.BUY_X_GET_Y:
            num, every = terms.get or 0, (terms.buy or 0) + (terms.get or 0)
            return _line(0, "gives_items", num=num, every=every, currency=terms.value.currency)
        case Benefit.FIXED_PRICE:
            return _line(0, f"gives_fixed_price{where}", amount=terms.value)
    return _line(0, f"gives_amount{where}", amount=terms.value)


def _amounts(terms: PromoTerms) -> Iterator[Line]:
    limits = (terms.min_spend, terms.min_quantity, terms.max_spend)
    if all(one is None for one in limits) and terms.scope == EVERYTHING and terms.buy is None:
        yield _line(1, "no_min_spend")
    if terms.min_spend is not None:
        yield _line(1, "min_spend", amount=terms.min_spend)
    if terms.min_quantity is not None:
        yield _line(1, "min_quantity", num=terms.min_quantity)
    if terms.max_spend is not None:
        yield _line(1, "max_spend", amount=terms.max_spend)


def _caps(terms: PromoTerms) -> Iterator[Line]:
    if terms.max_share_of_order is not None:
        yield _line(2, "max_share_of_order", share=terms.max_share_of_order)
    if terms.max_share_of_balance_per_order is not None:
        yield _line(2, "max_share_of_balance", share=terms.max_share_of_balance_per_order)
    if terms.max_discount_per_order is not None:
        yield _line(2, "max_discount", amount=terms.max_discount_per_order)
    if is_narrow(terms):
        full = full_use_from(terms)
        yield _line(2, "full_use_never") if full is None else _line(2, "full_use_from", amount=full)


def _ends(terms: PromoTerms, issued_at: datetime | None) -> Line:
    ends = end_of(terms, issued_at)
    if ends is not None:
        return _line(3, "valid_to", moment=ends)
    if terms.days_after_issue is not None:
        return _line(3, "days_after_issue", num=terms.days_after_issue)
    return _line(3, "open_end" if terms.open_end else "no_end")


def _people(terms: PromoTerms, locale: str | None) -> Iterator[Line]:
    if terms.who is not Who.EVERYONE:
        names = _names(terms.groups, locale) if terms.who is Who.GROUPS else {}
        yield _line(4, f"who_{terms.who.value}", **names)
    if terms.one_account:
        yield _line(4, "one_account")
    if terms.regions:
        yield _line(4, "regions", **_names(terms.regions, locale))
    if terms.channels:
        yield _line(4, "channels", **_names(terms.channels, locale))


def _goods(terms: PromoTerms, locale: str | None) -> Iterator[Line]:
    scope = terms.scope
    if scope.only:
        told = _names(scope.only, locale)
        yield _line(
            5,
            "only_goods",
            names=told["names"],
            products=_ids(scope.products),
            categories=_ids(scope.categories),
            brands=_ids(scope.brands),
        )
    if scope.never:
        told = _names(scope.never, locale)
        yield _line(
            5,
            "never_goods",
            names=told["names"],
            products=_ids(scope.no_products),
            categories=_ids(scope.no_categories),
            brands=_ids(scope.no_brands),
        )
    if not scope.sale_items:
        yield _line(5, "no_sale_items")
    if not scope.gift_cards:
        yield _line(5, "no_gift_cards")


def _uses(terms: PromoTerms) -> Iterator[Line]:
    if terms.uses is not None:
        yield _line(7, "uses_in_all" if is_shared(terms) else "uses", num=terms.uses)
    if terms.uses_per_customer is not None:
        yield _line(7, "uses_per_customer", num=terms.uses_per_customer)
    if terms.budget is not None:
        yield _line(7, "budget", amount=terms.budget)


def _afterwards(terms: PromoTerms) -> Iterator[Line]:
    if terms.remainder is not None and terms.has_face_value:
        yield _line(8, f"remainder_{terms.remainder.value}")
    if terms.change_in_cash:
        yield _line(8, "change_in_cash")
    if terms.on_return is not None:
        yield _line(8, f"on_return_{terms.on_return.value}")


def _rest(terms: PromoTerms, locale: str | None) -> Iterator[Line]:
    if not terms.transferable:
        yield _line(9, "not_transferable")
    if terms.base is Base.GOODS_BEFORE_DISCOUNTS:
        yield _line(9, "before_discounts")
    if not terms.includes_tax:
        yield _line(9, "without_tax")
    if terms.includes_shipping:
        yield _line(9, "with_shipping")
    if terms.issued_for:
        text = said(terms.issued_for, locale) or terms.issued_for[0].text
        yield _line(9, "issued_for", text=text)
    if terms.issuer:
        yield _line(9, "issuer", text=terms.issuer)


def _line(significance: int, key: str, **params: Any) -> Line:
    return Line(significance=significance, key=key, params=params)


def _names(things: Iterable[Named], locale: str | None) -> dict[str, Any]:
    known = tuple(things)
    return {"names": ", ".join(one.called(locale) for one in known), "ids": _ids(known)}


def _ids(things: Iterable[Named]) -> tuple[str, ...]:
    return tuple(one.id for one in things)
