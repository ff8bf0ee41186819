"""What a sheet of a report is, and what all of them are written with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_skeleton
from markupsafe import Markup

from amends_widgets import charts, formats
from amends_widgets.charts import Chart, Series
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.service.reports.numbers import Numbers
from flask_amends.web.csv import Value
from flask_amends.web.desk import labels

NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One report. ``hint`` says what is counted; ``note`` what it is held against. Both may be empty."""

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    hint: str = ""
    note: str = ""
    chart: Markup | None = None
    legend: Sequence[str] = field(default=())


def shown(value: Value, language: Language) -> str:
    """A value of a sheet as its reader sees it."""
    match value:
        case None:
            return NOT_KNOWN
        case Money():
            return formats.money(value, language.code)
        case int() | Decimal():
            return formats.number(value, language.code)
        case float():
            return formats.number(Decimal(str(value)), language.code)
        case date():
            return short_day(value.isoformat(), language)
    return str(value)


def hours(seconds: int) -> Decimal:
    """Seconds as hours with one decimal."""
    return (Decimal(seconds) / 3600).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the sheets of one period in one language."""

    told: Numbers
    language: Language

    def say(self, text: str, **values: object) -> str:
        """Plain text: what goes into a file or a chart is escaped there."""
        return Language(self.language.code, html=False).say(text, **values)

    def word(self, table: str, code: str) -> str:
        return self.say(labels.TABLES[table].get(code, N_("Other")))

    def column(self, name: str) -> str:
        if self.told.period.by_month:
            return format_skeleton("yMMM", date.fromisoformat(name), locale=self.language.locale)
        return short_day(name, self.language)

    def chart(self, name: str, title: str, summary: str, columns: Sequence[str], *many: Series) -> Chart:
        return Chart(
            name=f"chart-{name}",
            title=title,
            summary=summary,
            locale=self.language.code,
            columns=columns,
            series=many,
            write=lambda value: formats.number(Decimal(str(round(value, 1))).normalize(), self.language.code),
        )

    def barred(self, sheet: Sheet) -> Sheet:
        """The same with a bar for each row."""
        if not sheet.rows:
            return sheet
        bars = Series(name=sheet.header[1], values=[_value(row[1]) for row in sheet.rows])
        names = [str(row[0]) for row in sheet.rows]
        summary = "; ".join(
            f"{name}: {shown(row[1], self.language)}" for name, row in _pairs(names, sheet.rows)
        )
        chart = charts.bars(self.chart(sheet.name, sheet.title, summary, names, bars))
        return replace(sheet, chart=chart)


def _pairs(names: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[tuple[str, Sequence[Value]]]:
    return zip(names, rows, strict=True)


def _value(value: Value) -> float:
    return float(value) if isinstance(value, int | Decimal | float) else 0


def short_day(day: str, language: Language) -> str:
    return format_date(date.fromisoformat(day), format="d MMM", locale=language.locale)
