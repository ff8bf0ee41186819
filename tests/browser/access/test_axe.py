"""No page has anything that axe would complain about, in any language, light or dark, right or wrong."""

from __future__ import annotations

from itertools import cycle, product
from typing import Any

import pytest

from tests.browser.access.conftest import Windows
from tests.browser.access.judging import violations
from tests.browser.access.pairs import pairwise
from tests.browser.access.views import LANGUAGES, SCHEMES, VIEWS, View

#: The kinds of pages: a room in another state is the same kind.
KINDS = sorted({view.endpoint for view in VIEWS})
AXES = {"language": LANGUAGES, "scheme": SCHEMES, "script": (True, False), "wrong": (False, True)}


def all_rows() -> list[dict[str, Any]]:
    """Every two values of kind, language, scheme, script and state together, and every page at least once."""
    plain = {kind: [view for view in VIEWS if view.endpoint == kind] for kind in KINDS}
    failing = {kind: [view for view in plain[kind] if view.wrong] for kind in KINDS}
    next_plain = {kind: cycle(views) for kind, views in plain.items()}
    next_failing = {kind: cycle(views) for kind, views in failing.items() if views}
    rows = []
    for row in pairwise({"kind": KINDS, **AXES}):
        row["wrong"] = row["wrong"] and row["kind"] in next_failing
        row["view"] = next((next_failing if row["wrong"] else next_plain)[row["kind"]])
        rows.append(row)
    met = {(row["view"].name, row["wrong"]) for row in rows}
    every = [(view, wrong) for view in VIEWS for wrong in ((False, True) if view.wrong else (False,))]
    rest = cycle(product(LANGUAGES, SCHEMES))
    for view, wrong in every:
        if (view.name, wrong) not in met:
            language, scheme = next(rest)
            rows.append({"kind": view.endpoint, "view": view, "wrong": wrong, "script": True})
            rows[-1] |= {"language": language, "scheme": scheme}
    return rows


ROWS = all_rows()


def judge(windows: Windows, row: dict[str, Any]) -> None:
    view = row["view"]
    page = windows.show(
        view, language=row["language"], wrong=row["wrong"], scheme=row["scheme"], script=row["script"]
    )
    found = violations(page)
    assert found == [], f"{view.name} {row}\n" + "\n".join(found)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(windows: Windows, kind: str):
    for row in ROWS:
        if row["kind"] == kind:
            judge(windows, row)


@pytest.mark.soak
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_axe_finds_nothing_in_any_combination(windows: Windows, view: View):
    for language, scheme, script, wrong in product(*AXES.values()):
        if view.wrong or not wrong:
            judge(
                windows,
                {"view": view, "language": language, "scheme": scheme, "script": script, "wrong": wrong},
            )


def test_every_kind_of_page_meets_every_language_scheme_and_state():
    assert {row["view"].name for row in ROWS} == {view.name for view in VIEWS}
    for name, values in AXES.items():
        for kind in KINDS:
            can_fail = any(view.wrong for view in VIEWS if view.endpoint == kind)
            wanted = {False} if name == "wrong" and not can_fail else set(values)
            assert {row[name] for row in ROWS if row["kind"] == kind} == wanted, (kind, name)
    assert {(row["language"], row["scheme"]) for row in ROWS} == set(product(LANGUAGES, SCHEMES))
    assert len(ROWS) <= 4 * len(KINDS) + len(VIEWS)


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
