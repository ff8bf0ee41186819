"""Amounts and moments as the reader of a language writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal

from amends_widgets.languages import Language, locale_of

#: Below this, time left is told in hours; below :data:`_MINUTES`, in minutes.
_HOURS = timedelta(hours=48)
_MINUTES = timedelta(hours=2)


#: Where a preposition would bend the weekday ("do piątku", "до пятницы"), it stands in brackets after the
#: date, so that one sentence serves every day of the week.
_DAYS = {"pl": "d\u00a0MMMM\u00a0y\u00a0'r'. (EEEE)", "ru": "d\u00a0MMMM\u00a0y\u00a0'г'. (EEEE)"}

#: So many of each are kept in mind: pages say the same prices and moments again and again.
_KEPT = 4096


class MoneyLike(Protocol):
    """An amount whose digits are already those of its currency."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def currency(self) -> str: ...


def money(value: MoneyLike, code: str) -> str:
    """An amount with its currency, with exactly the decimals the amount has (ISO 4217's, not CLDR's)."""
    return _money(str(value.amount), value.currency, code)


@lru_cache(maxsize=_KEPT)
def _money(digits: str, currency: str, code: str) -> str:
    locale, amount = locale_of(code), Decimal(digits)
    pattern = locale.currency_formats["standard"].pattern
    exponent = amount.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    wanted = f"0.{'0' * decimals}" if decimals else "0"
    exact = re.sub(r"0\.00", wanted, pattern)
    text = format_currency(amount, currency, format=exact, locale=locale, currency_digits=False)
    return re.sub(r"(?<=[A-Z]{3})(?=[0-9])", "\u00a0", text)


def number(value: int | Decimal, code: str) -> str:
    """A plain number."""
    return format_decimal(value, locale=locale_of(code))


@lru_cache(maxsize=_KEPT)
def day(value: datetime, code: str, zone: str) -> str:
    """A date with its weekday, in the reader's zone: ``Friday, 27 November 2026``.

    It may follow a preposition in any language: ``do 27 listopada 2026 r. (piątek)``.
    """
    return format_date(_local(value, zone).date(), format=_DAYS.get(code, "full"), locale=locale_of(code))


def short_day(value: datetime, code: str, zone: str) -> str:
    """A date for lists: ``27 Nov 2026``."""
    return format_date(_local(value, zone).date(), format="medium", locale=locale_of(code))


def month(value: datetime, code: str) -> str:
    """A month of the shop's calendar: ``November 2026``. The moment keeps its own zone."""
    return format_date(value.date(), format="LLLL y", locale=locale_of(code))


def hour(value: datetime, code: str, zone: str) -> str:
    """The time of day in the reader's zone."""
    return format_time(_local(value, zone), format="short", locale=locale_of(code))


def offset(value: datetime, zone: str) -> str:
    """How far the zone is from UTC at that moment, such as ``UTC+1``."""
    away = _local(value, zone).utcoffset() or timedelta(0)
    minutes = int(away.total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    sign, minutes = ("+" if minutes > 0 else "\u2212"), abs(minutes)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


@lru_cache(maxsize=_KEPT)
def moment(value: datetime, language: Language, zone: str) -> str:
    """A moment in full, with the offset, so that both sides read the same clock."""
    code = language.code
    return language.say(
        "%(day)s, %(time)s (%(offset)s)",
        day=day(value, code, zone),
        time=hour(value, code, zone),
        offset=offset(value, zone),
    )


def time_left(value: datetime, now: datetime, code: str) -> str:
    """How long until a moment: days, then hours, then minutes; never less than one minute."""
    left = max(value - now, timedelta(minutes=1))
    unit = "day" if left >= _HOURS else "hour" if left >= _MINUTES else "minute"
    length = {"day": 86400, "hour": 3600, "minute": 60}[unit]
    whole = timedelta(seconds=int(left.total_seconds()) // length * length)
    granularity = {"day": "day", "hour": "hour", "minute": "minute"}[unit]
    return format_timedelta(whole, granularity=granularity, threshold=100, locale=locale_of(code))  # type: ignore[arg-type]


def _local(value: datetime, zone: str) -> datetime:
    return value.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
