"""Which orders the shop confirms before they can be paid, and how long that may take (P9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.hours import Hours
from flask_amends.settings import parsers as parse
from flask_amends.settings.contact import HOURS
from flask_amends.settings.reading import Reader

#: Which orders wait: ``flagged``, ``all`` of them, or none (``off``).
CONFIRM_ORDERS = "AMENDS_CONFIRM_ORDERS"
#: How many hours the shop, and then the shopper, has; after them the order is cancelled.
CONFIRM_HOURS = "AMENDS_CONFIRM_HOURS"
#: Within how many of its own working hours the shop answers, if that is sooner.
CONFIRM_WORKING_HOURS = "AMENDS_CONFIRM_WORKING_HOURS"
#: More pieces of one item whose price was held lately than this wait.
CONFIRM_UNITS = "AMENDS_CONFIRM_UNITS"
#: Lines whose prices were held lately wait if they come to more than this.
CONFIRM_TOTAL = "AMENDS_CONFIRM_TOTAL"
#: Where an order is paid, with ``{number}``: a letter that says "you can pay now" leads there.
PAY_URL = "AMENDS_PAY_URL"
#: Where the shop's purchase rules stand; without it, on a page of ours (P10).
TERMS_URL = "AMENDS_TERMS_URL"

_LONGEST_HOURS = 14 * 24


class Confirm(StrEnum):
    """Which orders the shop confirms before they can be paid."""

    FLAGGED = "flagged"
    ALL = "all"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSettings:
    """``within`` is the time of the shop, and then of the shopper; ``working`` counts in the shop's hours."""

    orders: Confirm = Confirm.FLAGGED
    within: timedelta = timedelta(hours=48)
    working: timedelta | None = None
    units: int = 5
    total: Money | None = None
    pay_url: str | None = None
    terms_url: str | None = None

    def confirm_by(self, now: datetime, hours: Hours) -> datetime:
        """By when the shop answers about an order that is held ``now``."""
        latest = now + self.within
        return latest if self.working is None else min(latest, hours.after_work(now, self.working))

    @classmethod
    def read(cls, reader: Reader) -> PaymentSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        if reader.given(CONFIRM_WORKING_HOURS) and not reader.given(HOURS):
            rule = f"needs {HOURS}: it is counted in these hours."
            reader.fault(CONFIRM_WORKING_HOURS, rule, f"Set {HOURS}, or remove it.")
        return cls(
            **reader.read_all(
                {
                    "orders": (CONFIRM_ORDERS, _which),
                    "within": (CONFIRM_HOURS, _hours),
                    "working": (CONFIRM_WORKING_HOURS, _hours),
                    "units": (CONFIRM_UNITS, _units),
                    "total": (CONFIRM_TOTAL, parse.money),
                    "pay_url": (PAY_URL, _address),
                    "terms_url": (TERMS_URL, _address),
                }
            )
        )


def _which(value: Any) -> Confirm:
    try:
        return Confirm(str(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is no choice.", f"Set it to one of {', '.join(Confirm)}.") from error


def _hours(value: Any) -> timedelta:
    number = str(value)
    known = not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,3}", number, re.ASCII)
    if not known or not 1 <= int(number) <= _LONGEST_HOURS:
        raise ValueError(f"{value!r} is no number of hours from 1 to {_LONGEST_HOURS}.", "Set it to 48.")
    return timedelta(hours=int(number))


def _units(value: Any) -> int:
    number = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,6}", number, re.ASCII):
        raise ValueError(f"{value!r} is no number of pieces.", "Set it to 5.")
    return int(number)


def _address(value: Any) -> str:
    address = str(value)
    if not re.match(r"https?://[^\s/]+|/(?!/)", address) or any(one.isspace() for one in address):
        raise ValueError(f"{value!r} is no address.", "Write it whole: 'https://shop.example/…'.")
    return address
