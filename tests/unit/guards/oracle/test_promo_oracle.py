"""Whoever has read the lines knows what they get: a reader of them agrees with each check (C1, C2)."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from flask_amends.guards.terms import Eligibility, GapKind, Used, check, explain
from flask_amends.guards.terms.stacking import depth
from tests.unit.guards.oracle.pairs import Pairs
from tests.unit.guards.oracle.reader import Expected, expect

USUAL, MANY = 1_500, 100_000


def numbers(found: Eligibility) -> dict[str, Any]:
    """What is missing, with its number, as the reader says it."""
    return {
        gap.kind.value: Fraction(gap.amount.amount) if gap.amount is not None else gap.num
        for gap in found.missing
    }


def is_untouched(used: Used) -> bool:
    """Whether nothing of it was used, so that what is said of the whole value is about what is there."""
    return used.left is None


def agree(count: int, seed: int) -> Counter[str]:
    """Compare so many; returns how often each gap was met, and ``applies`` with more than nothing."""
    pairs, met = Pairs(seed), Counter[str]()
    for number in range(count):
        terms, basket, buyer, used, now = pairs.draw()
        told = [(line.key, line.params) for line in explain(terms, issued_at=used.issued_at)]
        expected: Expected = expect(told, basket, buyer, now, used)
        found = check(terms, basket, buyer, now, used=used)
        got = (numbers(found), Fraction(found.discount.amount), Fraction(found.left_after.amount))
        read = (expected.missing, expected.discount, expected.left)
        whole = expected.whole if is_untouched(used) and found.applies else None
        assert whole in (None, expected.discount == expected.value), (number, terms, basket, used)
        assert found.loses is expected.loses, (number, terms, basket, used)
        skipped = {line.sku for line, _ in found.not_counted}
        assert (got, skipped) == (read, expected.not_counted), (number, terms, basket, buyer, used, now)
        met.update(gap.kind.value for gap in found.missing)
        met["whole"] += whole is True
        met["never whole"] += whole is False
        met["loses"] += found.loses
        met["capped"] += found.is_capped
        met["applies"] += found.applies and found.discount.minor > 0
    return met


def test_what_is_explained_is_what_is_reckoned():
    met = agree(USUAL, seed=1)
    assert all(met[kind.value] for kind in GapKind), met
    assert met["applies"] > USUAL / 20
    assert all(met[what] for what in ("whole", "never whole", "loses", "capped")), met


@pytest.mark.soak
def test_what_is_explained_is_what_is_reckoned_a_hundred_thousand_times():
    met = agree(MANY, seed=2026)
    assert min(met[kind.value] for kind in GapKind) > 500, met
    assert min(met[what] for what in ("whole", "never whole", "loses", "capped")) > 200, met


def test_the_order_of_lines_changes_nothing():
    pairs, random = Pairs(7), Random(7)
    for _ in range(200):
        terms, basket, buyer, used, now = pairs.draw()
        turned = replace(basket, lines=tuple(random.sample(basket.lines, len(basket.lines))))
        one, other = (check(terms, each, buyer, now, used=used) for each in (basket, turned))
        assert (one.discount, one.missing, one.left_after) == (
            other.discount,
            other.missing,
            other.left_after,
        )


def test_more_of_what_counts_never_gives_less_nor_widens_a_gap():
    """A basket that grows loses nothing, unless it grows beyond a largest order that is told."""
    pairs = Pairs(8)
    for _ in range(400):
        terms, basket, buyer, used, now = pairs.draw()
        terms = replace(terms, max_spend=None)
        before = check(terms, basket, buyer, now, used=used)
        if not before.counted or basket.currency != terms.value.currency:
            continue
        more = replace(basket, lines=(*basket.lines, before.counted[0]))
        after = check(terms, more, buyer, now, used=used)
        assert before.discount <= after.discount
        for kind in (GapKind.MIN_SPEND, GapKind.MIN_QUANTITY):
            assert not after.gap(kind) or before.gap(kind)
            if (gap := after.gap(kind)) and (was := before.gap(kind)):
                assert (gap.num or 0) <= (was.num or 0)
                assert gap.amount is None or was.amount is None or gap.amount <= was.amount


def test_no_order_gets_more_than_its_terms_can_take():
    """The bound that tells pairs of promotions apart without an example (W3) is one."""
    pairs, met = Pairs(9), 0
    for _ in range(800):
        terms, basket, buyer, used, now = pairs.draw()
        line = next((one for one in basket.lines if one.quantity), None)
        if line is None or basket.currency != terms.value.currency:
            continue
        line = replace(line, before=None)
        found = check(terms, replace(basket, lines=(line,), shipping=None), buyer, now, used=used)
        whole = line.unit_price.minor * line.quantity
        assert found.discount.minor <= depth(terms, line.unit_price.minor) * whole, (terms, line)
        met += found.discount.minor > 0
    assert met > 20
