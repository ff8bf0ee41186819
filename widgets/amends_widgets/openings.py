"""Opening hours and time zones as the reader of a language writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from functools import cache
from typing import Protocol

from babel.dates import format_time, get_day_names, get_timezone_location

from amends_widgets.languages import Language, locale_of
from amends_widgets.marking import N_

_DAY = 24 * 60
#: Where most of a language's readers begin their week on another day than Monday.
_FIRST_DAYS = {"he": 7}


class SpanLike(Protocol):
    """From when to when, in minutes after midnight."""

    @property
    def opens(self) -> int: ...

    @property
    def closes(self) -> int: ...


def lines(week: Mapping[int, Iterable[SpanLike]], language: Language) -> list[tuple[str, str]]:
    """``(days, times)`` for each run of days that are alike; days off are left out.

    ``week`` goes by ISO weekdays. The reader's week decides which day comes first.
    """
    first = _FIRST_DAYS.get(language.code, 1)
    days = [(first - 1 + step) % 7 + 1 for step in range(7)]
    runs: list[tuple[list[int], tuple[tuple[int, int], ...]]] = []
    for day in days:
        times = tuple((one.opens, one.closes) for one in week.get(day, ()))
        if runs and runs[-1][1] == times:
            runs[-1][0].append(day)
        else:
            runs.append(([day], times))
    return [(_days(run, language), _times(times, language)) for run, times in runs if times]


@cache
def city(zone: str, code: str) -> str:
    """What a time zone is called after, in the reader's language: ``Warsaw``; ``UTC`` stays itself."""
    if "/" not in zone:
        return zone
    found = str(get_timezone_location(zone, locale=locale_of(code), return_city=True))
    return found.rpartition("/")[2]


def _days(days: list[int], language: Language) -> str:
    names = get_day_names("wide", context="stand-alone", locale=locale_of(language.code))
    first, last = str(names[days[0] - 1]), str(names[days[-1] - 1])
    if len(days) == 1:
        return first
    if len(days) == 7:
        return language.say(N_("Every day"))
    return language.say(N_("%(first)s – %(last)s"), first=first, last=last)


def _times(times: Iterable[tuple[int, int]], language: Language) -> str:
    if list(times) == [(0, _DAY)]:
        return language.say(N_("around the clock"))
    code = language.code
    return ", ".join(f"{_time(opens, code)}\u2013{_time(closes, code)}" for opens, closes in times)


def _time(minutes: int, code: str) -> str:
    hour, minute = divmod(minutes % _DAY, 60)
    return format_time(time(hour, minute), format="short", locale=locale_of(code))
