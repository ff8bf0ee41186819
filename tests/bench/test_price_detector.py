"""The detector on made-up mistakes: what it must keep finding, and what it must leave alone (P1, P7).

The documented mistakes of real shops stand in ``tests/unit/guards``; the whole table is printed by
``python -m tests.bench.prices``.
"""

from decimal import Decimal
from typing import Any

import pytest

from flask_amends.disputes.money import Money
from flask_amends.guards.price import Level, Promotion, check_price
from flask_amends.guards.price.batch import check_batch
from tests.bench.price_series import changes
from tests.bench.prices import SEED, detect, false_holds, lists, report

#: The least share of each that is held, on the series of the test, in a price that was changed at once.
LEAST = {
    "zero": 1.0,
    "/10": 1.0,
    "/100": 1.0,
    "/1000": 1.0,
    "x10": 0.85,
    "x100": 0.85,
    "other currency, at 3.7": 0.98,
    "one digit missing": 0.98,
    "two leading digits missing": 1.0,
    "undeclared cut of 50-90 %": 0.95,
    "placeholder": 0.9,
    "percent taken as an amount": 0.8,
    "thousands read as decimals": 1.0,
    "new item, by its category: /100": 0.98,
    "new item, by its cost: /10": 1.0,
    "new item, by its list price: /10": 1.0,
}


def test_the_dear_mistakes_are_held_and_most_true_changes_are_not() -> None:
    true = list(changes(SEED, 20))
    found = {one.name: one.held / one.tried for one in detect(true) if one.tried}
    held, clearances, _ = false_holds(true)

    assert {name: share for name, share in found.items() if share < LEAST.get(name, 0)} == {}
    assert held - clearances <= 0.005 * len(true)


def test_a_list_that_slipped_by_a_row_is_held_and_one_in_order_is_not() -> None:
    in_order, down, up, renewed = lists(list(changes(SEED, 20))).values()
    codes = [[{one.code for one in check_batch(rows)} for rows in found] for found in (down, up, renewed)]

    assert [sum(map(bool, map(check_batch, in_order))), len(in_order)] == [0, len(in_order)]
    assert all("D10" in one for found in codes[:2] for one in found)
    assert all(codes[2]), "with new prices it is not named, but many of them are held"


@pytest.mark.soak
def test_another_seed_finds_as_much() -> None:
    true = list(changes(SEED + 1, 400))
    found = {one.name: one.held / one.tried for one in detect(true) if one.tried}

    assert {name: share for name, share in found.items() if share < LEAST.get(name, 0)} == {}
    assert any("held prices are mistakes" in line for line in report(SEED + 1, 50))


def m(amount: object) -> Money:
    return Money(amount=Decimal(str(amount)), currency="EUR")


#: Strange and true: new, history, what the shop said beside it.
TRUE: dict[str, tuple[object, tuple[object, ...], dict[str, Any]]] = {
    "a declared clearance of 70 %": (30, (100, 100), {"promotion": Promotion(percent=Decimal(70))}),
    "a declared amount off": (400, (1000,), {"promotion": Promotion(amount=m(600))}),
    "the end of a sale": (100, (100, 60), {}),
    "the pack became a piece": ("4.99", (29,), {"pack_size": 6}),
    "twice the price of last year": (200, (100, 98), {}),
    "refurbished, as its list price says": (420, (), {"list_price": m(799)}),
    "a season's fruit": ("1.29", ("1.99", "2.49", "1.49"), {}),
    "a free sample": (0, (), {"free": True}),
    "a dear thing that nothing is known of": (4999, (), {}),
    "the second step of a long sale": (64, (100, 80), {"month_median": m(80)}),
    "a price with all digits alike, near the last one": ("11.11", ("12.34",), {}),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_strange_and_true_is_not_held(name: str) -> None:
    new, past, known = TRUE[name]
    verdict = check_price(m(new), [m(one) for one in past], **known)

    assert verdict.level in (Level.OK, Level.WARN), [one.message for one in verdict.findings]
