"""Pages about a claim show both sides what was kept with the order; staff see what the goods cost (P6)."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from flask_amends import take_shown
from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.ports import StaffMember
from flask_amends.service import casefile, prices
from flask_amends.service.casefile_check import check
from flask_amends.service.notices import shown
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, euros, open_case
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here
from tests.integration.web.storefront.conftest import Visitor

AGENT = StaffMember(id="7", name="Ola Kowalska", roles=frozenset({"agent"}))
SAID = "במלאי. <b>נבדק</b> 09:00"


@dataclass(frozen=True, kw_only=True)
class Claimed:
    shop: Shop
    visitor: Visitor
    case_id: str

    def desk(self) -> BeautifulSoup:
        self.shop.staff.member = AGENT
        answer = self.visitor.client.get(f"/amends/desk/cases/{self.case_id}")
        assert answer.status_code == 200
        return BeautifulSoup(answer.get_data(as_text=True), "lxml")


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Claimed]:  # noqa: F811
    """A claim about an order: in force, then held, then sold at another price, and shown in Hebrew."""
    database = tmp_path_factory.mktemp("pages") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, database)
    shop = make_shop(f"sqlite:///{database}")
    state, clock = shop.state, shop.clock
    prices.record(state, "rose", euros("12.00"), actor="secret-clerk")
    clock.move(days=40)
    prices.record(state, "rose", euros("10.00"))
    clock.move(hours=1)
    assert prices.record(state, "rose", euros("0.10")).verdict.level == "hold"
    clock.move(hours=1)
    placed = clock.now()
    notice = Notice(kind=NoticeKind.AVAILABILITY, about="rose", lines=(Line(key="stock.in_stock"),))
    order = replace(ORDER, placed_at=placed, locale="he")
    shop.orders.add(order)
    with shop.app.app_context():
        made = shown.refer(state, notice, Slot.PRODUCT, "he", (SAID,), asks=True)
        assert take_shown({shown.TICK: made}, order).kept == 1
    clock.move(days=1)
    prices.record(state, "rose", euros("11.00"))
    clock.move(hours=1)
    case_id = open_case(state, CLAIM)
    clock.move(hours=1)
    prices.record(state, "rose", euros("9.00"))
    yield Claimed(shop=shop, visitor=Visitor(shop=shop, client=shop.app.test_client()), case_id=case_id)
    shop.close()


def test_the_shopper_reads_in_the_room_and_in_the_file_what_was_shown(claimed: Claimed):
    room = claimed.visitor.enter(claimed.case_id)
    part = room.one("#shown")
    assert SAID in part.get_text()
    assert "Ticked in the checkout" in part.get_text()
    assert [(one["lang"], one["dir"]) for one in part.select("p[lang]")] == [("he", "rtl")]
    assert "Roses" in part.get_text()
    assert "What you were shown when you ordered is part of the case" in room.text
    assert SAID in claimed.visitor.open(f"/amends/d/{claimed.case_id}/file").text


def test_staff_read_the_same_and_every_price_up_to_the_claim(claimed: Claimed):
    page = claimed.desk()
    told = page.select_one("section[aria-labelledby=shown-title]").get_text()  # type: ignore[union-attr]
    assert SAID in told
    assert "Ticked in the checkout" in told
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("#prices tbody tr")
    ]
    assert [price for _, price in rows] == ["€11.00", "€0.10", "€10.00", "€12.00"]
    assert [mark for first, _ in rows for mark in ("held back", "ordered") if mark in first] == [
        "held back",
        "ordered",
    ]


def test_the_file_holds_the_prices_that_were_in_force_and_not_who_set_them(claimed: Claimed):
    archive = b"".join(casefile.export(claimed.shop.state, claimed.case_id).pieces)
    document = check(archive).document
    assert document is not None
    assert [one["amount"] for one in document["prices"]] == ["12.00", "10.00", "11.00"]
    assert b"secret-clerk" not in archive


def test_a_case_without_an_order_has_neither(claimed: Claimed):
    claimed.shop.clock.move(timedelta(minutes=1))
    bare = open_case(claimed.shop.state, replace(CLAIM, order_number=None, items=()))
    room = claimed.visitor.enter(bare)
    assert room.soup.select_one("#shown") is None
    other = replace(claimed, case_id=bare).desk()
    assert other.select_one("#prices") is None
