"""What promotions are judged by beside themselves: the catalogue, recent orders, and the ledger of prices."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flask_amends.guards.terms import Benefit, Named, PromoKind, PromoTerms, Scope
from flask_amends.service import promo_lint, promos
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here
from tests.integration.promos.conftest import LEAD, TERMS, roubles

LAMP = {"sku": "lamp", "price": "1000", "categories": ["lamps"], "cost": "700"}
CARD = SimpleNamespace(sku="card", price=500, category="cards", gift_card=True)
FIFTH = replace(TERMS, value=roubles("0"), benefit=Benefit.PERCENT, percent=TERMS.max_share_of_order)
#: Most orders are about 1,950; the rest lie anywhere.
ORDERS = [{"total": str(1945 + place % 10)} for place in range(40)]
ORDERS += [{"total": str(500 + 50 * place)} for place in range(60)]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path | None,  # noqa: F811
) -> Iterator[tuple[Shop, dict[str, Any]]]:
    """A shop whose functions give what a test wants; nothing is kept in mind."""
    gives: dict[str, Any] = {"goods": [LAMP, CARD], "orders": ORDERS}

    def given(name: str) -> Any:
        if isinstance(gives[name], Exception):
            raise gives[name]
        return iter(gives[name])

    def prepare(amends: Any) -> None:
        amends.catalogue(lambda: given("goods"))
        amends.recent_baskets(lambda: given("orders"))

    path = tmp_path_factory.mktemp("judging") / "amends.sqlite3"
    if sqlite_template is not None:
        shutil.copyfile(sqlite_template, path)
    shop = make_shop(f"sqlite:///{path}", prepare=prepare, AMENDS_CURRENCY="RUB", AMENDS_NOTICE_MEMORY=0)
    yield shop, gives
    shop.close()


def wrong(shop: Shop, terms: PromoTerms) -> set[str]:
    row = promos.save(shop.state, name="Judged", terms=terms, by=LEAD)
    return {one.code for one in promo_lint.findings(shop.state, row)}


def only(kind: str, sku: str) -> Scope:
    return replace(Scope(), **{kind: (Named(id=sku),)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "empty"),
    [
        (only("categories", "lamps"), False),
        (only("categories", "chairs"), True),
        (only("products", "lamp"), False),
        (only("products", "rug"), True),
        (only("brands", "Alva"), True),
        (replace(only("categories", "cards"), gift_cards=False), True),
        (Scope(no_categories=(Named(id="lamps"), Named(id="cards"))), True),
    ],
)
def test_a_scope_that_fits_nothing_on_sale_is_an_error(
    told: tuple[Shop, dict[str, Any]], scope: Scope, empty: bool
):
    assert ("E8" in wrong(told[0], replace(TERMS, scope=scope))) is empty


def test_recent_orders_say_what_is_out_of_reach_and_what_is_bait(told: tuple[Shop, dict[str, Any]]):
    shop, _ = told
    assert "W2" in wrong(shop, replace(TERMS, value=roubles("5000")))
    assert "W2" not in wrong(shop, TERMS)
    assert "W6" in wrong(shop, replace(TERMS, min_spend=roubles("2000")))
    assert "W6" not in wrong(shop, replace(TERMS, min_spend=roubles("2100")))


def test_two_that_together_go_below_the_cost_of_an_item_are_told(told: tuple[Shop, dict[str, Any]]):
    shop, _ = told
    assert "W3" not in wrong(shop, FIFTH)
    other = promos.save(shop.state, name="Other", terms=FIFTH, by=LEAD)
    promos.publish(shop.state, other.promo_id, 1, by=LEAD)
    assert "W3" in wrong(shop, FIFTH)
    assert "W3" not in wrong(shop, replace(FIFTH, scope=only("categories", "cards")))


def test_a_reduction_for_all_is_judged_by_the_ledger(told: tuple[Shop, dict[str, Any]]):
    automatic = replace(FIFTH, kind=PromoKind.AUTOMATIC)
    assert "W7" in wrong(told[0], automatic)


def test_a_function_that_fails_leaves_the_rest_judged(told: tuple[Shop, dict[str, Any]]):
    shop, gives = told
    good = dict(gives)
    try:
        gives |= {"goods": RuntimeError("no"), "orders": [object(), None, "much", {"total": "-5"}]}
        found = wrong(shop, replace(TERMS, valid_to=None, scope=only("categories", "chairs")))
    finally:
        gives |= good
    assert "E1" in found
    assert "E8" not in found


def test_every_promotion_is_judged_once_and_those_that_are_over_are_not(told: tuple[Shop, dict[str, Any]]):
    shop, _ = told
    over = replace(TERMS, valid_to=shop.clock.now().replace(year=2025))
    row = promos.save(shop.state, name="Over", terms=over, by=LEAD)
    ids = [one.promo_id for one, _ in promo_lint.every(shop.state)]
    assert row.promo_id not in ids
    assert len(ids) == len(set(ids)) > 0
