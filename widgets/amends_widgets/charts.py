"""Charts as SVG, made on the server: drawn for a phone, readable beside the table of the same numbers.

A chart is drawn from left to right and mirrored as a whole where the reader's language runs the other way.
Colours are classes (``s1`` to ``s6``), so they follow the page, light or dark, and print. Every mark says its
own number; ``<title>`` and ``<desc>`` say what the whole shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup, escape

from amends_widgets.languages import direction

WIDTH, HEIGHT = 320, 200
#: Room for the numbers of the axis, for the names under the columns, and over the highest mark.
_START, _FOOT, _HEAD, _END = 40, 26, 10, 18
_MOST_NAMES = 6
_BAR, _BAR_STEP, _LINE = 14, 44, 15
#: Names over bars have at most two lines of so many letters.
_NAME = 46
#: Marks of lines differ in shape too.
_RADIUS = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of thing that is counted, with a value (or none) for each column."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows. ``name`` is its id in the page; ``columns`` are what stands under it.

    ``write`` turns a value into the reader's words. All texts are plain and are escaped here.
    """

    name: str
    title: str
    summary: str
    locale: str
    columns: Sequence[str]
    series: Sequence[Series]
    write: Callable[[float], str]


def stacked(chart: Chart) -> Markup:
    """Columns in which the series stand on top of each other, the first one at the foot."""
    pen = _Pen(chart.locale)
    sums = [sum(one.values[at] or 0 for one in chart.series) for at in range(len(chart.columns))]
    scale = _Scale(top=max(sums, default=0))
    return _svg(chart, HEIGHT, [*_axes(chart, pen, scale), *_stacks(chart, pen, scale)])


def lines(chart: Chart) -> Markup:
    """A line with a mark at each value for every series; where a value is missing the line is broken."""
    pen = _Pen(chart.locale)
    known = [value for one in chart.series for value in one.values if value is not None]
    scale = _Scale(top=max(known, default=0))
    drawn = [part for at, one in enumerate(chart.series) for part in _line(chart, pen, scale, at, one)]
    return _svg(chart, HEIGHT, [*_axes(chart, pen, scale), *drawn])


