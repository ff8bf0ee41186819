"""Charts are well-formed, say every number, and are mirrored for languages that run from right to left."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from markupsafe import Markup

from amends_widgets import charts
from amends_widgets.charts import Chart, Series

SVG = "{http://www.w3.org/2000/svg}"


def chart(locale: str = "en", **changes: object) -> Chart:
    facts = {
        "name": "weeks",
        "title": "Cases & <weeks>",
        "summary": "Twelve cases.",
        "locale": locale,
        "columns": ["2 Mar", "9 Mar", "16 Mar"],
        "series": [Series(name="Price", values=[4, 0, 2]), Series(name='"Other"', values=[1, 5, None])],
        "write": lambda value: f"{value:g}",
    }
    return Chart(**{**facts, **changes})  # type: ignore[arg-type]


def parse(drawn: Markup) -> Any:
    named = str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return etree.fromstring(named)


@pytest.mark.parametrize("draw", [charts.stacked, charts.lines, charts.bars])
@pytest.mark.parametrize("locale", ["en", "he"])
def test_a_chart_is_an_image_with_a_name(draw: Callable[[Chart], Markup], locale: str):
    drawn = draw(chart(locale))
    root = parse(drawn)

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "weeks-title weeks-desc"
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert about is not None
    assert (title.text, about.text) == ("Cases & <weeks>", "Twelve cases.")
    assert "style=" not in drawn


def test_every_value_has_a_mark_that_says_it():
    told = [one.text for one in parse(charts.stacked(chart())).iter(f"{SVG}title")]

    assert told[1:] == ["2 Mar, Price: 4", '2 Mar, "Other": 1', '9 Mar, "Other": 5', "16 Mar, Price: 2"]


def test_columns_stand_on_top_of_each_other_and_are_as_tall_as_their_value():
    boxes = parse(charts.stacked(chart())).findall(f"{SVG}rect")
    lower, upper = boxes[0], boxes[1]

    foot = float(upper.get("y", "")) + float(upper.get("height", ""))
    assert float(lower.get("y", "")) == pytest.approx(foot, abs=0.02)
    assert float(lower.get("height", "")) == pytest.approx(4 * float(upper.get("height", "")), abs=0.05)
    assert (lower.get("class"), upper.get("class")) == ("s1", "s2")


def test_a_missing_value_breaks_the_line():
    broken = chart(series=[Series(name="Half", values=[1, None, 3])])
    root = parse(charts.lines(broken))
    path = next(one.get("d", "") for one in root.findall(f"{SVG}path") if one.get("class") == "line s1")

    assert path.count("M") == 2
    assert "L" not in path
    assert len(root.findall(f"{SVG}circle")) == 2


@pytest.mark.parametrize("draw", [charts.stacked, charts.bars])
def test_from_right_to_left_everything_is_mirrored(draw: Callable[[Chart], Markup]):
    plain, mirrored = (parse(draw(chart(locale))).findall(f"{SVG}rect") for locale in ("en", "he"))

    for one, other in zip(plain, mirrored, strict=True):
        end = float(one.get("x", "")) + float(one.get("width", ""))
        assert float(other.get("x", "")) == pytest.approx(charts.WIDTH - end, abs=0.02)
        assert other.get("y") == one.get("y")


@pytest.mark.parametrize(("top", "ticks"), [(0, 2), (1, 2), (4, 5), (7, 5), (35, 5), (400, 5), (1000, 6)])
def test_the_axis_has_few_round_numbers(top: float, ticks: int):
    drawn = chart(series=[Series(name="All", values=[top, 0, 0])])
    told = [one.text or "" for one in parse(charts.stacked(drawn)).findall(f"{SVG}text")][
        : -len(drawn.columns)
    ]

    assert len(told) <= ticks + 1
    assert float(told[-1]) >= top


def test_nothing_to_draw_is_drawn_empty():
    empty = chart(columns=[], series=[Series(name="None", values=[])])
    for draw in (charts.stacked, charts.lines, charts.bars):
        parse(draw(empty))
