"""No page has anything that axe would complain about, in any language, light or dark, right or wrong."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from tests.browser.access.conftest import Windows
from tests.browser.access.judging import violations
from tests.browser.access.pairs import pairwise
from tests.browser.access.views import LANGUAGES, SCHEMES, VIEWS, View

#: Every page, and once more with something to correct.
SHOWN = [(view, wrong) for view in VIEWS for wrong in ((False, True) if view.wrong else (False,))]
AXES: dict[str, Any] = {"shown": SHOWN, "language": LANGUAGES, "scheme": SCHEMES, "script": (True, False)}


def named(shown: tuple[View, bool]) -> str:
    view, wrong = shown
    return f"{view.name}{', wrong' if wrong else ''}"


def judge(windows: Windows, row: dict[str, Any]) -> None:
    view, wrong = row["shown"]
    page = windows.show(
        view, language=row["language"], wrong=wrong, scheme=row["scheme"], script=row["script"]
    )
    assert violations(page) == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row for row in pairwise(AXES) if row["shown"] == shown], id=named(shown))
        for shown in SHOWN
    ],
)
def test_axe_finds_nothing(windows: Windows, rows: list[dict[str, Any]]):
    for row in rows:
        judge(windows, row)


@pytest.mark.soak
@pytest.mark.parametrize("shown", SHOWN, ids=named)
def test_axe_finds_nothing_in_any_combination(windows: Windows, shown: tuple[View, bool]):
    for language, scheme, script in product(LANGUAGES, SCHEMES, (True, False)):
        judge(windows, {"shown": shown, "language": language, "scheme": scheme, "script": script})


def test_axe_would_find_something(windows: Windows):
    page = windows.show(VIEWS[0])
    page.locator("a").first.evaluate("one => one.replaceChildren()")
    page.locator("html").evaluate("one => one.removeAttribute('lang')")
    found = " ".join(violations(page))
    assert "link-name" in found
    assert "html-has-lang" in found


def test_every_two_values_meet():
    axes = {"a": range(5), "b": range(4), "c": range(2), "d": range(2)}
    rows = pairwise(axes)
    for one, other in (("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")):
        assert {(row[one], row[other]) for row in rows} == set(product(axes[one], axes[other]))
    assert len(rows) <= 22
