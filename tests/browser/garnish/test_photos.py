"""Photos are sent as they are added, and nothing that was added is lost (widgets.md 3, 6.8-6.10)."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.access.judging import violations
from tests.browser.garnish.site import LIMIT, NEXT, PHOTOS, Site, Watch, file, fill, hold, photo, proceed


def files_in_input(page: Page) -> list[str]:
    found = page.evaluate("[...document.querySelector('input[type=file]').files].map(one => one.name)")
    return list(found)


def photos_of(page: Page) -> list[str]:
    return page.locator(".am-staged li bdi").all_inner_texts()


def put(value: object) -> str:
    """A value in a sentence, kept apart from the direction around it."""
    return f"\u2068{value}\u2069"


def status(page: Page) -> Any:
    return page.locator("amends-photos > [role=status]")


def carried(page: Page, photos: list[Any], on: str, kind: str) -> None:
    """Drop or paste photos on an element."""
    packed = [{**one, "buffer": list(one["buffer"])} for one in photos]
    page.locator(on).evaluate(
        """(element, [kind, photos]) => {
            const data = new DataTransfer();
            for (const {name, mimeType, buffer} of photos)
              data.items.add(new File([new Uint8Array(buffer)], name, {type: mimeType}));
            const how = {clipboardData: data, dataTransfer: data, bubbles: true, cancelable: true};
            element.dispatchEvent(new (kind == "paste" ? ClipboardEvent : DragEvent)(kind, how));
        }""",
        [kind, packed],
    )


def test_photos_are_sent_at_once_and_go_along_with_what_they_show(site: Site, page: Page):
    site.claim(page)
    held = hold(page, "**/photos")
    page.set_input_files(PHOTOS, [photo("rose.jpg"), photo("vase.jpg")])
    first = page.locator(".am-staged li").first
    expect(first.get_by_role("progressbar", name="rose.jpg")).to_be_visible()
    assert page.locator(".am-thumb").first.evaluate("one => one.src.startsWith('blob:')")
    held[0].continue_()
    page.unroute("**/photos")
    expect(status(page)).to_contain_text(f"{put(2)} photos are here")
    expect(first.get_by_role("progressbar")).to_have_count(0)
    first.get_by_label("What this photo shows").fill("The wilted leaves")
    assert files_in_input(page) == []
    fill(page)
    proceed(page)
    expect(page.locator("dl")).to_contain_text("rose.jpg: The wilted leaves")
    expect(page.locator("dl")).to_contain_text("vase.jpg")


def test_photos_are_dropped_on_the_form_and_pasted_into_a_text(site: Site, page: Page):
    site.claim(page)
    # on its way, a browser tells that files are coming and not which
    page.locator("form.am-form").evaluate(
        """form => form.dispatchEvent(
            Object.assign(new Event("dragover"), {dataTransfer: {types: ["Files"], files: []}}))"""
    )
    assert page.locator("amends-photos.am-over").count() == 1
    assert photos_of(page) == []
    carried(page, [photo("dropped.jpg")], "form.am-form", "drop")
    assert page.locator("amends-photos.am-over").count() == 0
    carried(page, [photo("pasted.jpg")], "textarea", "paste")
    expect(status(page)).to_contain_text(f"{put(2)} photos are here")
    assert photos_of(page) == ["dropped.jpg", "pasted.jpg"]


def test_text_is_still_pasted_as_text(site: Site, page: Page):
    site.claim(page)
    prevented = page.locator("textarea").evaluate(
        """one => {
            const data = new DataTransfer();
            data.setData("text/plain", "wilted");
            data.items.add(new File(["x"], "cells.png", {type: "image/png"}));
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            return !one.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )
    assert not prevented
    assert photos_of(page) == []


def test_what_cannot_be_taken_is_told_before_it_is_sent(site: Site, page: Page):
    site.claim(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.set_input_files(PHOTOS, [file("large.jpg", b"0" * (LIMIT + 1)), file("bill.pdf", b"%PDF")])
    expect(status(page)).to_contain_text(f"{put('large.jpg')} is larger than")
    expect(status(page)).to_contain_text(f"{put('bill.pdf')} is not a JPEG, PNG or WebP photo")
    assert (photos_of(page), files_in_input(page), sent) == ([], [], [])


def test_more_than_the_limit_are_not_taken(site: Site, page: Page):
    site.claim(page)
    page.set_input_files(PHOTOS, [photo(f"{number}.jpg") for number in range(7)])
    expect(status(page)).to_contain_text("At most 5 photos are possible")
    assert photos_of(page) == [f"{number}.jpg" for number in range(5)]


def test_a_photo_is_removed_and_the_next_one_has_the_focus(site: Site, page: Page):
    site.claim(page)
    page.set_input_files(PHOTOS, [photo("rose.jpg"), photo("vase.jpg")])
    expect(status(page)).to_contain_text(f"{put(2)} photos are here")
    # named by the button and the file (widgets.md 6.8)
    page.get_by_role("button", name="Remove rose.jpg").press("Enter")
    expect(page.get_by_role("button", name="Remove vase.jpg")).to_be_focused()
    expect(status(page)).to_contain_text(f"{put('rose.jpg')} was removed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Choose photos")).to_be_focused()
    assert page.locator("[name=uploads]").count() == 0


