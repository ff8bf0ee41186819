"""How unusual a price is where no pattern fits: against its own past, the month, and its category (S1-S3)."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from statistics import median

from flask_amends.guards.price.facts import HALF, Facts
from flask_amends.guards.price.verdict import Finding, Level

_UNUSUAL = 6
_LEAST_SPREAD, _SPREAD_OF_FEW = 0.10, 0.15
_CATEGORY, _LEAST_OF_CATEGORY = 4, 0.35


def unusual(facts: Facts) -> Iterator[Finding]:
    """The findings of the statistics; none for a price that a declared promotion explains."""
    if facts.is_explained:
        return
    yield from _halved(facts)
    yield from _doubled(facts)
    yield from _far(facts)
    yield from _far_from_category(facts)


def _halved(facts: Facts) -> Iterator[Finding]:
    limit = float(facts.hold_below)
    named = [one for one in (facts.last, facts.anchors.get("list")) if one is not None]
    if named and all(facts.price < limit * one for one in named):
        against = named[0]
        key, words = (
            ("halved", "the last price") if facts.last is not None else ("halved_list", "the list price")
        )
    elif facts.month is not None and facts.price < limit * facts.month:
        # Small steps that each look harmless (the last price follows them down; the month does not).
        against, key, words = facts.month, "halved_month", "the usual price of the last 30 days"
    else:
        return
    percent = f"{facts.hold_below * 100:f}".rstrip("0").rstrip(".")
    yield Finding(
        code="S2",
        key=key,
        level=Level.HOLD,
        message=f"{facts.new} is less than {percent} % of {words}, {facts.money(against)}, "
        "and no declared promotion explains it.",
        params={"price": str(facts.new), "anchor": str(facts.money(against)), "percent": percent},
        suggestion=facts.money(against),
    )


def _doubled(facts: Facts) -> Iterator[Finding]:
    if facts.last is not None and facts.price > 2 * facts.last:
        yield Finding(
            code="S2",
            key="doubled",
            level=Level.WARN,
            message=f"{facts.new} is more than twice the last price, {facts.money(facts.last)}.",
            params={"price": str(facts.new), "anchor": str(facts.money(facts.last))},
            suggestion=facts.money(facts.last),
        )


def _far(facts: Facts) -> Iterator[Finding]:
    if not facts.past:
        return
    logs = [log(one) for one in facts.past]
    middle = median(logs)
    spread = _SPREAD_OF_FEW
    if len(logs) >= 3:
        spread = max(1.4826 * median(abs(one - middle) for one in logs), _LEAST_SPREAD)
    score = (log(facts.price) - middle) / spread
    # A shop that lets deeper cuts through, or fewer, means the same with both rules.
    least = _UNUSUAL * (log(facts.hold_below) / log(HALF) if score < 0 else 1)
    if abs(score) <= least:
        return
    side, level = ("low", Level.HOLD) if score < 0 else ("high", Level.WARN)
    usual = facts.money(facts.anchors["usual"])
    yield Finding(
        code="S1",
        key=f"far_{side}",
        level=level,
        message=f"{facts.new} is unusually {side} for this item, which has cost about {usual}.",
        params={"price": str(facts.new), "anchor": str(usual), "score": f"{score:.1f}"},
        suggestion=usual,
    )


def _far_from_category(facts: Facts) -> Iterator[Finding]:
    category = facts.category
    if category is None or facts.anchors:
        return
    score = log(facts.price / facts.minor(category.median)) / max(category.spread, _LEAST_OF_CATEGORY)
    if score < -_CATEGORY:
        yield Finding(
            code="S3",
            key="far_from_category",
            level=Level.HOLD,
            message=f"{facts.new} is unusually low beside similar items, which cost about {category.median}.",
            params={"price": str(facts.new), "anchor": str(category.median), "score": f"{score:.1f}"},
        )
