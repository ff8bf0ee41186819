"""The desk is for everybody who works there, too: in every language, light and dark, at any size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, product
from typing import TYPE_CHECKING

import pytest

from flask_amends.testing import make_shop
from tests.browser.access.conftest import Windows
from tests.browser.access.desk_happenings import LEAD, at_the_desk
from tests.browser.access.desk_views import DESK_VIEWS, NOT_DESK_PAGES
from tests.browser.access.judging import overflow, targets, violations
from tests.browser.access.test_keyboard import FOCUS, Keyboard
from tests.browser.access.views import LANGUAGES, SCHEMES, View

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
STRUCTURE = """() => ({
  lang: document.documentElement.lang, dir: document.documentElement.dir,
  headings: document.querySelectorAll("h1").length,
  prefix: /^(Error|Błąd|Ошибка|שגיאה):/.test(document.title),
  summary: document.querySelectorAll("main .summary [role=alert]").length,
  lost: [...document.querySelectorAll(".summary a[href^='#']")].filter(
    (one) => !document.getElementById(decodeURIComponent(one.hash.slice(1)))).map((one) => one.hash),
  undescribed: [...document.querySelectorAll("[aria-describedby], [aria-labelledby]")].filter((one) =>
    ["aria-describedby", "aria-labelledby"].some((name) => (one.getAttribute(name) || "").split(" ").some(
      (id) => id && !document.getElementById(id)))).map((one) => one.outerHTML.slice(0, 120)),
})"""

#: What a page suggests is taken out of the button's form.
NOTHING_FILLED_IN = """(button) => [...button.form.elements]
  .filter((one) => one.matches("textarea, input:not([type]), [type=text]"))
  .forEach((one) => { one.value = "" })"""


@contextmanager
def sitting(windows: Windows) -> Iterator[None]:
    """Somebody with every right sits at the desk until the block ends."""
    stall = windows.stall
    if not stall.desk:
        stall.desk = at_the_desk(stall)
    stall.shop.staff.member = LEAD
    try:
        yield
    finally:
        stall.shop.staff.member = None


def show(windows: Windows, view: View, *, language: str, scheme: str, wrong: bool = False) -> Page:
    """A page, as it is or with something to correct."""
    page = windows.window(scheme=scheme)
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(view.address(windows.stall, language))
    assert answer is not None
    assert answer.status == view.status, (view.name, answer.status)
    # What is folded is part of the page.
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    if wrong:
        button = page.locator(view.wrong).first
        button.evaluate(NOTHING_FILLED_IN)
        with page.expect_response(lambda one: one.request.method == "POST") as posted:
            button.click()
        assert posted.value.status == 422, view.name
        page.wait_for_load_state()
    return page


def structure(page: Page, *, language: str, wrong: bool) -> Iterator[str]:
    """What the page promises to whoever does not see it."""
    seen = page.evaluate(STRUCTURE)
    if (seen["lang"], seen["dir"]) != (language, "rtl" if language == "he" else "ltr"):
        yield f"the page says it is in {seen['lang']}, {seen['dir']}"
    if seen["headings"] != 1:
        yield f"{seen['headings']} first headings"
    if wrong and not (seen["prefix"] and seen["summary"]):
        yield "what is wrong is not said in the title and on top"
    yield from (f"the summary's link leads nowhere: {one}" for one in seen["lost"])
    yield from (f"described or named by nothing: {one}" for one in seen["undescribed"])


def judge(windows: Windows, view: View, *, language: str, scheme: str, wrong: bool) -> None:
    page = show(windows, view, language=language, scheme=scheme, wrong=wrong)
    found = [
        *violations(page),
        *structure(page, language=language, wrong=wrong),
        *targets(page),
        *overflow(page),
    ]
    assert found == [], f"{view.name} {language} {scheme} {wrong}\n" + "\n".join(found)


#: One look at every third kind of page in `make test`; the others, and other states, in `make soak`.
FIRST = tuple({view.endpoint: view for view in reversed(DESK_VIEWS)}.values())[::-1][::3]
LOOKS = [
    (view, language, scheme)
    for view, (language, scheme) in zip(FIRST, cycle(product(LANGUAGES[::-1], SCHEMES)), strict=False)
]


@pytest.mark.parametrize(("view", "language", "scheme"), LOOKS, ids=[view.name for view in FIRST])
def test_everybody_can_work_at_the_desk(windows: Windows, view: View, language: str, scheme: str):
    with sitting(windows):
        judge(windows, view, language=language, scheme=scheme, wrong=bool(view.wrong))


@pytest.mark.soak
@pytest.mark.parametrize("view", DESK_VIEWS, ids=lambda view: view.name)
def test_everybody_can_work_at_the_desk_in_any_combination(windows: Windows, view: View):
    with sitting(windows):
        for language, scheme, wrong in product(LANGUAGES, SCHEMES, (False, True)):
            if view.wrong or not wrong:
                judge(windows, view, language=language, scheme=scheme, wrong=wrong)


def test_every_page_of_the_desk_is_in_the_list(sqlite_uri: str):
    shop = make_shop(sqlite_uri)
    served = {
        rule.endpoint.removeprefix("amends.")
        for rule in shop.app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and rule.endpoint.startswith("amends.desk_")
    }
    shop.close()
    assert served - NOT_DESK_PAGES == {view.endpoint for view in DESK_VIEWS}
    assert served >= NOT_DESK_PAGES, "an address that is no longer there need not be left out"
    assert len({view.name for view in DESK_VIEWS}) == len(DESK_VIEWS)


def test_what_is_broken_at_the_desk_is_found(windows: Windows):
    broken = """() => {
      document.querySelector("main").append(document.createElement("h1"));
      const low = Object.assign(document.createElement("h4"), {textContent: "x"});
      low.setAttribute("aria-labelledby", "nowhere");
      document.querySelector("main").append(low);
      document.querySelector(".inbox").style.inlineSize = "900px";
      const button = document.querySelector(".filters button");
      button.style.cssText = "min-block-size: 0; block-size: 20px; padding: 0";
    }"""
    with sitting(windows):
        page = show(windows, DESK_VIEWS[0], language="en", scheme="light")
        page.evaluate(broken)
        found = [
            *violations(page),
            *structure(page, language="en", wrong=True),
            *targets(page),
            *overflow(page),
        ]
    said = " ".join(found)
    for part in (
        "heading-order",
        "2 first headings",
        "title and on top",
        "x 20 px",
        "wider than 320",
        "nothing",
    ):
        assert part in said, found


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_menu_of_the_desk_is_used_by_keyboard(windows: Windows, size: dict[str, int]):
    with sitting(windows):
        page = show(windows, DESK_VIEWS[0], language="en", scheme="light")
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        keys = Keyboard(page=page)
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS, ".skip")["there"], "the way past the menu comes first"
        if size is PHONE:
            assert page.locator(".areas a").first.is_hidden(), (
                "on a phone the menu is closed until it is wanted"
            )
            keys.press(".menu > summary")
        keys.send(".areas a[href*='/questions']", "/questions")
        current = page.locator(".areas [aria-current=page]").text_content()
        assert current is not None
        assert current.startswith("Questions")


def test_an_answer_is_written_by_keyboard_and_the_focus_is_always_seen(windows: Windows):
    case = next(view for view in DESK_VIEWS if view.name == "case: asked")
    with sitting(windows):
        page = show(windows, case, language="en", scheme="dark")
        keys = Keyboard(page=page)
        assert "Cases" in page.locator(".areas [aria-current=true]").inner_text(), "where a case belongs"
        keys.write("form[action*='/act/post_message'] textarea", "Your roses come on Friday.")
        keys.send("form[action*='/act/post_message'] button", "done=")
        assert page.locator(".chat li").last.inner_text().endswith("Your roses come on Friday.")


def test_paper_shows_a_case_without_its_controls_dark_on_light(windows: Windows):
    case = next(view for view in DESK_VIEWS if view.name == "case: offers")
    with sitting(windows):
        page = show(windows, case, language="en", scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("main form:visible, nav:visible").count() == 0
    assert page.locator(".timeline:visible, .chat:visible").count() == 2
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(27, 29, 31)"
    page.emulate_media(media="screen")
