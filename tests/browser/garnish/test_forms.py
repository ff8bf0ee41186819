"""A form is sent once, keeps what was written, knows where its reader is, and asks for what is needed."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.garnish.site import (
    ANNA,
    DESCRIPTION,
    EDIT,
    NEXT,
    SEND,
    WORDS,
    Site,
    Watch,
    check,
    fill,
    proceed,
)


def drafts(page: Page) -> dict[str, Any]:
    found = page.evaluate("Object.entries(sessionStorage)")
    return {key: json.loads(value) for key, value in found}


def texts(page: Page) -> str:
    return json.dumps(drafts(page))


def test_a_form_is_sent_once(site: Site, page: Page):
    page.clock.install()
    site.claim(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    # an answer that leaves the page as it is, like a button that stops it
    page.route("**/claim", lambda route: route.fulfill(status=204))
    button = page.locator(NEXT)
    button.click(no_wait_after=True)
    expect(button).to_have_attribute("aria-disabled", "true")
    # it stays in the order of Tab, and is still read out
    expect(button).to_be_focused()
    assert button.evaluate("one => !one.disabled")
    button.click(no_wait_after=True, force=True)
    button.press("Enter", no_wait_after=True)
    assert sent == ["POST"]
    page.clock.run_for(10_000)
    expect(button).to_have_attribute("aria-disabled", "false")
    with page.expect_request("**/claim"):
        button.click(no_wait_after=True)


def test_what_was_written_is_still_there_after_a_reload_and_nothing_else_is_kept(site: Site, page: Page):
    site.claim(page)
    fill(page)
    page.locator("#claim-name").fill("Anna Nowak")
    kept = texts(page)
    assert WORDS in kept
    # nobody's address, name or order number lies in the browser (widgets.md 3)
    assert not [one for one in (ANNA, "Nowak", "A-1") if one in kept]
    site.claim(page)
    expect(page.locator(DESCRIPTION)).to_have_value(WORDS)
    expect(page.locator("#claim-email")).to_have_value("")


def test_a_draft_never_takes_the_place_of_what_the_server_shows(site: Site, page: Page, watch: Watch):
    watch.expected.append("422")
    site.claim(page)
    page.locator(DESCRIPTION).fill("First words")
    page.locator(NEXT).click()
    page.wait_for_selector("[role=alert]")
    page.evaluate("""for (const key of Object.keys(sessionStorage))
        sessionStorage[key] = sessionStorage[key].replace("First", "Other")""")
    page.locator(NEXT).click()
    page.wait_for_load_state()
    expect(page.locator(DESCRIPTION)).to_have_value("First words")


def test_a_draft_lasts_for_a_day(site: Site, page: Page):
    site.claim(page)
    page.locator(DESCRIPTION).fill(WORDS)
    page.clock.install(time=page.evaluate("Date.now()") / 1000 + 86_300)
    site.claim(page)
    expect(page.locator(DESCRIPTION)).to_have_value(WORDS)
    page.clock.run_for(200_000)
    page.reload()
    expect(page.locator(DESCRIPTION)).to_have_value("")


def test_a_draft_is_given_up_only_when_the_claim_is_sent(site: Site, page: Page):
    site.claim(page)
    fill(page)
    proceed(page)
    assert WORDS in texts(page)
    # back from the page for checking, before anything was sent
    site.claim(page)
    expect(page.locator(DESCRIPTION)).to_have_value(WORDS)
    fill(page)
    proceed(page)
    page.locator(SEND).click()
    page.wait_for_url("**/claim/sent*")
    page.wait_for_load_state()
    assert WORDS not in texts(page)


def test_a_draft_outlives_a_server_that_fails(site: Site, page: Page, watch: Watch):
    watch.expected.append("503")
    site.claim(page)
    page.locator(DESCRIPTION).fill(WORDS)
    script = page.locator("script[type=module]").evaluate("one => one.outerHTML")
    page.route("**/claim", lambda route: route.fulfill(status=503, body=script, content_type="text/html"))
    page.locator(NEXT).click()
    page.wait_for_load_state()
    page.unroute("**/claim")
    site.claim(page)
    expect(page.locator(DESCRIPTION)).to_have_value(WORDS)


def test_without_storage_everything_else_works(site: Site, page: Page):
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw Error('no') }})")
    site.claim(page)
    fill(page)
    proceed(page)


def test_the_amount_is_asked_for_where_there_is_one(site: Site, page: Page):
    site.claim(page)
    amount = page.locator("#claim-amount")
    expect(amount).to_be_hidden()
    fill(page, ask="partial_refund")
    amount.fill("12.50")
    check(page, "ask", "repair")
    expect(amount).to_be_hidden()
    # what is hidden is not sent: a repair with an amount would be refused
    proceed(page)
    page.locator(EDIT).click()
    check(page, "ask", "partial_refund")
    amount.fill("12.50")
    proceed(page)
    expect(page.locator("dl")).to_contain_text("12.50")


def test_the_photos_that_help_are_told_for_the_chosen_reason(site: Site, page: Page):
    site.claim(page)
    helped = page.locator("details", has_text="Which photos help?")
    assert helped.get_attribute("open") is None
    check(page, "reason", "defective")
    expect(helped).to_contain_text("the damage from close up")
    visible = helped.locator("p:visible")
    expect(visible).to_have_count(1)
    check(page, "reason", "wrong_item")
    expect(visible).to_contain_text("everything that was in the parcel")
    check(page, "reason", "other")
    expect(helped).to_be_hidden()


def test_moments_are_shown_in_the_zone_of_the_reader(site: Site, page: Page):
    site.claim(page)
    fill(page)
    proceed(page)
    # the window is in Tokyo, the shop is not
    expect(page.locator(".am-next")).to_contain_text("UTC+9")
    page.locator(SEND).click()
    page.wait_for_url("**/claim/sent*")
    with site.shop.state.store.read() as unit:
        [found, *_] = unit.cases.of_order("A-1")
    assert site.view(found).time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "missing",
    [
        "amends-(form|photos|when)",
        *(
            pytest.param(one, marks=pytest.mark.soak)
            for one in ("amends-form", "amends-photos", "amends-when")
        ),
    ],
)
def test_each_element_can_be_missing(site: Site, page: Page, missing: str):
    """A shop may replace our templates and leave out any of them (widgets.md 3)."""

    def stripped(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(rf"(</?){missing}\b", r"\1div", answer.text()))

    page.route("**/claim", stripped)
    page.goto(f"{site.address}/claim")
    fill(page)
    proceed(page)
