"""New messages come by themselves while somebody looks, and keys do in the field what people expect."""

import pytest
from playwright.sync_api import Page, expect

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts
from tests.browser.garnish.site import MESSAGE, Site, Watch
from tests.integration.cases import SHOP

MESSAGES = "**/messages*"
#: Counts on the page the answers that the script has dealt with.
COUNT = """() => {
    const { prototype } = XMLHttpRequest, { send } = prototype, { dataset } = document.documentElement;
    prototype.send = function (...body) {
        this.addEventListener("loadend", () => dataset.answers = Number(dataset.answers ?? 0) + 1);
        send.apply(this, body);
    };
}"""


@pytest.fixture
def room(site: Site, page: Page) -> str:
    """A room that is open in the window, whose time is moved by the test."""
    case_id = site.case()
    page.clock.install(time=0)
    page.clock.pause_at(1)
    site.enter(page, case_id)
    page.evaluate(COUNT)
    return case_id


@pytest.fixture
def asked(page: Page) -> list[str]:
    """How often it looked for messages."""
    found: list[str] = []
    page.on("request", lambda one: found.append(one.url) if "/messages" in one.url else None)
    return found


def look(page: Page, seconds: float) -> None:
    """Let time pass until it looks, and until the answer is dealt with."""
    before = int(page.locator("html").get_attribute("data-answers") or 0)
    page.clock.run_for(int(seconds * 1000))
    page.wait_for_selector(f"html[data-answers='{before + 1}']")


def be_hidden(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", {get: () => hidden, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_new_message_comes_into_the_log(site: Site, page: Page, room: str):
    log = page.get_by_role("log")
    expect(log.locator(".am-empty")).to_have_count(1)
    page.locator(MESSAGE).fill("I am writing just now")
    site.says(room, "A new bouquet is on its way.")
    look(page, 5)
    expect(log).to_contain_text("A new bouquet is on its way.")
    expect(log.locator(".am-empty")).to_have_count(0)
    expect(page.locator(MESSAGE)).to_have_value("I am writing just now")
    site.says(room, "It comes tomorrow.")
    look(page, 5)
    expect(log.locator("[id^=message-]")).to_have_count(2)


def test_the_longer_nothing_comes_the_seldomer_it_looks(page: Page, room: str, asked: list[str]):
    for seconds in (5, 7.5, 11.25, 16.875, 25.3125, 37.96875, 56.953125, 60, 60):
        page.clock.run_for(int(seconds * 1000) - 100)
        before = len(asked)
        look(page, 0.2)
        assert len(asked) == before + 1


def test_an_answer_without_news_carries_nothing(site: Site, page: Page, room: str):
    look(page, 5)
    statuses: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceivedExtraInfo", lambda one: statuses.append(one["statusCode"]))
    look(page, 8)
    look(page, 12)
    assert statuses == [304, 304]
    site.says(room, "Good news.")
    look(page, 17)
    expect(page.get_by_role("log")).to_contain_text("Good news.")


def test_it_does_not_look_while_nobody_does(site: Site, page: Page, room: str, asked: list[str]):
    be_hidden(page, hidden=True)
    site.says(room, "Are you there?")
    page.clock.run_for(600_000)
    assert asked == []
    with page.expect_response(MESSAGES):
        be_hidden(page, hidden=False)
    expect(page.get_by_role("log")).to_contain_text("Are you there?")


def test_it_goes_on_after_a_failure_and_ends_with_the_visit(
    page: Page, room: str, watch: Watch, asked: list[str]
):
    watch.expected += ["503", "403"]
    page.route(MESSAGES, lambda route: route.fulfill(status=503, content_type="text/html"))
    look(page, 5)
    page.unroute(MESSAGES)
    look(page, 8)
    # the link was ended, or is too old
    page.route(MESSAGES, lambda route: route.fulfill(status=403, content_type="text/html"))
    look(page, 12)
    before = len(asked)
    page.clock.run_for(600_000)
    page.wait_for_timeout(100)
    assert len(asked) == before


def test_somebody_is_told_that_the_case_moved_on(site: Site, page: Page, room: str):
    moved = page.locator("[data-moved]")
    expect(moved).to_be_hidden()
    acts.act(site.shop.state, room, c.AcceptClaim(actor=Actor.SHOP, note="We are sorry."), by=SHOP)
    look(page, 5)
    expect(moved).to_be_visible()
    moved.get_by_role("link").click()
    page.wait_for_load_state()
    expect(moved).to_be_hidden()


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_enter_begins_a_line_and_with_control_it_sends(site: Site, page: Page, key: str):
    site.enter(page, site.case())
    field = page.locator(MESSAGE)
    field.press_sequentially("One")
    field.press("Enter")
    field.press_sequentially("Two")
    expect(field).to_have_value("One\nTwo")
    field.press(key)
    page.wait_for_url("**did=post_message*")
    expect(page.get_by_role("log")).to_contain_text("One\nTwo", use_inner_text=True)
    # what was sent is no draft any more
    expect(page.locator(MESSAGE)).to_have_value("")


def test_a_key_that_ends_a_composition_does_not_send(page: Page, room: str):
    field = page.locator(MESSAGE)
    field.fill("にほん")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    field.evaluate(
        """one => one.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true}))"""
    )
    page.clock.run_for(1000)
    assert sent == []


def test_what_was_written_in_the_room_is_still_there_after_a_reload(page: Page, room: str):
    page.locator(MESSAGE).fill("Half a mess")
    page.reload()
    expect(page.locator(MESSAGE)).to_have_value("Half a mess")
