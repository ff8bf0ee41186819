"""The warnings about terms: nothing is wrong with them, but people will be disappointed, or the shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import AppliesTo, Benefit, PromoKind, PromoTerms
from flask_amends.guards.terms.basket import why_not
from flask_amends.guards.terms.derived import full_use_from
from flask_amends.guards.terms.stacking import is_below_cost, may_meet

if TYPE_CHECKING:
    from flask_amends.guards.terms.lint import Known

Found = Iterator[tuple[str, Mapping[str, Any]]]

#: So many times its value is a long way to go for it.
FAR = 4
#: An end in these hours is one that people miss.
_NIGHT = (0, 7)
_SOON = timedelta(hours=24)
#: So many goods, those with the thinnest margin, and so many other promotions are looked at.
_COSTS, _OTHERS = 5, 50
_BAIT = Decimal("1.05")
_TEXTS = frozenset({"issued_for", "issuer", "unexplained", "kind"})


def far_away(terms: PromoTerms, _known: Known) -> Found:
    """W1: the whole value can be used only in an order of four times as much (C3)."""
    full = full_use_from(terms)
    if full is not None and full.minor >= FAR * terms.value.minor:
        yield _reason(terms), {"amount": full}


def out_of_reach(terms: PromoTerms, known: Known) -> Found:
    """W2: nine of ten orders are smaller than the one that uses it up."""
    full, sizes = full_use_from(terms), _sizes(terms, known)
    if full is not None and sizes and full.minor > sizes[min(len(sizes) - 1, len(sizes) * 9 // 10)]:
        yield _reason(terms), {"amount": full}


def below_cost(terms: PromoTerms, known: Known) -> Found:
    """W3: there is an item that goes below its cost, together with another promotion."""
    goods = [one for one in known.costs if why_not(terms, one[0]) is None][:_COSTS]
    others = [one for one in known.others if may_meet(terms, one, known.now)][:_OTHERS] if goods else []
    for other in others:
        if any(is_below_cost(terms, other, line, cost) for line, cost in goods):
            yield "combine", {}
            return


def worse_than_issued(terms: PromoTerms, known: Known) -> Found:
    """W4: the terms changed after somebody got them; who has the old ones keeps them (UK CAP 8.23)."""
    before = known.issued
    if before is None:
        return
    changed = [one.name for one in fields(PromoTerms) if one.name not in _TEXTS]
    if any(getattr(terms, name) != getattr(before, name) for name in changed):
        yield "", {}


def ends_at_night(terms: PromoTerms, known: Known) -> Found:
    """W5: it ends within a day at an hour when people sleep, or with the first minute of a day.

    Whoever reads "until 31 December, 00:00" counts that day in.
    """
    if terms.valid_to is None or known.now is None or terms.valid_to <= known.now:
        return
    there = terms.valid_to.astimezone(ZoneInfo(known.zone))
    soon = terms.valid_to - known.now <= _SOON and _NIGHT[0] <= there.hour < _NIGHT[1]
    if soon or (there.hour, there.minute) == (0, 0):
        yield "valid_to", {"moment": terms.valid_to}


def bait(terms: PromoTerms, known: Known) -> Found:
    """W6: the minimum lies just above what most people spend."""
    sizes = _sizes(terms, known)
    if terms.min_spend is None or not sizes:
        return
    common = usual(sizes)
    if common < terms.min_spend.minor < common * _BAIT:
        yield "min_spend", {"amount": Money.from_minor(common, terms.value.currency)}


def no_prior_price(terms: PromoTerms, known: Known) -> Found:
    """W7: a reduction for everybody of goods on sale, without the lowest price of the 30 days before."""
    reduces = terms.benefit in (Benefit.PERCENT, Benefit.FIXED_PRICE) or terms.applies_to is AppliesTo.ITEMS
    if (
        terms.kind is PromoKind.AUTOMATIC
        and reduces
        and terms.scope.sale_items
        and known.prior_price is False
    ):
        yield "sale_items", {}


def usual(sizes: Sequence[int]) -> int:
    """Where most of these sorted amounts lie: the middle of the closest half, of its closest half, and so on.

    Sums of baskets are seldom equal, so that the most frequent one says nothing.
    """
    while len(sizes) > 2:
        half = (len(sizes) + 1) // 2
        start = min(range(len(sizes) - half + 1), key=lambda at: sizes[at + half - 1] - sizes[at])
        sizes = sizes[start : start + half]
    return sum(sizes) // len(sizes)


def _sizes(terms: PromoTerms, known: Known) -> list[int]:
    return sorted(one.minor for one in known.baskets if one.currency == terms.value.currency)


def _reason(terms: PromoTerms) -> str:
    """The field that makes full use begin where it does."""
    return "max_share_of_order" if terms.max_share_of_order is not None else "min_spend"
