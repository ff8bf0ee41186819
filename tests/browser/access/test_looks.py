"""Where the look is taken away or replaced: no stylesheet, forced colours, paper."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.browser.access.conftest import Windows

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = """() => [...document.querySelectorAll(
  "a, h1, h2, legend, label, button, p, summary, dt, dd, textarea, select, input:not([type=hidden])"
)].filter((one) => one.checkVisibility()).map((one) => {
  const box = one.getBoundingClientRect();
  return [Math.round(box.top), one.outerHTML.slice(0, 80)];
})"""
EDGES = """(selector) => [...document.querySelectorAll(selector)].filter(
  (one) => one.checkVisibility()
).map((one) => {
  const style = getComputedStyle(one);
  return [one.outerHTML.slice(0, 80), style.borderBlockStartStyle, parseFloat(style.borderBlockStartWidth)];
})"""


def bare(windows: Windows, path: str) -> Page:
    """A page whose stylesheet never arrives."""
    context = windows.context()
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    page.goto(windows.stall.address + path)
    return page


@pytest.mark.parametrize("case", [None, "offers"], ids=["claim", "room"])
def test_without_a_stylesheet_everything_is_read_in_its_order(windows: Windows, case: str | None):
    path = windows.stall.room(case) if case else "/amends/claim"
    page = bare(windows, f"{path}?lang=en")
    tops = page.evaluate(PLACES)
    assert len(tops) > 20
    late = [(one, other) for one, other in pairwise(tops) if other[0] < one[0] - 40]
    assert late == [], "something stands above what comes before it"
    assert page.locator("body > :first-child").get_attribute("href") == "#main"
    traps = page.locator(".am-trap").all_inner_texts()
    assert all("empty" in text for text in traps), "a person who sees the trap is told to leave it alone"
    page.context.close()


def test_in_forced_colours_every_button_field_and_step_still_has_an_edge(windows: Windows):
    context = windows.context(forced_colors="active")
    page = context.new_page()
    for path in ("/amends/claim", windows.stall.room("offers"), windows.stall.room("closed")):
        page.goto(f"{windows.stall.address}{path}?lang=en")
        edged = page.evaluate(
            EDGES, ".am-button:not(.am-quiet), textarea, select, .am-steps li, .am-offer, .am-fold"
        )
        assert edged
        assert [one for one in edged if one[1] == "none" or one[2] < 1] == []
    steps = page.locator(".am-steps li")
    weights = [step.evaluate("one => getComputedStyle(one).fontWeight") for step in steps.all()]
    assert [int(weight) >= 600 for weight in weights].count(True) == 1, (
        "the step of now differs by more than colour"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    context.close()


def test_paper_shows_the_case_and_no_controls_dark_on_light(windows: Windows):
    page = windows.show_room("offers", scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("main form:visible, nav:visible").count() == 0
    assert page.locator(".am-timeline:visible, .am-chat:visible").count() == 2
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(42, 37, 34)"
    page.emulate_media(media="screen")
