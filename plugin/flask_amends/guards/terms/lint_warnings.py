"""The warnings about terms: nothing is wrong with them, but people will be disappointed, or the shop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import Benefit, Combine, PromoKind, PromoTerms
from flask_amends.guards.terms.derived import full_use_from

if TYPE_CHECKING:
    from flask_amends.guards.terms.lint import Known

Found = Iterator[tuple[str, Mapping[str, Any]]]

#: So many times its value is a long way to go for it.
FAR = 4
#: An end in these hours is one that people miss.
_NIGHT = (0, 7)
_SOON = timedelta(hours=24)
_BAIT = Decimal("1.05")
_TEXTS = frozenset({"issued_for", "issuer", "unexplained", "kind"})


def far_away(terms: PromoTerms, _known: Known) -> Found:
    """W1: the whole value can be used only in an order of four times as much (C3)."""
    full = full_use_from(terms)
    if full is not None and full.minor >= FAR * terms.value.minor:
        yield "max_share_of_order", {"amount": full}


def out_of_reach(terms: PromoTerms, known: Known) -> Found:
    """W2: nine of ten orders are smaller than the one that uses it up."""
    full, sizes = full_use_from(terms), _sizes(terms, known)
    if full is not None and sizes and full.minor > sizes[min(len(sizes) - 1, len(sizes) * 9 // 10)]:
        yield "max_share_of_order", {"amount": full}


def below_cost(terms: PromoTerms, known: Known) -> Found:
    """W3: together with another promotion it goes below cost."""
    if known.margin is None or terms.combine is Combine.NONE:
        return
    largest = max(
        (_depth(one) for one in known.others if one.combine is not Combine.NONE), default=Decimal(0)
    )
    if largest and _depth(terms) + largest > known.margin:
        yield "combine", {}


def worse_than_issued(terms: PromoTerms, known: Known) -> Found:
    """W4: the terms changed after somebody got them; who has the old ones keeps them (UK CAP 8.23)."""
    before = known.issued
    if before is None:
        return
    changed = [one.name for one in fields(PromoTerms) if one.name not in _TEXTS]
    if any(getattr(terms, name) != getattr(before, name) for name in changed):
        yield "", {}


def ends_at_night(terms: PromoTerms, known: Known) -> Found:
    """W5: it ends within a day, at an hour when people sleep."""
    if terms.valid_to is None or known.now is None:
        return
    there = terms.valid_to.astimezone(ZoneInfo(known.zone))
    if terms.valid_to - known.now <= _SOON and _NIGHT[0] <= there.hour < _NIGHT[1]:
        yield "valid_to", {"moment": terms.valid_to}


def bait(terms: PromoTerms, known: Known) -> Found:
    """W6: the minimum lies just above what most people spend."""
    sizes = _sizes(terms, known)
    if terms.min_spend is None or not sizes:
        return
    size, count = Counter(sizes).most_common(1)[0]
    common = Decimal(size if count > 1 else median(sizes))
    if common < terms.min_spend.minor < common * _BAIT:
        yield "min_spend", {"amount": Money.from_minor(int(common), terms.value.currency)}


def no_prior_price(terms: PromoTerms, known: Known) -> Found:
    """W7: a reduction for everybody of goods on sale, without the lowest price of the 30 days before."""
    reduces = terms.benefit in (Benefit.PERCENT, Benefit.FIXED_PRICE)
    if terms.kind is PromoKind.AUTOMATIC and reduces and terms.scope.sale_items and not known.prior_price:
        yield "sale_items", {}


def _sizes(terms: PromoTerms, known: Known) -> list[int]:
    return sorted(one.minor for one in known.baskets if one.currency == terms.value.currency)


def _depth(terms: PromoTerms) -> Decimal:
    """The largest share of an order that it can take."""
    depth = terms.percent or Decimal(1)
    if terms.min_spend is not None and terms.has_face_value:
        depth = min(depth, Decimal(terms.value.minor) / terms.min_spend.minor)
    return min(depth, terms.max_share_of_order or depth)
