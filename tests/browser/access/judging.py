"""What is measured on a page: axe, structure, widths, targets and the ring around the focus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: WCAG 2.2 AA, and what axe holds for good practice.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: The least of WCAG 2.2 (2.5.8), and what a thumb wants.
SMALLEST, WANTED = 24, 44
LOOK = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")


def findings(page: Page, *, language: str, wrong: bool) -> list[str]:
    """Everything that keeps somebody from using this page, a line each. Leaves the page narrow."""
    return [
        *violations(page),
        *structure(page, language=language, wrong=wrong),
        *targets(page),
        *overflow(page),
    ]


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds. It is put in by the debugger, which no policy of the page forbids."""
    options = {"runOnly": list(AXE_TAGS), "resultTypes": ["violations"]}
    session = page.context.new_cdp_session(page)
    try:
        call = f"{_axe()};axe.run({json.dumps(options)}).then(found => JSON.stringify(found.violations))"
        answer: dict[str, Any] = session.send(
            "Runtime.evaluate", {"expression": call, "awaitPromise": True, "returnByValue": True}
        )
    finally:
        session.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return [
        f"axe: {found['id']} ({found['impact']}): {found['help']}: {node['target']} {node['html'][:160]}"
        for found in json.loads(answer["result"]["value"])
        for node in found["nodes"]
    ]


def structure(page: Page, *, language: str, wrong: bool) -> Iterator[str]:
    """What a page promises to whoever does not see it (widgets.md 6.1-6.3)."""
    seen = page.evaluate(f"({LOOK}).structure()")
    direction = "rtl" if language == "he" else "ltr"
    if (seen["lang"], seen["dir"]) != (language, direction):
        yield f"the page says it is in {seen['lang']}, {seen['dir']}"
    if seen["headings"] != 1:
        yield f"{seen['headings']} first headings"
    if wrong != (seen["prefix"] and seen["invalid"] > 0):
        yield f"the title is {seen['title']!r} with {seen['invalid']} fields marked"
    if wrong and not seen["summaryFirst"]:
        yield "the summary of what is wrong does not come first, or cannot take the focus"
    if not seen["inOrder"]:
        yield "the summary does not follow the order of the fields"
    yield from (f"aria-describedby leads nowhere: {one}" for one in seen["undescribed"])
    yield from (f"a field without its autocomplete, direction or spelling: {one}" for one in seen["unhelped"])
    yield from (f"the summary's link leads nowhere: {one}" for one in seen["lostLinks"])
    yield from (f"said differently in the summary and at the field: {one}" for one in seen["otherWords"])


def targets(page: Page) -> Iterator[str]:
    """Targets that a finger misses (2.5.8), and buttons and fields that are smaller than a thumb."""
    for one in page.evaluate(f"({LOOK}).targets()"):
        least = WANTED if one["wanted"] else SMALLEST
        if not one["inText"] and min(one["width"], one["height"]) < least - 0.5:
            yield f"{one['width']:.0f} x {one['height']:.0f} px: {one['name']}"


def overflow(page: Page) -> Iterator[str]:
    """What does not fit at 320 px (1.4.10), and at 640 px with text of twice the size (1.4.4)."""
    for width, size in ((320, ""), (640, "32px")):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("html").evaluate("(root, size) => { root.style.fontSize = size }", size)
        seen = page.evaluate(f"({LOOK}).tooWide()")
        if seen["scrolls"] or seen["wide"]:
            yield f"wider than {width} px with text of {size or '16px'}: {seen['wide'][:3] or 'the page'}"
    page.locator("html").evaluate("root => root.removeAttribute('style')")
