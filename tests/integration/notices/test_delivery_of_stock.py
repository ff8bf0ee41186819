"""Days of delivery beside what is known of the stock: the two never contradict each other (D1, A5)."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import render_template_string
from sqlalchemy import event

from flask_amends import Order, OrderLine, record_stock
from flask_amends.testing import START, Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

RULE = {"carrier": "DPD", "transit": 2, "cutoff": "14:00", "zone": "UTC"}
ORDER = Order(number="A-1", lines=(OrderLine(sku="lamp", title="Lamp"),), placed_at=START)


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    database = shutil.copyfile(sqlite_template, tmp_path / "amends.sqlite3")
    made = make_shop(f"sqlite:///{database}", AMENDS_DELIVERY_RULES=[RULE], AMENDS_NOTICE_MEMORY=0)
    yield made
    made.close()


def told(shop: Shop, call: str, **facts: Any) -> str:
    with shop.app.test_request_context("/"):
        return render_template_string(f"{{{{ amends.{call} }}}}", **facts)


@pytest.mark.parametrize(
    ("on_hand", "known", "is_sent"),
    [
        (9, {}, True),
        (1, {}, True),
        (0, {}, False),
        (0, {"backorder": True, "lead_days": 20}, False),
        (None, {"made_to_order": True}, False),
        (9, {"checked_at": START - timedelta(days=3)}, False),
    ],
)
def test_no_day_is_named_for_what_is_not_there_to_be_sent(
    shop: Shop, on_hand: int | None, known: dict[str, Any], is_sent: bool
) -> None:
    with shop.app.app_context():
        record_stock("lamp", on_hand, source="feed", **known)
    basket = {"lines": [{"sku": "vase"}, {"sku": "lamp"}]}
    for call in (
        "delivery_notice('PL', product={'sku': 'lamp'})",
        "delivery_notice('PL', basket=basket, slot='cart')",
        "notices('product', product={'sku': 'lamp'}, region='PL')",
    ):
        found = told(shop, call, basket=basket)
        assert ("It arrives" in found, "order by" in found) == (is_sent, is_sent)
        assert ("data-until" in found) is is_sent
        assert "DPD" in found, "all the rest stays said"
    assert "It arrives" in told(shop, "delivery_notice('PL', product={'sku': 'vase'})"), "nothing is known"


def test_an_order_names_its_day_unless_something_in_it_comes_later(shop: Shop) -> None:
    call = "delivery_notice('PL', order=order, slot='order_mail', plain=True)"
    for backorder, is_named in ((False, True), (True, False)):
        with shop.app.app_context():
            record_stock("lamp", 0, source="feed", backorder=backorder)
        assert ("It arrives" in told(shop, call, order=ORDER)) is is_named, "the last one was this order's"
    sent = replace(ORDER, fulfilled_at=START)
    assert "It arrives" in told(shop, call, order=sent)


@pytest.mark.parametrize(
    "call", ["delivery_notice('PL', basket=many, slot='cart')", "notices('cart', basket=many, region='PL')"]
)
def test_the_stock_of_a_whole_basket_is_asked_for_in_one_statement(
    tmp_path: Path,
    sqlite_template: Path,  # noqa: F811
    call: str,
) -> None:
    database = shutil.copyfile(sqlite_template, tmp_path / "amends.sqlite3")
    shop = make_shop(f"sqlite:///{database}", AMENDS_DELIVERY_RULES=[RULE])
    many = {"lines": [{"sku": f"cup-{at}", "title": "Cup"} for at in range(20)]}
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(shop.state.store.engine(), "before_cursor_execute", note)
    assert "It arrives" in told(shop, call, many=many)
    assert len([one for one in asked if "stock_facts" in one]) == 1
    shop.close()
