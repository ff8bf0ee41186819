"""A count as it is told, looked at before it is believed: what no fact can be made of is refused (V8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from flask_amends.errors import InvalidInput

#: Nobody has counted more.
_MOST = 10**9
_LONGEST_LEAD = 3650
_LEAST = {"on_hand": -_MOST, "reserved": 0, "safety_stock": 0, "lead_days": 1}
_LONGEST = {"sku": 200, "source": 100, "restock_source": 200, "title": 300}
_SPANS = timedelta(seconds=1), timedelta(days=366)


class Known(TypedDict, total=False):
    """What else may be told about an item; what is left out stays as it was."""

    title: str
    url: str
    safety_stock: int
    ttl: timedelta
    backorder: bool
    made_to_order: bool
    discontinued: bool
    release_on: date | None
    lead_days: int | None
    sales_per_hour: float
    sync_every: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One count as it came in."""

    sku: str
    on_hand: int | None
    reserved: int
    source: str
    checked: datetime
    day: date | None
    until: date | None
    day_source: str


def check(told: Told, known: Known) -> None:
    """Raises :class:`InvalidInput` naming what is wrong."""
    _check_texts(
        {
            "sku": told.sku,
            "source": told.source,
            "restock_source": told.day_source,
            "title": known.get("title") or "",
        }
    )
    _check_numbers({**known, "on_hand": told.on_hand, "reserved": told.reserved})
    for name in ("ttl", "sync_every"):
        span: Any = known.get(name)
        if span is not None and not (isinstance(span, timedelta) and _SPANS[0] <= span <= _SPANS[1]):
            raise InvalidInput.one(name, "invalid")
    _check_times(told, known.get("release_on"))
    if told.day is not None and not told.day_source.strip():
        raise InvalidInput.one("restock_source", "required")
    if told.until is not None and (told.day is None or told.until < told.day):
        raise InvalidInput.one("restock_until", "not_a_date")


def _check_times(told: Told, release_on: Any) -> None:
    checked: Any = told.checked
    if not isinstance(checked, datetime) or checked.tzinfo is None:
        raise InvalidInput.one("checked_at", "invalid")
    days = {"restock_on": told.day, "restock_until": told.until, "release_on": release_on}
    for name, day in days.items():
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise InvalidInput.one(name, "not_a_date")


def _check_texts(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        if name in ("sku", "source") and not text.strip():
            raise InvalidInput.one(name, "required")
        if len(text) > _LONGEST[name]:
            raise InvalidInput.one(name, "too_long", limit=_LONGEST[name])


def _check_numbers(told: Mapping[str, Any]) -> None:
    for name, least in _LEAST.items():
        number = told.get(name)
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int):
            raise InvalidInput.one(name, "not_a_number")
        if number < least:
            raise InvalidInput.one(name, "too_small", limit=least)
        most = _LONGEST_LEAD if name == "lead_days" else _MOST
        if number > most:
            raise InvalidInput.one(name, "too_large", limit=most)
    if not 0 <= told.get("sales_per_hour", 0) <= _MOST:
        raise InvalidInput.one("sales_per_hour", "invalid")
