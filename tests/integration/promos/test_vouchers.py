"""Terms from a shop's own rows: of mappings, objects and models, and what nothing explains is refused."""

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from flask_amends.contrib.vouchers import Vouchers
from flask_amends.disputes.promo import PromoKind, Remainder
from flask_amends.guards.terms import lint
from tests.integration.promos.conftest import END, roubles

COUPONS = Vouchers(
    columns={
        "value": "discount",
        "min_spend": "minimum",
        "valid_to": "ends",
        "uses_per_customer": "limit",
        "max_share_of_order": "most_percent",
    },
    always={"kind": PromoKind.CODE, "uses": None},
    ignored=("id", "code"),
    currency="RUB",
)
ROW: dict[str, Any] = {
    "id": 7,
    "code": "NEXT",
    "discount": 300,
    "minimum": Decimal("1500.00"),
    "ends": END,
    "limit": 1,
    "most_percent": 25,
    "only_weekdays": None,
}


@dataclass
class Coupon:
    """A row as a shop's model has it."""

    code: str
    amount: int
    valid_from: int
    used_in: str | None = None


def test_a_row_says_its_terms():
    for row in (ROW, SimpleNamespace(**ROW)):
        terms = COUPONS.terms(row)
        assert (terms.value, terms.min_spend) == (roubles("300"), roubles("1500"))
        assert (terms.max_share_of_order, terms.uses_per_customer) == (Decimal("0.25"), 1)
        assert not [one for one in lint(terms) if one.is_error]


def test_a_column_that_no_sentence_tells_is_an_error():
    found = lint(COUPONS.terms(ROW | {"only_weekdays": True}))
    assert {(one.code, one.params.get("name")) for one in found if one.is_error} == {("E7", "only_weekdays")}


def test_the_codes_of_the_example_shop():
    """Whole amounts, a minimum of nothing, and what is left is lost."""
    codes = Vouchers(
        columns={"value": "amount", "min_spend": "valid_from"},
        always={"remainder": Remainder.LOST, "open_end": True},
        ignored=("code", "used_in"),
        currency="RUB",
    )
    terms = codes.terms(Coupon(code="AB12", amount=5000, valid_from=0))
    assert (terms.value, terms.min_spend, terms.unexplained) == (roubles("5000"), None, ())


def test_a_name_that_is_no_term_is_refused_at_once():
    with pytest.raises(TypeError, match="minimum"):
        Vouchers(columns={"minimum": "minimum"})
