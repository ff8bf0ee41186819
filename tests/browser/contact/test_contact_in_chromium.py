"""A question in Chromium, with scripts and without: the form, what is often asked, and the answer."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from flask_amends.service.enquiry_writing import open_link
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.testing import Shop, make_shop

SETTINGS = {
    "AMENDS_CONTACT_TOPICS": "delivery, products, other",
    "AMENDS_CONTACT_HOURS": "mon-fri 9:00-17:00",
    "AMENDS_TIME_ZONE": "Europe/Warsaw",
    "AMENDS_FAQ": [
        {"topic": "delivery", "question": "When does it come?", "answer": "Within two days."},
        {"topic": "products", "question": "Are they fresh?", "answer": "Cut this morning."},
    ],
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, str]]:
    path = tmp_path_factory.mktemp("contact") / "shop.sqlite3"
    shop = make_shop(f"sqlite:///{path}", AMENDS_BASE_URL="http://127.0.0.1", **SETTINGS)  # type: ignore[arg-type]
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield shop, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    shop.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def window(browser: Browser, scripts: bool) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=scripts, locale="en-GB", timezone_id="America/New_York")
    page = context.new_page()
    said: list[str] = []
    # A browser asks every site for its picture; this shop has none.
    page.on(
        "console",
        lambda one: None if one.location["url"].endswith("/favicon.ico") else said.append(one.text),
    )
    yield page
    context.close()
    assert said == []


def test_a_question_is_asked_and_written_on(address: tuple[Shop, str], window: Page, scripts: bool):
    shop, base = address
    window.goto(f"{base}/amends/contact")
    window.get_by_label("Delivery").check()
    expect(window.get_by_text("When does it come?")).to_be_visible()
    expect(window.get_by_text("Are they fresh?")).to_be_hidden()
    window.get_by_text("When does it come?").click()
    expect(window.get_by_text("Within two days.")).to_be_visible()
    window.get_by_label("A question about a product").check()
    expect(window.get_by_text("When does it come?")).to_be_hidden()
    window.get_by_label("Your question").fill("Are the tulips red?")
    window.get_by_label("E-mail address").fill("anna@example.org")
    shop.clock.move(seconds=30)
    window.get_by_role("button", name="Send").click()
    expect(window.get_by_role("heading", name="Thank you. Your message has arrived")).to_be_visible()

    with shop.state.store.read() as unit:
        newest = max(unit.enquiries.waiting(None, 9), key=lambda one: one.created_at)
    token = link_token(shop.state, Purpose.ENQUIRY, open_link(shop.state, newest.id))
    referrers: list[str] = []
    window.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    window.goto(f"{base}/amends/contact/{token}")
    expect(window.get_by_text("Are the tulips red?")).to_be_visible()
    window.get_by_label("Write again").fill("Or white?")
    window.get_by_role("button", name="Send").click()
    expect(window.get_by_text("Or white?")).to_be_visible()
    window.get_by_role("link", name="Contact").first.click()
    expect(window.get_by_role("heading", name="Contact the shop")).to_be_visible()
    # Security 34: the token is in no Referer, and the form was taken all the same.
    assert len(referrers) > 3
    assert [one for one in referrers if token in one] == []

    window.get_by_role("button", name="Please call me").click()
    zone = "America/New_York" if scripts else "Europe/Warsaw"
    expect(window.get_by_label("Your time zone")).to_have_value(zone)
