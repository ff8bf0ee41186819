"""Facts about stock that an item brings along, as any shop may write them, read without guessing (A1).

A count that cannot be read is no count of nought and no "in stock": the item then has no facts at all. Any
other fact that cannot be read is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import floor
from typing import Any

from flask_amends.guards.stock import Restock, StockFact
from flask_amends.notices.facts import fact, moment, sku_of

#: Beyond this nobody has counted.
_MOST = 10**9
_LONGEST_LEAD = 3650
_COUNTS = (int, float, Decimal, str)


def own_facts(product: Any) -> StockFact | None:
    """The facts of an item: as ``stock`` (ours, a mapping, an object), or among its own attributes.

    ``None`` without a source and the time of its check, and for a count that is none.
    """
    told = fact(product, "stock")
    if isinstance(told, StockFact):
        return told
    is_count = _is_count(told)
    about = product if told is None or is_count else told
    checked, source = moment(fact(about, "checked_at")), fact(about, "source")
    if checked is None or not source:
        return None
    on_hand = fact(about, "on_hand", *(("stock",) if is_count else ()))
    count = _whole(on_hand)
    if on_hand is not None and count is None:
        return None
    return StockFact(
        sku=sku_of(about) or sku_of(product),
        checked_at=checked,
        source=str(source),
        on_hand=count,
        restock=_restock(about),
        **_known(about, _READERS),
    )


def _is_count(told: Any) -> bool:
    """Whether this is no facts, but the number of pieces that many shops call ``stock``."""
    return isinstance(told, _COUNTS)


def _known(about: Any, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    found = {name: read(fact(about, *_ALSO.get(name, ()), name)) for name, read in readers.items()}
    return {name: value for name, value in found.items() if value is not None}


def _restock(about: Any) -> Restock | None:
    """When it comes back: as ``restock``, or by the names that ``record_stock`` has (A5).

    Nobody is known to stand by a day without ``confirmed_at``: it is told until it comes, and then doubted.
    """
    told = fact(about, "restock")
    if isinstance(told, Restock):
        return told
    if told is None:
        told = {name: fact(about, f"restock_{said}") for name, said in _FLAT.items()}
    day, confirmed = _day(fact(told, "day")), moment(fact(told, "confirmed_at")) or _NEVER
    if day is None:
        return None
    until = _day(fact(told, "until"))
    return Restock(
        day=day,
        until=until if until is not None and until >= day else None,
        source=str(fact(told, "source") or ""),
        confirmed_at=confirmed,
        **_known(told, {"moves": _count, "confirmed_on": _day}),
    )


def _whole(value: Any) -> int | None:
    """A number of pieces; of what is measured, the whole ones."""
    if isinstance(value, str) and value.isascii() and value.strip().removeprefix("-").isdigit():
        value = Decimal(value.strip())
    number = _number(value)
    return floor(number) if number is not None else None


def _count(value: Any) -> int | None:
    number = _whole(value)
    return number if number is not None and number >= 0 else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if abs(number) <= _MOST else None


def _rate(value: Any) -> float | None:
    number = _number(value)
    return number if number is not None and number >= 0 else None


def _days(value: Any) -> int | None:
    number = _count(value)
    return number if number is not None and 0 < number <= _LONGEST_LEAD else None


def _flag(value: Any) -> bool:
    return value is True or value == "allowed"


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _span(value: Any) -> timedelta | None:
    """How long: a ``timedelta``, or seconds."""
    if isinstance(value, timedelta):
        return value if value > timedelta(0) else None
    seconds = _number(value)
    return timedelta(seconds=seconds) if seconds else None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "reserved": _count,
    "safety_stock": _count,
    "changed_at": moment,
    "ttl": _span,
    "backorder": _flag,
    "made_to_order": _flag,
    "discontinued": _flag,
    "release_on": _day,
    "lead_days": _days,
    "sales_per_hour": _rate,
    "sync_every": _span,
}
_FLAT = {"day": "on", "until": "until", "source": "source", "confirmed_at": "confirmed_at"}
_NEVER = datetime.min.replace(tzinfo=UTC)
#: Other names of facts.
_ALSO: Mapping[str, tuple[str, ...]] = {"ttl": ("ttl_seconds",), "release_on": ("preorder_release",)}
