"""Sheets of what happened when: new cases, first answers, promises, silences, ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from amends_widgets import charts
from amends_widgets.charts import Series
from amends_widgets.marking import N_
from amends_widgets.words.promises import PROMISES
from flask_amends.service.reports.numbers import Found
from flask_amends.web.csv import Value
from flask_amends.web.desk.report_words import GUARDS, SILENCES
from flask_amends.web.desk.report_writing import Sheet, Writer, hours, short_day

#: How many reasons a stack tells apart; all others stand together.
APART = 4


def weeks(writer: Writer) -> Sheet:
    """Cases by reason and week (or month)."""
    told, often = writer.told, list(writer.told.by_reason())
    names = [writer.word("reason", one) for one in often[:APART]]
    groups = [[one] for one in often[:APART]]
    if often[APART:]:
        names.append(writer.say(N_("All other reasons")))
        groups.append(often[APART:])
    columns = told.period.columns()
    counts = [[sum(told.cases.get((at, one), 0) for one in group) for at in columns] for group in groups]
    by = N_("Month") if told.period.by_month else N_("Week of")
    title = writer.say(N_("New cases by month") if told.period.by_month else N_("New cases by week"))
    drawn = [Series(name=name, values=values) for name, values in zip(names, counts, strict=True)]
    summary = writer.say(
        N_("%(count)s cases from %(first)s to %(last)s, by reason."),
        count=told.total,
        first=short_day(told.period.first.isoformat(), writer.language),
        last=short_day(told.period.last.isoformat(), writer.language),
    )
    words = [writer.column(one) for one in columns]
    rows: list[Sequence[Value]] = [
        (date.fromisoformat(at), *(many[place] for many in counts), sum(many[place] for many in counts))
        for place, at in enumerate(columns)
    ]
    chart = writer.chart("weeks", title, summary, words, *drawn)
    return Sheet(
        name="weeks",
        title=title,
        header=[writer.say(by), *names, writer.say(N_("All"))],
        rows=rows,
        hint=summary,
        chart=charts.stacked(chart) if told.total else None,
        legend=names,
    )


def reasons(writer: Writer) -> Sheet:
    """Cases by reason."""
    counts, total = writer.told.by_reason(), writer.told.total or 1
    title = writer.say(N_("New cases by reason"))
    rows: list[Sequence[Value]] = [
        (writer.word("reason", one), count, round(100 * count / total, 1)) for one, count in counts.items()
    ]
    return writer.barred(
        Sheet(
            name="reasons",
            title=title,
            header=[writer.say(N_("Reason")), writer.say(N_("Cases")), writer.say(N_("Of 100"))],
            rows=rows,
        )
    )


def answers(writer: Writer) -> Sheet:
    """Time to the first answer: half of them, and nine of ten (T7)."""
    told, columns = writer.told, writer.told.period.columns()
    title = writer.say(N_("Time to the first answer, in hours"))
    half, most = writer.say(N_("Half within")), writer.say(N_("9 of 10 within"))
    found = [told.waits_by.get(at) for at in columns]
    rows: list[Sequence[Value]] = [
        (
            date.fromisoformat(at),
            one.count,
            *map(hours, (one.median, one.p90, one.work_median, one.work_p90)),
        )
        for at, one in zip(columns, found, strict=True)
        if one is not None
    ]
    if told.waits is not None:
        whole = told.waits
        times = map(hours, (whole.median, whole.p90, whole.work_median, whole.work_p90))
        rows.append((writer.say(N_("All")), whole.count, *times))
    drawn = (
        Series(name=half, values=[None if one is None else one.median / 3600 for one in found]),
        Series(name=most, values=[None if one is None else one.p90 / 3600 for one in found]),
    )
    hint = N_(
        "From the moment a claim reached the desk to the first reply of any kind; a holding reply counts, "
        "and what it promised is counted below."
    )
    waiting = writer.say(N_("Cases without any answer yet: %(count)s."), count=told.unanswered)
    chart = writer.chart("answers", title, writer.say(hint), [writer.column(one) for one in columns], *drawn)
    return Sheet(
        name="answers",
        title=title,
        header=[
            writer.say(N_("Month") if told.period.by_month else N_("Week of")),
            writer.say(N_("Answered")),
            half,
            most,
            writer.say(N_("Half, in working hours")),
            writer.say(N_("9 of 10, in working hours")),
        ],
        rows=rows,
        hint=writer.say(hint),
        note=waiting,
        chart=charts.lines(chart) if told.waits else None,
        legend=(half, most),
    )


def promises(writer: Writer) -> Sheet:
    """Kept and broken promises (T8, P13)."""
    rows: list[Sequence[Value]] = [
        (writer.say(PROMISES.get(one.kind, one.kind)), one.kept, one.broken, one.open, one.void)
        for one in writer.told.promises
    ]
    names = (N_("What was promised"), N_("Kept"), N_("Broken"), N_("Still open"), N_("No longer needed"))
    return Sheet(
        name="promises",
        title=writer.say(N_("Promises that fell due")),
        header=[writer.say(one) for one in names],
        rows=rows,
        hint=writer.say(N_("A promise that was kept late counts as broken.")),
    )


def silences(writer: Writer) -> Sheet:
    """Silence rules that fired."""
    counts = sorted(writer.told.silences.items(), key=lambda one: (-one[1], one[0]))
    return writer.barred(
        Sheet(
            name="silences",
            title=writer.say(N_("What silence decided")),
            header=[writer.say(N_("Rule")), writer.say(N_("Times"))],
            rows=[(writer.say(SILENCES.get(rule, SILENCES["referred"])), count) for rule, count in counts],
        )
    )


def outcomes(writer: Writer) -> Sheet:
    """How cases ended."""
    counts = sorted(writer.told.outcomes.items(), key=lambda one: (-one[1], one[0]))
    return writer.barred(
        Sheet(
            name="outcomes",
            title=writer.say(N_("How closed cases ended")),
            header=[writer.say(N_("Outcome")), writer.say(N_("Cases"))],
            rows=[(writer.word("outcome", one), count) for one, count in counts],
        )
    )


def prevention(writer: Writer) -> Sheet:
    """Which guard would have prevented closed cases, and what staff thinks of that (X19)."""
    names = (
        *(N_("Notice or guard"), N_("Would have prevented"), N_("Confirmed"), N_("Rejected")),
        *(N_("Would have let pass"), N_("Not enough recorded")),
    )
    hint = N_(
        "Each guard is run on the recorded facts of every closed case, whatever was complained about; staff "
        "confirm or reject what it found on the page of the case."
    )
    rows: list[Sequence[Value]] = []
    for guard, name in GUARDS.items():
        mine = [one for one in writer.told.preventions if one.guard == guard]
        sums = [sum(one.count for one in mine if fits(one)) for fits in _FITS]
        if mine:
            rows.append((writer.say(name), *sums))
    return Sheet(
        name="prevention",
        title=writer.say(N_("What would have prevented closed cases")),
        header=[writer.say(one) for one in names],
        rows=rows,
        hint=writer.say(hint),
    )


_FITS: tuple[Callable[[Found], bool], ...] = (
    lambda one: one.verdict == "prevented",
    lambda one: one.opinion == "confirmed",
    lambda one: one.opinion == "rejected",
    lambda one: one.verdict == "not_prevented",
    lambda one: one.verdict == "not_enough",
)