def bars(chart: Chart) -> Markup:
    """One bar for each column, its name over it and its number behind it; of the first series only."""
    pen, values = _Pen(chart.locale), chart.series[0].values
    top = max((value for value in values if value is not None), default=0) or 1
    parts = [part for at in range(len(values)) for part in _bar(chart, pen, at, top)]
    return _svg(chart, max(_BAR_STEP, sum(map(_tall, chart.columns))), parts)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Puts things where they belong, mirrored for languages that run from right to left."""

    locale: str

    def x(self, place: float, width: float = 0) -> str:
        mirrored = WIDTH - place - width if direction(self.locale) == "rtl" else place
        return _short(mirrored)

    def text(self, place: float, y: float, words: str, anchor: str = "start") -> Markup:
        # The anchor follows the direction of the text, so it is mirrored by itself.
        return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            self.x(place), _short(y), anchor, words
        )

    def box(self, kind: str, *, at: tuple[float, float], size: tuple[float, float], words: str) -> Markup:
        return Markup(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
        ).format(kind, self.x(at[0], size[0]), _short(at[1]), _short(size[0]), _short(size[1]), words)

    def rule(self, y: float) -> Markup:
        return Markup('<path class="rule" d="M{} {}H{}"/>').format(
            self.x(_START), _short(y), self.x(WIDTH - _END)
        )


class _Scale:
    """Values to heights, with a few round numbers on the axis."""

    def __init__(self, top: float) -> None:
        self.step = _round_step(max(top, 1) / 4)
        self.steps = max(1, -int(-max(top, 1) // self.step))
        self.top = self.step * self.steps

    def y(self, value: float) -> float:
        return HEIGHT - _FOOT - (HEIGHT - _FOOT - _HEAD) * value / self.top

    def ticks(self) -> Iterator[float]:
        return (self.step * one for one in range(self.steps + 1))


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    size = 1.0
    while size * 10 <= least:
        size *= 10
    return next(size * one for one in (1, 2, 5, 10) if size * one >= least)


def _axes(chart: Chart, pen: _Pen, scale: _Scale) -> Iterator[Markup]:
    for tick in scale.ticks():
        y = scale.y(tick)
        yield pen.rule(y)
        yield pen.text(_START - 5, y + 4, chart.write(tick), "end")
    every = -(-len(chart.columns) // _MOST_NAMES) or 1
    for at, name in enumerate(chart.columns):
        if at % every == 0:
            yield pen.text(_column(chart, at) + _wide(chart) / 2, HEIGHT - 8, name, "middle")


def _stacks(chart: Chart, pen: _Pen, scale: _Scale) -> Iterator[Markup]:
    width = _wide(chart) * 0.78
    for at, column in enumerate(chart.columns):
        under = 0.0
        for place, one in enumerate(chart.series):
            value = one.values[at] or 0
            if value:
                top = scale.y(under + value)
                words = f"{column}, {one.name}: {chart.write(value)}"
                size = (width, scale.y(under) - top)
                yield pen.box(
                    f"s{place + 1}", at=(_column(chart, at) + width * 0.14, top), size=size, words=words
                )
                under += value


def _line(chart: Chart, pen: _Pen, scale: _Scale, place: int, one: Series) -> Iterator[Markup]:
    kind = f"s{place + 1}"
    points = [
        None if value is None else (_column(chart, at) + _wide(chart) / 2, scale.y(value))
        for at, value in enumerate(one.values)
    ]
    path, pen_up = "", True
    for point in points:
        if point is not None:
            path += f"{'M' if pen_up else 'L'}{pen.x(point[0])} {_short(point[1])}"
        pen_up = point is None
    yield Markup('<path class="line {}" d="{}"/>').format(kind, path)
    for at, point in enumerate(points):
        value = one.values[at]
        if point is None or value is None:
            continue
        words = escape(f"{chart.columns[at]}, {one.name}: {chart.write(value)}")
        yield _mark(kind, pen.x(point[0]), _short(point[1]), words, is_round=place == 0)


def _mark(kind: str, x: str, y: str, words: Markup, *, is_round: bool) -> Markup:
    if is_round:
        shape = '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>'
        return Markup(shape).format(kind, x, y, _RADIUS, words)  # noqa: S704 - a constant
    corner = 2 * _RADIUS
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
        kind, _short(float(x) - _RADIUS), _short(float(y) - _RADIUS), corner, corner, words
    )


def _bar(chart: Chart, pen: _Pen, at: int, top: float) -> Iterator[Markup]:
    value, write = chart.series[0].values[at] or 0, chart.write
    y = sum(_tall(name) for name in chart.columns[:at])
    name = _folded(chart.columns[at])
    for line, words in enumerate(name):
        yield pen.text(0, y + 14 + line * _LINE, words)
    y += _tall(chart.columns[at]) - _BAR - 10
    width = max((WIDTH - 70) * value / top, 1 if value else 0)
    yield pen.box("s1", at=(0, y), size=(width, _BAR), words=f"{chart.columns[at]}: {write(value)}")
    yield pen.text(width + 6, y + _BAR - 2, write(value))


def _folded(name: str) -> list[str]:
    return wrap(name, _NAME, max_lines=2, placeholder=" …") or [""]


def _tall(name: str) -> int:
    return _BAR_STEP + _LINE * (len(_folded(name)) - 1)


def _column(chart: Chart, at: int) -> float:
    return _START + at * _wide(chart)


def _wide(chart: Chart) -> float:
    return (WIDTH - _START - _END) / max(1, len(chart.columns))


def _short(number: float) -> str:
    """Two decimals are finer than any screen."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _svg(chart: Chart, height: float, parts: Sequence[Markup]) -> Markup:
    frame = Markup(
        '<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" '
        'viewBox="0 0 {width} {height}">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{summary}</desc>{parts}</svg>'
    )
    return frame.format(
        name=chart.name,
        width=WIDTH,
        height=_short(height),
        title=chart.title,
        summary=chart.summary,
        parts=Markup("").join(parts),
    )
