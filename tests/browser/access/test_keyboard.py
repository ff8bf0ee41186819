"""The whole way of a claim by keyboard alone: from the form to its end, with scripts and without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from amends_widgets import colours
from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Remedy, Status
from flask_amends.service import cases
from flask_amends.storage.records import CaseView
from tests.browser.access.conftest import Windows
from tests.browser.access.stall import Stall, euros

if TYPE_CHECKING:
    from playwright.sync_api import Page

FAR = 120
FOCUS = """(selector) => {
  const one = document.activeElement;
  const grounds = [];
  for (let each = one; each; each = each.parentElement) grounds.push(getComputedStyle(each).backgroundColor);
  const style = getComputedStyle(one);
  return {
    there: one.matches(selector), name: one.outerHTML.slice(0, 120), grounds: grounds.slice(1),
    ring: style.outlineStyle, width: parseFloat(style.outlineWidth), colour: style.outlineColor,
  };
}"""


@dataclass(frozen=True, kw_only=True)
class Keyboard:
    """Somebody who uses nothing else."""

    page: Page

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there; wherever it stops on the way, it must be seen."""
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS, selector)
            if focus["name"].startswith("<body"):
                continue  # past the last stop, before the first
            assert focus["ring"] != "none", f"nobody sees the focus on {focus['name']}"
            ground = next(one for one in focus["grounds"] if not one.endswith(", 0)"))
            assert focus["width"] >= 2
            assert colours.contrast(_hex(focus["colour"]), _hex(ground)) >= colours.EDGE, focus
            if focus["there"]:
                return
        raise AssertionError(f"{FAR} times Tab did not lead to {selector} on {self.page.url}")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        self.page.keyboard.press(key)

    def send(self, selector: str, leads_to: str) -> None:
        """Press a button that leads to another page."""
        self.reach(selector)
        with self.page.expect_navigation(url=re.compile(leads_to)):
            self.page.keyboard.press("Enter")


def _hex(colour: str) -> str:
    parts = [int(part) for part in re.findall(r"\d+", colour)[:3]]
    return "#" + "".join(f"{part:02x}" for part in parts)


def view(stall: Stall, case_id: str) -> CaseView:
    return cases.get(stall.shop.state, case_id, Actor.SHOPPER)


def proposes(stall: Stall, name: str, amount: str) -> None:
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=euros(amount))
    stall.act(name, c.Propose, alternatives=(terms,), note=stall.story.proposal)


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_claim_is_made_and_brought_to_its_end_by_keyboard(windows: Windows, stall: Stall, script: bool):
    page = windows.context(java_script_enabled=script).new_page()
    keys = Keyboard(page=page)
    name = _claim(stall, keys, script=script)
    case_id = stall.cases[name]

    keys.write(f"form[action*='{case_id}/post_message'] textarea", "Thank you for looking into it.")
    keys.send(f"form[action*='{case_id}/post_message'] .am-buttons > button", "did=post_message")
    assert view(stall, case_id).entries[-1].texts["text"] == "Thank you for looking into it."

    proposes(stall, name, "5.00")
    page.reload()
    _counter(keys, case_id)
    asked: Any = view(stall, case_id).dispute.ask
    assert (asked.kind, asked.amount.amount) == (Remedy.PARTIAL_REFUND, Decimal("17.50"))

    proposes(stall, name, "15.00")
    page.reload()
    keys.send("form[action*='accept_offer'] button", "/accept_offer")
    keys.send("form[method=post] .am-primary", "did=accept_offer")
    stall.act(name, c.Performed, reference="bank-7")
    page.reload()
    keys.send("form[action*='/confirm'] button", "/confirm")
    keys.send("form[method=post] .am-primary", "did=confirm")
    assert view(stall, case_id).dispute.status is Status.CLOSED
    page.context.close()


def _claim(stall: Stall, keys: Keyboard, *, script: bool) -> str:
    """From the form to the room."""
    page = keys.page
    page.goto(f"{stall.address}/amends/claim?order={stall.order_token(f'K-{script}')}&lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS, ".am-skip")["there"], "the way past the header comes first"
    page.keyboard.press("Enter")
    keys.press("[name='items.0.chosen']", "Space")
    stall.shop.clock.move(seconds=60)
    keys.send("button[name=step][value=review]", "/claim")
    assert page.title().startswith("Error:")
    keys.reach(".am-summary a[href='#claim-reason']")
    page.keyboard.press("Enter")
    keys_at = page.evaluate("document.activeElement.id")
    assert keys_at == "claim-reason"
    page.keyboard.press("Space")
    keys.write("[name=description]", "The roses had wilted when they came.")
    keys.press("[name=ask]", "Space")
    keys.write("[name=email]", "anna@example.org")
    keys.send("button[name=step][value=review]", "/claim")
    assert page.locator("h1").inner_text() == "Check and send", page.locator("main").inner_text()[:600]
    keys.send("button[name=step][value=send]", "/d/dsp_")
    case_id = page.url.partition("/d/")[2].partition("?")[0]
    stall.cases[f"keyboard {script}"] = case_id
    return f"keyboard {script}"


def _counter(keys: Keyboard, case_id: str) -> None:
    """Open the fold, choose a solution by its first letters, and send it."""
    page = keys.page
    keys.press("details:has([action*='/counter']) > summary", "Space")
    keys.reach("[name='alternatives.0.kind']")
    page.keyboard.type("Part")
    assert page.locator("[name='alternatives.0.kind']").input_value() == Remedy.PARTIAL_REFUND
    keys.write("[name='alternatives.0.amount']", "17.50")
    keys.send(f"form[action*='{case_id}/counter'] .am-buttons > button", "did=counter")
