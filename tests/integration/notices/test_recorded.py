"""A closed case is looked at with what was really recorded: page, stock, calls, ledger (X19)."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flask_amends import snapshot, take_shown
from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, EvidenceType
from flask_amends.guards.contact import Channel, Purpose
from flask_amends.notices.model import Notice, NoticeKind, Slot
from flask_amends.service import acts, gate, prices, stock
from flask_amends.service.notices import shown, taking
from flask_amends.service.reports import prevention
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, SHOP, SHOPPER, agree, confirm, euros, open_case, perform
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    database = tmp_path_factory.mktemp("recorded") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, database)
    made = make_shop(f"sqlite:///{database}", AMENDS_TIME_ZONE="Europe/Warsaw")
    yield made
    made.close()


def order(shop: Shop, number: str, sku: str, price: str = "10.00", **changes: Any) -> Any:
    line = replace(ORDER.lines[0], sku=sku, unit_price=euros(price))
    made = replace(ORDER, number=number, lines=(line,), placed_at=shop.clock.now(), total=euros("30.00"))
    return shop.orders.add(replace(made, **changes))


def page_of(shop: Shop, kind: NoticeKind, state: str, sku: str) -> str:
    notice = Notice(kind=kind, about=sku, state=state, lines=())
    return shown.refer(shop.state, notice, Slot.PRODUCT, "en", ("Said.",))


def closed(shop: Shop, number: str, sku: str) -> str:
    items = (replace(CLAIM.items[0], sku=sku),)
    case_id = open_case(shop.state, replace(CLAIM, order_number=number, items=items))
    agree(shop.state, case_id)
    perform(shop.state, case_id)
    confirm(shop.state, case_id)
    return case_id


def verdicts(shop: Shop, case_id: str) -> dict[str, tuple[str, str]]:
    prevention.examine_some(shop.state)
    return {
        one.row.guard: (one.row.verdict, one.row.code or "")
        for one in prevention.of_case(shop.state, case_id)
    }


def test_nothing_is_guessed_where_nothing_was_recorded(shop: Shop):
    order(shop, "bare", "bare")
    found = verdicts(shop, closed(shop, "bare", "bare"))
    assert {name: verdict for name, (verdict, _) in found.items()} == dict.fromkeys(found, "not_enough")


def test_a_page_that_said_in_stock_with_none_there_would_have_been_stopped(shop: Shop):
    stock.record(shop.state, "vase", on_hand=0, source="till")
    bought = order(shop, "empty", "vase")
    with shop.app.app_context():
        take_shown(page_of(shop, NoticeKind.AVAILABILITY, "in_stock", "vase"), bought)
    assert verdicts(shop, closed(shop, "empty", "vase"))["stock"] == ("prevented", "sold_without_stock")


def test_stock_that_was_there_when_ordered_counts_though_it_is_gone_now(shop: Shop):
    stock.record(shop.state, "tulip", on_hand=3, source="till")
    bought = order(shop, "there", "tulip")
    with shop.app.app_context():
        take_shown(page_of(shop, NoticeKind.AVAILABILITY, "in_stock", "tulip"), bought)
    shop.clock.move(hours=1)
    stock.record(shop.state, "tulip", on_hand=0, source="till")
    assert verdicts(shop, closed(shop, "there", "tulip"))["stock"] == ("not_prevented", "stock_was_right")


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (NoticeKind.PROMO_TERMS, "not_prevented"),
        (NoticeKind.DELIVERY_TERMS, "not_prevented"),
        (NoticeKind.AVAILABILITY, "not_enough"),
    ],
)
def test_terms_were_shown_if_a_page_showed_terms(shop: Shop, kind: NoticeKind, verdict: str):
    number = f"terms {kind}"
    bought = order(shop, number, "terms")
    with shop.app.app_context():
        take_shown(page_of(shop, kind, "", "SPRING"), bought)
    assert verdicts(shop, closed(shop, number, "terms"))["shown_terms"][0] == verdict


def test_a_call_at_night_that_was_let_out_all_the_same_is_told(shop: Shop):
    bought = order(shop, "rung", "rung", time_zone="Europe/Warsaw")
    noon = shop.clock.now()
    shop.clock.set(noon.replace(hour=2) + timedelta(days=1))
    gate.may_contact(
        shop.state, bought, Channel.CALL, Purpose.DELIVERY, order_number="rung", despite="The driver waits."
    )
    shop.clock.move(hours=8)
    assert verdicts(shop, closed(shop, "rung", "rung"))["quiet_hours"] == (
        "prevented",
        "called_in_quiet_hours",
    )


def test_the_ledger_says_that_the_price_was_a_mistake_though_nobody_ordered_before(shop: Shop):
    prices.record(shop.state, "monitor", Money.from_minor(9_099_000, "EUR"))
    shop.clock.move(days=1)
    order(shop, "cheap", "monitor", "990.00", total=euros("2970.00"))
    assert verdicts(shop, closed(shop, "cheap", "monitor"))["price"] == ("prevented", "price_hold")


def test_a_snapshot_tells_of_prices_stock_and_what_waits(shop: Shop):
    stock.record(shop.state, "lily", on_hand=2, source="till")
    bought = order(shop, "by phone", "lily")
    with shop.app.app_context():
        assert snapshot(bought) >= 2
    rows = taking.of_order(shop.state, "by phone")
    assert {row.source for row in rows} == {"in_force"}
    assert {(row.kind, row.content["state"]) for row in rows} >= {
        ("custom", "price"),
        ("availability", "low_stock"),
    }


def test_a_picture_of_the_terms_counts_as_well(shop: Shop):
    order(shop, "by hand", "by hand")
    case_id = open_case(shop.state, replace(CLAIM, order_number="by hand", items=()))
    picture = c.AddEvidence(
        actor=Actor.SHOP, evidence_id="evd_1", type=EvidenceType.SHOWN_TERMS_SNAPSHOT, note="The banner."
    )
    acts.act(shop.state, case_id, picture, by=SHOP)
    agree(shop.state, case_id)
    perform(shop.state, case_id)
    acts.act(shop.state, case_id, c.Confirm(actor=Actor.SHOPPER), by=SHOPPER)
    assert verdicts(shop, case_id)["shown_terms"] == ("not_prevented", "terms_were_shown")
