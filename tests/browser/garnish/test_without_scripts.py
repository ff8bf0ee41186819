"""The same flows with scripts off: everything is there, and nothing is lost (widgets.md 1.1)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.garnish.site import (
    DESCRIPTION,
    EDIT,
    MESSAGE,
    NEXT,
    PHOTOS,
    SEND,
    WORDS,
    Site,
    check,
    fill,
    photo,
    proceed,
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of somebody without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    yield page
    context.close()


def test_a_claim_with_photos(site: Site, page: Page):
    page.goto(f"{site.address}/claim")
    # nothing that only scripts can do stands in the way, and nothing is hidden that they would show
    expect(page.get_by_role("button", name="Choose photos")).to_be_hidden()
    expect(page.locator("#claim-amount")).to_be_visible()
    helped = page.locator("details", has_text="Which photos help?")
    helped.locator("summary").click()
    assert helped.locator("p:visible").count() > 3
    page.set_input_files(PHOTOS, [photo("rose.jpg"), photo("vase.jpg")])
    page.locator(NEXT).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".am-staged")).to_contain_text("rose.jpg is already here.")
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    page.get_by_label("What this photo shows").first.fill("The wilted leaves")
    page.get_by_label("Leave out vase.jpg").check()
    fill(page, ask="partial_refund")
    page.locator("#claim-amount").fill("12.50")
    proceed(page)
    expect(page.locator("dl")).to_contain_text("rose.jpg: The wilted leaves")
    expect(page.locator("dl")).not_to_contain_text("vase.jpg")
    page.locator(EDIT).click()
    expect(page.get_by_label("What this photo shows")).to_have_value("The wilted leaves")
    expect(page.locator(DESCRIPTION)).to_have_value(WORDS)
    check(page, "ask", "partial_refund")
    proceed(page)
    page.locator(SEND).click()
    page.wait_for_url("**/claim/sent*")


def test_a_conversation(site: Site, page: Page):
    case_id = site.case()
    site.enter(page, case_id)
    page.locator(MESSAGE).fill("When does it come?")
    page.locator("#act-post_message button:not([type])").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("When does it come?")
    site.says(case_id, "It comes tomorrow.")
    page.locator("a[href$='#chat']").click()
    expect(log).to_contain_text("It comes tomorrow.")