def test_a_photo_that_is_removed_on_its_way_does_not_come_back(site: Site, page: Page):
    site.claim(page)
    held = hold(page, "**/photos")
    page.set_input_files(PHOTOS, [photo("rose.jpg")])
    page.get_by_role("button", name="Remove rose.jpg").click()
    held[0].continue_()
    page.unroute("**/photos")
    page.set_input_files(PHOTOS, [photo("vase.jpg")])
    # one is counted as one
    expect(status(page)).to_contain_text(f"{put(1)} photo is here")
    assert (photos_of(page), files_in_input(page)) == (["vase.jpg"], [])


def test_a_broken_photo_is_refused_in_the_words_of_the_server(site: Site, page: Page, watch: Watch):
    watch.expected.append("422")
    site.claim(page, "?lang=pl")
    held = hold(page, "**/photos*")
    page.set_input_files(PHOTOS, [file("rose.jpg", b"no photo at all")])
    page.locator(".am-staged button").focus()
    held[0].continue_()
    expect(status(page)).to_contain_text(re.compile("rose.jpg.*(otworzyć|zdjęci)"))
    assert (photos_of(page), files_in_input(page)) == ([], [])
    # whose line had the focus is not lost
    expect(page.locator("#claim-photos")).to_be_focused()


def test_a_photo_that_did_not_get_through_goes_along_with_the_form(site: Site, page: Page, watch: Watch):
    watch.expected.append("ERR_FAILED")
    site.claim(page)
    page.route("**/photos", lambda route: route.abort())
    page.set_input_files(PHOTOS, [photo("rose.jpg"), photo("vase.jpg")])
    notes = page.locator(".am-staged [role=status]")
    expect(notes.nth(1)).to_contain_text("goes along when you send the form")
    assert files_in_input(page) == ["rose.jpg", "vase.jpg"]
    page.get_by_role("button", name="Remove vase.jpg").click()
    assert files_in_input(page) == ["rose.jpg"]
    fill(page)
    proceed(page)
    expect(page.locator("dl")).to_contain_text("rose.jpg")
    expect(page.locator("dl")).not_to_contain_text("vase.jpg")


def test_photos_survive_a_mistake_and_can_then_be_removed(site: Site, page: Page, watch: Watch):
    watch.expected.append("422")
    site.claim(page)
    page.set_input_files(PHOTOS, [photo("rose.jpg"), photo("vase.jpg")])
    expect(status(page)).to_contain_text(f"{put(2)} photos are here")
    page.get_by_label("What this photo shows").first.fill("The wilted leaves")
    page.locator(NEXT).click()
    page.wait_for_selector("[role=alert]")
    expect(page.get_by_label("What this photo shows").first).to_have_value("The wilted leaves")
    page.get_by_role("button", name="Remove vase.jpg").click()
    fill(page)
    proceed(page)
    expect(page.locator("dl")).to_contain_text("rose.jpg: The wilted leaves")
    expect(page.locator("dl")).not_to_contain_text("vase.jpg")


def test_photos_in_every_state_can_be_used_by_everybody(site: Site, page: Page, watch: Watch):
    watch.expected += ["ERR_FAILED", "422"]
    site.claim(page, "?lang=he")
    page.set_input_files(PHOTOS, [photo("rose.jpg"), file("broken.jpg", b"no photo at all")])
    expect(status(page).locator(".am-error")).to_have_count(1)
    page.route("**/photos*", lambda route: route.abort())
    page.set_input_files(PHOTOS, [photo("vase.jpg")])
    expect(page.locator(".am-staged [role=status]").nth(1)).not_to_be_empty()
    page.unroute("**/photos*")
    hold(page, "**/photos*")
    page.set_input_files(PHOTOS, [photo("ribbon.jpg")])
    expect(page.get_by_role("progressbar", name="ribbon.jpg")).to_be_visible()
    assert violations(page) == []
    assert photos_of(page) == ["rose.jpg", "vase.jpg", "ribbon.jpg"]


def test_the_list_of_what_to_correct_leads_to_the_button(site: Site, page: Page):
    site.claim(page)
    button = page.get_by_role("button", name="Photos (optional) Choose photos")
    expect(button).to_have_attribute("id", "claim-photos")
    expect(button).to_have_accessible_description(re.compile("Up to 5 photos"))
    expect(page.locator(PHOTOS)).to_be_hidden()
