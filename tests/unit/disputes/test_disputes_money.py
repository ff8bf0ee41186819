"""Money is exact, in the decimals of ISO 4217, and never a float."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_amends.disputes import Money
from flask_amends.disputes.money import MINOR_DIGITS, MoneyError


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "PLN", 1250),
        ("12.5", "PLN", 1250),
        ("990", "JPY", 990),
        ("1.234", "TND", 1234),
        ("0.5", "RSD", 50),
        ("1", "IQD", 1000),
        ("0.0001", "CLF", 1),
        ("-3.20", "ILS", -320),
    ],
)
def test_an_amount_is_counted_in_the_minor_units_of_its_currency(text: str, currency: str, minor: int):
    money = Money.parse(text, currency)
    assert money.minor == minor
    assert Money.from_minor(minor, currency) == money


@pytest.mark.parametrize(
    "text",
    [
        "12,50",
        "1 000",
        "1_000",
        "1e3",
        "+1",
        ".5",
        "5.",
        "",
        " 1",
        "1\n",
        "NaN",
        "Infinity",
        "１２",
        "٣",
        "0x10",
    ],
)
def test_what_is_not_plain_ascii_digits_is_not_an_amount(text: str):
    with pytest.raises(MoneyError):
        Money.parse(text, "PLN")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (Decimal("0.001"), "PLN"),
        (Decimal("0.5"), "JPY"),
        (Decimal("0.0001"), "TND"),
        (Decimal("NaN"), "PLN"),
        (Decimal("Infinity"), "PLN"),
        (Decimal("1E+30"), "PLN"),
        (Decimal(1), "pln"),
        (Decimal(1), "XYZ"),
        (Decimal(1), ""),
    ],
)
def test_an_amount_that_its_currency_cannot_hold_is_refused(amount: Decimal, currency: str):
    with pytest.raises(MoneyError):
        Money(amount=amount, currency=currency)


@pytest.mark.parametrize("amount", [1.5, "1.50", True, None])
def test_only_decimals_are_amounts(amount: object):
    with pytest.raises(MoneyError):
        Money(amount=amount, currency="PLN")  # type: ignore[arg-type]


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1)])
def test_minor_units_are_whole_numbers(minor: object):
    with pytest.raises(MoneyError):
        Money.from_minor(minor, "PLN")  # type: ignore[arg-type]


def test_two_currencies_cannot_be_mixed():
    with pytest.raises(MoneyError):
        _ = Money.from_minor(1, "PLN") + Money.from_minor(1, "EUR")
    with pytest.raises(MoneyError):
        _ = Money.from_minor(1, "PLN") < Money.from_minor(1, "EUR")


def test_nothing_is_never_less_than_nothing():
    assert str(Money(amount=Decimal("-0.00"), currency="PLN")) == "0.00 PLN"


@given(st.integers(-(10**12), 10**12), st.sampled_from(sorted(MINOR_DIGITS)))
def test_minor_units_survive_the_way_through_text(minor: int, currency: str):
    money = Money.from_minor(minor, currency)
    assert money.minor == minor
    assert Money(amount=Decimal(str(money.amount)), currency=currency) == money
