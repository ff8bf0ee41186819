"""Keys and news at the desk: keys do nothing while somebody types and can be turned off (WCAG 2.1.4)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from flask_amends.ports import StaffMember
from flask_amends.service import desking
from flask_amends.storage.desk_records import Severity
from flask_amends.testing import Shop, make_shop
from tests.bench import crowd
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ME = StaffMember(id="3", name="Ola Kowalska", roles=frozenset({"agent"}))
FOCUSED = "document.activeElement.textContent.trim()"
LINES = "[...document.querySelectorAll('[data-row]')].map((one) => one.textContent.trim())"


@dataclass(frozen=True, kw_only=True)
class Seat:
    shop: Shop
    page: Page
    address: str


@pytest.fixture
def seat(sqlite_uri: str, browser: Browser) -> Iterator[Seat]:
    """Somebody in front of an inbox of a few cases."""
    shop = make_shop(sqlite_uri, mails=False, AMENDS_CURRENCY="PLN")
    crowd.gather(shop.state, 12)
    shop.staff.member = ME
    server = make_server("127.0.0.1", 0, shop.app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    page = browser.new_page()
    address = f"http://127.0.0.1:{server.port}/amends/desk/?lang=en"
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    page.clock.install()
    page.goto(address)
    yield Seat(shop=shop, page=page, address=address)
    page.context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    shop.close()
    assert [one for one in faults if "favicon" not in one and "404" not in one] == []


def test_without_a_script_nothing_speaks_of_keys(seat: Seat, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(seat.address)
    assert not page.locator("[data-keys]").is_visible()
    assert not page.locator("#keys").is_visible()
    page.locator("[name=case]").first.check()
    page.get_by_role("button", name="I take them").click()
    assert "One case was changed." in page.locator(".notice").inner_text()
    plain.close()


def test_keys_walk_choose_search_and_go(seat: Seat) -> None:
    page = seat.page
    lines = page.evaluate(LINES)
    for key in "jjk":
        page.keyboard.press(key)
    assert page.evaluate(FOCUSED) == lines[0]
    page.keyboard.press("x")
    assert page.locator("[name=case]:checked").count() == 1

    page.keyboard.press("/")
    page.keyboard.type("jx?gu")
    assert page.input_value("#q") == "jx?gu"
    assert not page.locator("#keys").is_visible()

    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**view=unanswered*")


def test_keys_are_listed_and_can_be_turned_off_for_good(seat: Seat) -> None:
    page = seat.page
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    page.get_by_label("Use these shortcuts on this device").uncheck()
    page.keyboard.press("Escape")
    page.reload()

    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these shortcuts on this device").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == page.evaluate(LINES)[0]


def test_news_is_said_politely_and_the_counts_follow(seat: Seat) -> None:
    page, shop = seat.page, seat.shop
    case_id = page.locator("tr:not(:has(.bad)) [name=case]").first.get_attribute("value") or ""
    severe = page.locator("[data-count=severe]")
    before = int(severe.inner_text())
    shop.clock.move(minutes=1)
    desking.rate(shop.state, case_id, Severity.LAWSUIT, by=ME)

    with page.expect_response("**/desk/live**"):
        page.clock.fast_forward(21_000)
    told = page.locator(".news [role=status]")
    told.filter(has_text="One case has changed since you opened this page.").wait_for()
    assert severe.inner_text() == str(before + 1)

    with page.expect_response("**/desk/live**") as again:
        page.clock.fast_forward(21_000)
    assert again.value.status == 304
    page.get_by_role("link", name="Look again").click()
    page.wait_for_load_state()
    assert told.inner_text() == ""
