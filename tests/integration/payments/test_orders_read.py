"""The gate decides about money, so what it cannot read it refuses, and never passes over."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput
from flask_amends.ports import Order, OrderLine
from flask_amends.service import payment_acts, payments
from flask_amends.service.payment_acts import Choice
from flask_amends.state import State
from tests.integration.payments.conftest import BORIS, order, put, rub

MANY = 1_000_001


def asked(**line: Any) -> dict[str, Any]:
    """An order by a program: what is fine, and one line that may be odd."""
    fine = {"sku": "cable", "title": "Cable", "quantity": 1, "unit_price": rub(100)}
    odd = {"sku": "monitor", "title": "Monitor", "quantity": 1, "unit_price": rub(990)}
    return {"number": "1", "lines": [fine, {**odd, **line}]}


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ({"unit_price": 9.99}, "unit_price", "not_money"),
        ({"unit_price": "nan"}, "unit_price", "not_money"),
        ({"unit_price": Decimal("9.999")}, "unit_price", "not_money"),
        ({"unit_price": rub(-5)}, "unit_price", "not_money"),
        ({"unit_price": Money.parse("990", "EUR")}, "unit_price", "not_a_currency"),
        ({"quantity": "two"}, "quantity", "not_a_number"),
        ({"quantity": Decimal("2.5")}, "quantity", "not_a_number"),
        ({"quantity": -1}, "quantity", "not_a_number"),
        ({"quantity": MANY}, "quantity", "not_a_number"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_not_left_out(
    state: State, line: dict[str, Any], field: str, code: str
):  # P9
    with pytest.raises(InvalidInput, match=rf"^lines\.1\.{field}: {code}$"):
        payments.may_pay(state, asked(**line))


def test_the_sum_is_refused_where_its_total_is_none(state: State):
    for total, code in (
        (Money.parse("5", "EUR"), "not_a_currency"),
        (9.5, "not_money"),
        (rub(-1), "not_money"),
    ):
        with pytest.raises(InvalidInput, match=f"^total: {code}$"):
            payments.may_pay(state, {**asked(), "total": total})
    with pytest.raises(InvalidInput, match=r"^order_number: too_long$"):
        payments.may_pay(state, {**asked(), "number": "9" * 201})


def test_presents_and_lines_of_nothing_cost_nothing(state: State):
    for line in ({"unit_price": None}, {"quantity": 0}):
        assert payments.may_pay(state, asked(**line)).amount == rub(100)
    assert payments.may_pay(state, {**asked(), "number": 0}).amount == rub(1090)


def test_an_order_that_says_it_is_paid_is_not_held_even_by_a_clock_without_a_zone(state: State):
    put(state, 990)
    put(state, 90990)
    paid = {**asked(), "paid_at": datetime(2026, 3, 2, 12, 0)}  # noqa: DTZ001 - as SQLite gives it back
    assert payments.may_pay(state, paid)
    assert not payments.may_pay(state, {**asked(), "paid_at": ""})


def test_a_number_is_a_number_and_nothing_else_is(state: State):
    assert payments.place(state, {**asked(), "number": 7})
    for number in ("   ", "", None):
        with pytest.raises(InvalidInput, match=r"^order_number: required$"):
            payments.place(state, {**asked(), "number": number, "id": 7})


def test_a_basket_may_call_its_lines_items_as_for_notices(state: State):
    known = asked()
    assert payments.check(state, {"items": known["lines"]})


def second_for_half() -> Order:
    lines = tuple(
        OrderLine(sku="monitor", title="Monitor", quantity=1, unit_price=rub(price)) for price in (990, 495)
    )
    return replace(order(), lines=lines)


def slipped(state: State, bought: Order) -> str:
    put(state, 990)
    put(state, 90990)
    payments.may_pay(state, bought)
    [row] = payment_acts.listed(state)
    return row.id


def test_an_item_at_two_prices_can_be_paid_once_it_is_confirmed(state: State):
    bought = second_for_half()
    payment_acts.confirm(state, slipped(state, bought), by=BORIS)
    decision = payments.may_pay(state, bought)
    assert (decision.allowed, decision.amount, decision.prices) == (True, rub(1485), {})


def test_an_item_at_two_prices_has_one_right_price(state: State):
    bought = second_for_half()
    payment_id = slipped(state, bought)
    payment_acts.offer(state, payment_id, by=BORIS, prices={"monitor": rub(1000)}, words="We are sorry.")
    payment_acts.choose(state, payment_id, Choice.RIGHT_PRICE)
    decision = payments.may_pay(state, bought)
    assert (decision.amount, decision.prices) == (rub(2000), {"monitor": rub(1000)})


def test_delivery_that_is_chosen_after_the_confirmation_is_charged(state: State):
    payment_acts.confirm(state, slipped(state, order()), by=BORIS)
    assert payments.may_pay(state, order()).amount == rub(990)
    assert payments.may_pay(state, order(total=rub(1290))).amount == rub(1290)
