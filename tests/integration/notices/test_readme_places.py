"""What the README writes for each place of a shop is what stands there, of all five kinds."""

import ast
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string

from flask_amends import Money, PromoTerms
from flask_amends.service import prices, promos, stock
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("### Place by place")[2].partition("\n## ")[0]
PLACES = dict(re.findall(r"^\| ([^|]+) \| `(\{\{.+\}\})` \|$", SECTION, re.MULTILINE))
LAMP: dict[str, Any] = {
    "sku": "lamp",
    "title": "Lamp",
    "unit_price": Money(amount=Decimal(49), currency="EUR"),
    "quantity": 1,
}
ADDRESS = {"country": "PL", "city": "Lublin"}
FACTS: dict[str, Any] = {
    "product": LAMP,
    "basket": {"lines": [LAMP]},
    "address": ADDRESS,
    "customer": {"email": "maria@example.com"},
    "order": {
        "number": "1001",
        "email": "maria@example.com",
        "address": ADDRESS,
        "lines": [LAMP],
        "locale": "pl",
    },
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    file = tmp_path_factory.mktemp("readme") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, file)
    rules = ast.literal_eval(SECTION.partition('_RULES"] = ')[2].partition("```")[0])
    made = make_shop(f"sqlite:///{file}", AMENDS_BASE_URL="https://shop.example", AMENDS_DELIVERY_RULES=rules)
    prices.record(made.state, "lamp", LAMP["unit_price"])
    prices.record(made.state, "lamp", Money(amount=Decimal("4.90"), currency="EUR"))
    stock.record(made.state, "lamp", 2)
    terms = PromoTerms(value=Money(amount=Decimal(5), currency="EUR"), open_end=True)
    row = promos.save(made.state, name="Next", code="NEXT", terms=terms, by=None)
    promos.publish(made.state, row.promo_id, row.number, by=None)
    yield made
    made.close()


@pytest.fixture(scope="module")
def said(shop: Shop) -> dict[str, str]:
    """Each place as it is rendered, all in one page."""
    with shop.app.test_request_context("/", method="POST"):
        return {place: render_template_string(call, **FACTS) for place, call in PLACES.items()}


def test_something_stands_in_each_place(said: dict[str, str]):
    assert len(said) == 12
    assert [place for place, text in said.items() if not text.strip()] == []


@pytest.mark.parametrize(
    ("place", "kinds"),
    [
        ("banner", {"promo_terms"}),
        ("product", {"price_pending", "availability", "delivery_terms"}),
        ("tab of the product", {"availability", "delivery_terms"}),
        ("field for codes", {"promo_terms"}),
        ("basket", {"price_pending", "delivery_terms"}),
        ("its form, before the button", {"price_pending"}),
        ("in the same form", {"call_preferences"}),
        ("account", {"price_pending", "delivery_terms", "call_preferences"}),
    ],
)
def test_each_kind_stands_where_it_decides(said: dict[str, str], place: str, kinds: set[str]):
    found = BeautifulSoup(said[place], "lxml").select("[data-amends-notice]")
    assert {str(one["data-amends-notice"]) for one in found} == kinds


def test_the_letter_is_in_the_language_of_the_order(said: dict[str, str]):
    letter = said["order mail (`order.txt`)"]
    assert "Meadow Post" in letter
    assert "Dostawa kosztuje" in letter
    assert "https://shop.example/amends/preferences/" in letter


def test_every_place_can_be_shown_before_anything_is_known(shop: Shop):
    nothing: dict[str, Any] = {
        "product": {},
        "basket": {"lines": []},
        "address": None,
        "customer": None,
        "order": {},
    }
    with shop.app.test_request_context("/"):
        for call in PLACES.values():
            assert "None" not in render_template_string(call, **nothing)
