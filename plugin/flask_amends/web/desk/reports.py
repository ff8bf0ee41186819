"""Reports at the desk: a period, what happened in it as charts and tables, and the same rows as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.wrappers import Response

from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.errors import NotFound
from flask_amends.ports import StaffMember
from flask_amends.service.reports import numbers
from flask_amends.service.reports.numbers import Period
from flask_amends.state import State
from flask_amends.web import csv
from flask_amends.web.desk.report_sheets import NAMES, sheets
from flask_amends.web.desk.report_writing import Sheet, hours, shown
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.desk.sitting import language
from flask_amends.web.pages import page

#: Periods to choose from, in days up to today.
LENGTHS = {
    "month": (N_("30 days"), 30),
    "quarter": (N_("13 weeks"), 91),
    "year": (N_("A year"), 365),
}
USUAL = "quarter"
HOUR = 3600
BACKWARDS = N_("The last day lies before the first one.")
TOO_LONG = N_("A report covers three years at most.")
NO_DAY = N_("Please write both days, such as 2026-03-31.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for. ``fault`` says, as a msgid, why the usual period is shown instead."""

    period: Period
    length: str
    first: str
    last: str
    fault: str | None = None

    @property
    def address(self) -> dict[str, str]:
        """The parameters that ask for the same again."""
        if self.length:
            return {"length": self.length}
        return {"first": self.period.first.isoformat(), "last": self.period.last.isoformat()}


def reports(state: State, staff: StaffMember) -> Response:
    """``GET /desk/reports``."""
    asked = read_period(state)
    told, tongue = numbers.count(state, asked.period), language()
    return page(
        "amends/desk/reports.html",
        422 if asked.fault else 200,
        place=("desk_reports", asked.address),
        staff=staff,
        asked=asked,
        lengths=[(name, words) for name, (words, _) in LENGTHS.items()],
        told=told,
        sheets=sheets(told, tongue),
        shown=lambda value: shown(value, tongue),
        is_number=is_number,
        waited=lambda seconds: waited(seconds, tongue),
    )


def file(state: State, _staff: StaffMember, report: str) -> Response:
    """``GET /desk/reports/<report>.csv``: one report; or ``cases``, a line for each, without any person."""
    asked = read_period(state)
    whole = "bom" in request.args
    if report == "cases":
        return csv.response("cases", CASES, _cases(state, asked.period), bom=whole)
    if report not in NAMES:
        raise NotFound("page", report)
    sheet = next(one for one in sheets(numbers.count(state, asked.period), language()) if one.name == report)
    return csv.response(report, *_typed(sheet), bom=whole)


def read_period(state: State) -> Asked:
    """The period that the address asks for; the usual one where it asks for none, or for a wrong one."""
    zone = state.settings.time_zone
    today = state.clock.now().astimezone(ZoneInfo(zone)).date()
    first, last = request.args.get("first", ""), request.args.get("last", "")
    length = request.args.get("length", "")
    named = length if length in LENGTHS else USUAL
    usual = Period(first=today - timedelta(days=LENGTHS[named][1] - 1), last=today, zone=zone)
    if not (first or last):
        return Asked(period=usual, length=named, first="", last="")
    plain = Asked(period=usual, length="", first=first[:10], last=last[:10])
    begin, end = _day(first), _day(last)
    if begin is None or end is None:
        return replace(plain, fault=NO_DAY)
    if end < begin:
        return replace(plain, fault=BACKWARDS)
    if end - begin > numbers.LONGEST:
        return replace(plain, fault=TOO_LONG)
    return replace(plain, period=Period(first=begin, last=end, zone=zone))


def waited(seconds: int, tongue: Language) -> str:
    """How long something took: in hours, or in minutes where it was less than one."""
    if seconds < HOUR:
        return tongue.say(N_("%(minutes)s min"), minutes=shown(seconds // 60, tongue))
    return tongue.say(N_("%(hours)s h"), hours=shown(hours(seconds), tongue))


def is_number(value: csv.Value) -> bool:
    """Whether a cell stands at the end of its column."""
    return not isinstance(value, str | date)


#: The columns of the file of cases; codes, not words, since a program reads it.
CASES = (
    *("opened_at", "reason", "sku", "currency", "asked", "asked_amount", "answered_at"),
    *("answer_seconds", "answer_working_seconds", "reviewed", "given", "given_amount", "given_by"),
    *("closed_at", "outcome"),
)


def _cases(state: State, period: Period) -> Iterator[tuple[csv.Value, ...]]:
    for one in numbers.cases(state, period):
        money = [numbers.amount(minor, one.currency) for minor in (one.asked_minor, one.given_minor)]
        yield (
            *(one.opened_at, one.reason, one.sku, one.currency, one.asked, money[0], one.answered_at),
            *(one.answer_seconds, one.answer_work_seconds, one.reviewed, one.given, money[1], one.given_by),
            *(one.closed_at, one.outcome),
        )


def _typed(sheet: Sheet) -> tuple[list[str], list[list[csv.Value]]]:
    return list(sheet.header), [list(row) for row in sheet.rows]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


ROUTES = (
    Route("/desk/reports", "desk_reports", "GET", reports, log=Log.NOTHING),
    Route("/desk/reports/<report>.csv", "desk_report_file", "GET", file, log=Log.EXPORT),
)
