"""Everybody can use every page: in each language, light and dark, with and without scripts."""

from __future__ import annotations

from itertools import cycle, product
from typing import Any

import pytest

from tests.browser.access.conftest import Windows
from tests.browser.access.judging import findings
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
    found = findings(page, language=row["language"], wrong=row["wrong"])
    assert found == [], f"{view.name} {row}\n" + "\n".join(found)


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_use(windows: Windows, kind: str):
    for row in ROWS:
        if row["kind"] == kind:
            judge(windows, row)


@pytest.mark.soak
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_everybody_can_use_in_any_combination(windows: Windows, view: View):
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


def spoilt(windows: Windows, view: str, script: str, *, wrong: bool = False) -> str:
    """What is found on a page after something in it was broken."""
    page = windows.show(next(one for one in VIEWS if one.name == view), wrong=wrong)
    page.evaluate(script)
    return " ".join(findings(page, language="en", wrong=wrong))


def test_what_is_broken_is_found(windows: Windows):
    broken = """() => {
      document.querySelector("a").replaceChildren();
      document.documentElement.removeAttribute("lang");
      document.querySelector("main").prepend(document.createElement("h1"));
      document.querySelector(".am-doors a").style.inlineSize = "350px";
      document.querySelector(".am-languages a").style.cssText = "min-block-size: 0; block-size: 20px";
      const field = Object.assign(document.createElement("input"), {type: "email"});
      document.querySelector("main").append(field);
    }"""
    found = spoilt(windows, "home", broken)
    for said in (
        "link-name",
        "html-has-lang",
        "2 first headings",
        "wider than 320 px",
        "x 20 px",
        "autocomplete",
    ):
        assert said in found


def test_a_summary_that_leads_nowhere_is_found(windows: Windows):
    broken = """() => {
      const summary = document.querySelector(".am-summary");
      document.getElementById(summary.querySelector("a").hash.slice(1)).removeAttribute("id");
      summary.querySelector("a").textContent = "Something";
      summary.parentElement.append(summary);
      document.querySelector("[aria-describedby]").setAttribute("aria-describedby", "nowhere");
      document.title = document.title.replace("Error: ", "");
    }"""
    found = spoilt(windows, "new link", broken, wrong=True)
    for said in (
        "summary's link",
        "said differently",
        "does not come first",
        "aria-describedby",
        "the title",
    ):
        assert said in found


def test_a_summary_in_another_order_than_the_fields_is_found(windows: Windows):
    swapped = """() => {
      const lines = document.querySelector(".am-summary ul");
      lines.prepend(lines.lastElementChild);
    }"""
    assert "order of the fields" in spoilt(windows, "new link", swapped, wrong=True)


def test_every_two_values_meet():
    axes = {"a": range(5), "b": range(4), "c": range(2), "d": range(2)}
    rows = pairwise(axes)
    for one, other in (("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")):
        assert {(row[one], row[other]) for row in rows} == set(product(axes[one], axes[other]))
    assert len(rows) <= 22
