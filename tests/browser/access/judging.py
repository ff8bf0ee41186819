"""What is measured on a page: axe's findings, widths, targets, and the ring around what has the focus."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: WCAG 2.2 AA, and what axe holds for good practice.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')].map(one => {
  const label = one.labels && one.labels[0];
  const boxes = [one, label].filter(Boolean).map(each => each.getBoundingClientRect());
  const inText = one.matches('a') && getComputedStyle(one).display === 'inline';
  return {
    name: one.outerHTML.slice(0, 90), inText,
    shown: one.checkVisibility() && !one.closest('[aria-hidden=true]'),
    width: Math.max(...boxes.map(box => box.width)), height: Math.max(...boxes.map(box => box.height)),
  };
}).filter(one => one.shown && one.width > 1)"""

TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll('*')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.right > most + 1 || box.left < -1);
  });
  const scrolls = document.documentElement.scrollWidth > most;
  return {scrolls, wide: wide.map(one => one.outerHTML.slice(0, 90))};
}"""


@cache
def _axe() -> str:
    """The engine, and a call that leaves its result as text."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds, a line each."""
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
        f"{found['id']} ({found['impact']}): {found['help']}\n    "
        + "\n    ".join(
            f"{node['target']} {node['html'][:160]} — {node['failureSummary']}" for node in found["nodes"]
        )
        for found in json.loads(answer["result"]["value"])
    ]
