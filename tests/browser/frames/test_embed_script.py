"""The one script of other shops' pages: it upgrades a link and a text, and whatever fails, they stay."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.frames.stage import Stage
from tests.browser.frames.test_claim_in_a_frame import by_hand, by_script

LINK = "amends-claim a"


def height(page: Page, place: int = 0) -> float:
    box = page.locator("iframe").nth(place).bounding_box()
    assert box is not None
    return box["height"]


def test_the_link_becomes_a_frame_as_tall_as_its_page_in_the_language_around_it(stage: Stage):
    visit = stage.visit()
    visit.open("<h1>Zamówienie</h1>" + by_script(stage), lang="pl-PL")
    expect(visit.page.locator(LINK)).to_be_hidden()
    frame = visit.page.locator("iframe")
    assert frame.get_attribute("title") == "Report a problem"
    assert frame.get_attribute("loading") == "lazy"
    assert visit.frame.locator("html").get_attribute("lang") == "pl"
    before = height(visit.page)
    assert before == pytest.approx(visit.frame.locator("html").bounding_box()["height"], abs=1)
    visit.frame.locator("details:not([open]) > summary").first.click()
    visit.page.wait_for_function(
        "before => document.querySelector('iframe').clientHeight > before", arg=before
    )
    assert visit.complaints == []


def test_the_shop_hears_the_names_of_the_pages_and_nothing_else(stage: Stage):
    visit = stage.visit()
    visit.page.add_init_script(
        "heard = []; addEventListener('message', (event) => heard.push([event.origin, event.data]));"
        "addEventListener('amends:claim', () => (named = true));"
    )
    visit.open(by_script(stage))
    expect(visit.page.locator(LINK)).to_be_hidden()
    heard = visit.page.evaluate("heard")
    assert {origin for origin, _ in heard} == {stage.help_origin}
    assert {name for _, data in heard for name in data} == {"page", "height"}
    assert visit.page.evaluate("named") is True


def test_nobody_asks_for_anything_before_the_frame_comes_into_view(stage: Stage):
    visit = stage.visit()
    rows = "<p>&nbsp;</p>" * 400
    visit.open(rows + by_script(stage))
    visit.page.wait_for_selector("iframe", state="attached")
    assert [url for url, _ in visit.asked if "/amends/" in url] == [f"{stage.base}/embed.js"]
    visit.page.locator(LINK).scroll_into_view_if_needed()
    expect(visit.page.locator(LINK)).to_be_hidden()
    assert {url.split("/")[2] for url, _ in visit.asked} == {
        stage.shop_origin.removeprefix("https://"),
        stage.help_origin.removeprefix("https://"),
    }


def test_after_sending_the_top_of_the_answer_is_in_view_and_the_focus_is_not_stolen(stage: Stage):
    visit = stage.visit(viewport={"width": 800, "height": 600})
    visit.open("<input id=own autofocus>" + "<p>&nbsp;</p>" * 30 + by_script(stage))
    expect(visit.page.locator(LINK)).to_be_hidden()
    assert visit.page.evaluate("document.activeElement.id") == "own"
    visit.frame.locator("button[name=step][value=review]").click()
    expect(visit.frame.locator("[role=alert]")).to_be_in_viewport()


def test_a_link_of_the_summary_leads_to_its_field_in_a_tall_frame(stage: Stage):
    visit = stage.visit(viewport={"width": 800, "height": 600})
    visit.open(by_script(stage))
    expect(visit.page.locator(LINK)).to_be_hidden()
    visit.frame.locator("button[name=step][value=review]").click()
    visit.frame.locator("[role=alert] a[href='#claim-email']").click()
    expect(visit.frame.locator("#claim-email")).to_be_in_viewport()


@pytest.mark.parametrize("what", ["refused", "no frames", "gone", "foreign link"])
def test_the_link_stays_when_anything_fails(stage: Stage, what: str):
    visit = stage.visit()
    html = by_script(stage)
    csp = None
    if what == "no frames":
        csp = f"default-src 'none'; script-src {stage.help_origin}"
    elif what == "refused":
        html = html.replace("/amends/claim", "/amends/d/nothing")
    elif what == "gone":
        html = html.replace("embed.js", "embed.gone.js")
    elif what == "foreign link":
        html = html.replace(f"{stage.base}/claim", "https://elsewhere.test/claim")
    if what == "refused":
        visit.page.route("**/embed/d/**", lambda route: route.abort())
    visit.open(html, csp=csp)
    visit.page.wait_for_timeout(400)
    link = visit.page.locator(LINK)
    expect(link).to_be_visible()
    assert link.get_attribute("href")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_shop_that_is_not_listed_cannot_frame_us(stage: Stage, scripts: bool):
    visit = stage.visit(scripts=scripts)
    address = stage.put(by_hand(stage), csp="default-src 'none'; frame-src *")
    visit.page.goto(address.replace("shop.test", "other.test"))
    visit.page.wait_for_timeout(300)
    assert not [one for one in visit.page.frames if "/embed/claim" in one.url]
    visit.page.goto(address)
    visit.frame.locator("form").first.wait_for()


def test_a_page_outside_of_embed_cannot_be_framed_even_by_a_listed_shop(stage: Stage):
    visit = stage.visit()
    visit.open(by_hand(stage).replace("/embed/claim", "/claim"))
    visit.page.wait_for_timeout(300)
    assert [one.url for one in visit.page.frames if "help.test" in one.url] == []


def test_a_frame_answers_only_its_own_parent_and_only_a_listed_one(stage: Stage):
    """A page that is opened by a stranger, and a message that only looks right, are told nothing."""
    visit = stage.visit()
    visit.page.goto(f"{stage.base}/embed/claim")
    told = visit.page.evaluate(
        """async () => {
            const heard = [];
            addEventListener("message", (event) => heard.push(event.data));
            postMessage("amends", "*");
            await new Promise((done) => setTimeout(done, 200));
            return heard.filter((one) => one != "amends");
        }"""
    )
    assert told == []


def test_a_script_of_the_shop_cannot_play_the_frame(stage: Stage):
    visit = stage.visit()
    visit.open(by_script(stage))
    expect(visit.page.locator(LINK)).to_be_hidden()
    before = height(visit.page)
    visit.page.evaluate("postMessage({ height: 12345 }, '*')")
    visit.page.wait_for_timeout(150)
    assert height(visit.page) == before


def test_the_printed_tags_work_as_they_are_under_the_printed_policy(stage: Stage):
    def printed(*words: str) -> str:
        return str(stage.help.app.test_cli_runner().invoke(args=["amends", *words]).output)

    told = printed("csp", "--origin", stage.shop_origin).splitlines()
    directives = [line for line in told if not line.startswith("#")]
    visit = stage.visit()
    visit.open(printed("snippet", "--sri"), csp="; ".join(["default-src 'none'", *directives]))
    expect(visit.page.locator(LINK)).to_be_hidden()
    expect(visit.frame.nth(1).locator("form").first).to_be_visible()
    assert visit.complaints == []


def test_two_forms_in_a_page_keep_to_their_own_frames(stage: Stage):
    visit = stage.visit()
    visit.open(by_script(stage) + by_script(stage, "?reason=defective"))
    for place in (0, 1):
        expect(visit.page.locator(LINK).nth(place)).to_be_hidden()
    frames = visit.page.locator("iframe")
    heights = [height(visit.page, place) for place in (0, 1)]
    inside = [
        frames.nth(place).content_frame.locator("html").evaluate("it => it.getBoundingClientRect().height")
        for place in (0, 1)
    ]
    assert heights[0] != heights[1]
    assert heights == pytest.approx(inside, abs=1)


def test_a_frame_that_was_led_to_another_origin_is_not_listened_to(stage: Stage):
    visit = stage.visit()
    stage.put(
        "<script>parent.postMessage({ height: 777 }, '*')</script>",
        path="/evil",
        csp="script-src 'unsafe-inline'",
    )
    visit.open(by_script(stage), csp=f"script-src {stage.help_origin}")
    expect(visit.page.locator(LINK)).to_be_hidden()
    before = height(visit.page)
    inner = next(one for one in visit.page.frames if "/embed/claim" in one.url)
    inner.goto(stage.shop_origin.replace("shop.test", "other.test") + "/evil")
    visit.page.wait_for_timeout(150)
    assert height(visit.page) == before


def test_a_notice_takes_the_place_of_the_text_without_inner_html(stage: Stage):
    notice = (
        '<p class="am" lang="{{ lang }}"><strong>{{ asked.sku }}</strong> {{ _("Contact") }}</p>'
        "<script>document.title = 'acted'</script>"
    )
    with stage.templates({"amends/notice/opening_hours.html": notice}):
        visit = stage.visit()
        visit.open(
            f'<script src="{stage.base}/embed.js" async></script>'
            '<amends-notice kind="opening_hours" sku="&lt;b&gt;x&lt;/b&gt;">Our own words.</amends-notice>'
            '<amends-notice kind="not_there_yet">Static text.</amends-notice>',
            lang="pl",
            csp=f"default-src 'none'; script-src {stage.help_origin}; connect-src {stage.help_origin}; "
            "require-trusted-types-for 'script'; trusted-types 'none'",
        )
        shown = visit.page.locator("amends-notice p")
        expect(shown).to_have_text(re.compile("<b>x</b> Kontakt"))
        assert shown.get_attribute("lang") == "pl"
        expect(visit.page.locator("amends-notice").nth(1)).to_have_text("Static text.")
        assert visit.page.title() == "Shop"
        assert visit.complaints == []


def test_without_a_script_the_notice_is_the_shops_own_text(stage: Stage):
    visit = stage.visit(scripts=False)
    visit.open(
        '<amends-notice kind="stock">Usually there within two days.</amends-notice>' + by_script(stage)
    )
    expect(visit.page.locator("amends-notice")).to_be_visible()
    expect(visit.page.locator(LINK)).to_be_visible()


def test_no_key_and_no_order_is_told_in_a_referer(stage: Stage):
    visit = stage.visit()
    visit.open(by_script(stage, f"?context={stage.order()}"))
    expect(visit.page.locator(LINK)).to_be_hidden()
    told = [referer for _, referer in visit.asked]
    assert [one for one in told if "context=" in one or "order=" in one or "/d/" in one] == []
