"""Terms from a shop's own rows: of mappings, objects and models, and what nothing explains is refused."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from flask_amends import check
from flask_amends.contrib.vouchers import Vouchers
from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import AppliesTo, PromoError, PromoKind, Remainder
from flask_amends.guards.terms import GapKind, lint
from flask_amends.testing import Shop
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
    zone="Europe/Moscow",
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
        zone="Europe/Moscow",
    )
    terms = codes.terms(Coupon(code="AB12", amount=5000, valid_from=0))
    assert (terms.value, terms.min_spend, terms.unexplained) == (roubles("5000"), None, ())


def test_one_percent_is_not_everything():
    """Whether shares are percentages is said, not guessed: 1 could be either."""
    assert COUPONS.terms(ROW | {"most_percent": 1}).max_share_of_order == Decimal("0.01")
    fractions = replace(COUPONS, fractions=True)
    assert fractions.terms(ROW | {"most_percent": 1}).max_share_of_order == Decimal(1)


def test_days_are_whole_and_moments_without_a_zone_are_the_shops():
    whole = COUPONS.terms(ROW | {"ends": date(2026, 12, 31)})
    typed = COUPONS.terms(ROW | {"ends": datetime(2026, 12, 31, 23, 59)})  # noqa: DTZ001 - as databases give it
    assert whole.valid_to == typed.valid_to == END


def test_what_counts_and_what_it_is_taken_off_come_from_columns_too():
    codes = Vouchers(
        columns={"value": "amount", "categories": "only_in", "applies_to": "of"},
        always={"open_end": True},
        currency="RUB",
        zone="UTC",
    )
    terms = codes.terms({"amount": 5, "only_in": ["lamps"], "of": "items"})
    assert terms.applies_to is AppliesTo.ITEMS
    assert [one.id for one in terms.scope.categories] == ["lamps"]


def test_a_name_that_is_no_term_is_refused_at_once():
    with pytest.raises(TypeError, match="minimum"):
        Vouchers(columns={"minimum": "minimum"})


def test_an_amount_in_a_row_is_read_or_refused_and_never_left_out():
    """A minimum that is overlooked promises what the shop does not give."""
    assert COUPONS.terms(ROW | {"discount": 300.0, "minimum": 1500.5}).min_spend == roubles("1500.50")
    for name, value in (
        ("minimum", "1,500"),
        ("minimum", float("nan")),
        ("minimum", object()),
        ("limit", 1.5),
    ):
        with pytest.raises(PromoError, match="not understood"):
            COUPONS.terms(ROW | {name: value})


def test_days_that_come_as_text_are_days():
    assert COUPONS.terms(ROW | {"ends": "2026-12-31"}).valid_to == datetime(
        2026, 12, 31, 23, 59, tzinfo=ZoneInfo("Europe/Moscow")
    )
    with pytest.raises(PromoError, match="valid_to"):
        COUPONS.terms(ROW | {"ends": "31.12.2026"})


def test_rows_of_a_query_have_columns_too():
    table = sa.table("coupons", *(sa.column(name) for name in ROW))
    with sa.create_engine("sqlite://").connect() as connection:
        known = {name: str(value) if name == "ends" else value for name, value in ROW.items()}
        row = connection.execute(
            sa.select(*(sa.literal(known[one.name]).label(one.name) for one in table.c))
        ).one()
    assert (COUPONS.terms(row).min_spend, COUPONS.terms(row).unexplained) == (roubles("1500"), ())


def test_terms_of_a_row_are_reckoned_with_the_baskets_that_a_shop_has():
    def of(price: object, **more: Any) -> Any:
        return check(COUPONS.terms(ROW), {"lines": [{"sku": "lamp", "unit_price": price}], **more}, {"id": 7})

    assert of(1499).gap(GapKind.MIN_SPEND) is not None
    assert of(1500).discount == of("1500", currency="RUB").discount == roubles("300")
    [gap] = of(Money(amount=Decimal(1500), currency="EUR")).missing
    assert gap.kind is GapKind.CURRENCY


def test_a_percentage_in_a_row_is_a_percentage():
    codes = Vouchers(
        columns={"percent": "percent_off"}, always={"open_end": True}, currency="RUB", zone="UTC"
    )
    assert codes.terms({"percent_off": 20}).percent == Decimal("0.2")


def test_what_is_not_understood_or_not_told_is_not_shown_and_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture
):
    amends: Any = shop.app.jinja_env.globals["amends"]
    shown = amends.promo_notice
    untold = COUPONS.terms(ROW | {"only_weekdays": True})
    with shop.app.test_request_context():
        assert not shown({"value": 300, "min_spend": "1,500"}, plain=True)
        assert not shown(untold, plain=True)
        assert "1,500" in shown({"value": 300, "min_spend": "1500"}, plain=True)
    assert [one.getMessage().split(". ")[1] for one in caplog.records] == [
        "min_spend: '1,500' is not understood.",
        "No sentence tells of only_weekdays.",
    ]
