"""No page of a shopper has English left in it, in a language that is written in other letters (widgets 7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from tests.browser.access.desk_views import DESK_VIEWS
from tests.browser.access.test_desk import sitting
from tests.browser.access.views import VIEWS

if TYPE_CHECKING:
    from tests.browser.access.conftest import Windows

#: What people and shops wrote, values, and what is in a language of its own.
OTHERS = (
    "script, style, time, textarea, option, bdi, code, "
    "[src*='/photos/'], [dir=auto], [dir=ltr]:not(html, body), [lang]:not(html), [aria-hidden=true]"
)
#: What stays in Latin letters everywhere, the name of the shop, and what languages call themselves.
KEPT = {"CSV", "JPEG", "PNG", "WebP", "PDF", "SHA", "SKU", "UTC", "EUR", "Lamplight", "AM", "PM"}
KEPT |= {"English", "Polski"}
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-gone", "data-later", "data-wrong", "data-many")
WORD = re.compile(r"[A-Za-z]{2,}")
#: Numbers of orders, cases and questions, also where no element can stand around them, as in titles; names
#: of settings and of laws.
NUMBER = re.compile(r"\b(?:[0-9A-Z]{4}-[0-9A-Z]{4}|[A-Z]-[0-9]+|AMENDS_\w+|2011/83/EU|CAP Code|GDPR)\b")


def english(html: str) -> set[str]:
    """The English words that a reader or a listener meets on a page."""
    page = BeautifulSoup(html, "lxml")
    title = page.title.get_text(" ") if page.title else ""
    for one in page.select(OTHERS):
        written = one.get_text(" ").strip()
        # A title names what people wrote without an element around it.
        title = title.replace(written, " ") if " " in written else title
        one.decompose()
    if page.title:
        page.title.string = title
    # The law's own label names its page, in the language that the law has it in.
    said = [page.get_text(" ").replace("Withdraw from contract here", "")]
    said += [str(one[name]) for name in SPOKEN for one in page.select(f"[{name}]")]
    return set(WORD.findall(NUMBER.sub(" ", " ".join(said)))) - KEPT


def test_english_that_is_left_is_seen():
    assert english('<p aria-label="Order">שלום <bdi>Anna</bdi> and <i>more</i></p>') == {
        "Order",
        "and",
        "more",
    }


@pytest.mark.parametrize("language", ["ru", "he"])
def test_no_page_has_english_left_in_it(windows: Windows, language: str):
    reader = windows.context().request
    left = {}
    for view in VIEWS:
        if view.then is None:
            found = english(reader.get(view.address(windows.stall, language)).text())
            if found:
                left[view.name] = found
    assert left == {}


@pytest.mark.parametrize("language", [pytest.param("ru", marks=pytest.mark.soak), "he"])
def test_no_page_of_the_desk_has_english_left_in_it(windows: Windows, language: str):
    reader = windows.browser.new_context()
    left = {}
    with sitting(windows):
        for view in DESK_VIEWS:
            found = english(reader.request.get(view.address(windows.stall, language)).text())
            if found:
                left[view.name] = found
    reader.close()
    assert left == {}
