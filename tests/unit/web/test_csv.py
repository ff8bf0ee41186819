"""A CSV file is data: nothing in it is calculated by whoever opens it (security 45)."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from flask_amends.disputes.money import Money
from flask_amends.web.csv import BOM, cell, write

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0@x",
    "\uff1d1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_be_calculated_begins_with_an_apostrophe(text: str):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["A-1", "Anna", "", "1=1", "ul. Prosta 1", "שלום", "O'Neil", "a,b"])
def test_any_other_text_stays_as_it_is(text: str):
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-3, "-3"),
        (Decimal("-1.50"), "-1.50"),
        (0.25, "0.25"),
        (True, "true"),
        (Money(amount=Decimal("1234.5"), currency="PLN"), "1234.50"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "2026-03-02T09:05:00Z"),
    ],
)
def test_numbers_money_and_moments_keep_their_type(value: object, text: str):
    assert cell(value) == text  # type: ignore[arg-type]


def test_a_file_is_read_back_as_it_was_written():
    rows = [["a,b", 'he said "no"'], ["two\nlines", "żółw"]]

    whole = write(["one", "two"], rows)

    assert whole.startswith(b"one,two\r\n")
    assert list(csv.reader(io.StringIO(whole.decode(), newline=""))) == [["one", "two"], *rows]
    assert write(["one"], [], bom=True).decode().startswith(BOM)
