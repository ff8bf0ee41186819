"""Reading the conditions of a promotion: our own value, a mapping, or an object with the same names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import (
    AppliesTo,
    Base,
    Benefit,
    Combine,
    Named,
    OnReturn,
    PromoError,
    PromoKind,
    PromoTerms,
    Remainder,
    Said,
    Scope,
    Who,
)
from flask_amends.disputes.promo_parts import EVERYTHING
from flask_amends.notices.facts import fact, money

#: The names of terms, and of what counts, which is read as if it were terms too.
TERMS = frozenset(one.name for one in fields(PromoTerms))
SCOPE = frozenset(one.name for one in fields(Scope))
_MONEY = frozenset({"value", "min_spend", "max_spend", "max_discount_per_order", "budget"})
_SHARES = frozenset({"percent", "max_share_of_order", "max_share_of_balance_per_order"})
_COUNTS = frozenset({"buy", "get", "min_quantity", "days_after_issue", "uses", "uses_per_customer"})
_FLAGS = frozenset(
    {
        *("includes_tax", "includes_shipping", "open_end", "one_account", "change_in_cash"),
        *("transferable", "sale_items", "gift_cards"),
    }
)
_NAMED = frozenset({"groups", "regions", "channels", "combine_with"}) | (SCOPE - _FLAGS)
_CODES: Mapping[str, type[StrEnum]] = {
    "kind": PromoKind,
    "benefit": Benefit,
    "applies_to": AppliesTo,
    "base": Base,
    "who": Who,
    "combine": Combine,
    "remainder": Remainder,
    "on_return": OnReturn,
}
_LAST_MINUTE = time(23, 59)
log = logging.getLogger("flask_amends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How what a shop has is read: bare amounts in ``currency``, moments without a zone in ``zone``.

    Shares are fractions (``0.25``), or with ``in_percent`` percentages (``25``): it is said, never guessed,
    because 1 can be either. A day without a time is meant whole.
    """

    currency: str
    zone: str
    in_percent: bool = False

    def term(self, name: str, value: Any) -> Any:
        """One term; ``None`` where it is no condition. Raises :class:`PromoError` for what cannot be read:
        a condition that is overlooked promises more than the shop gives.
        """
        if value is None or value == "":
            return None
        try:
            return self._known(name, value)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise PromoError(name, f"{name}: {value!r} is not understood.") from error

    def _known(self, name: str, value: Any) -> Any:
        if name in _MONEY:
            amount = money(str(value) if isinstance(value, float) else value, self.currency)
            if amount is None:
                raise TypeError(name)
            return amount if amount.minor or name == "value" else None
        if name in _SHARES:
            share = Decimal(str(value))
            return share / 100 if self.in_percent else share
        if name in _COUNTS:
            return _whole(value)
        if name in _FLAGS:
            return _flag(value)
        if name in _CODES:
            return _CODES[name](value)
        if name in _NAMED:
            return _named(value)
        return self._rest(name, value)

    def _rest(self, name: str, value: Any) -> Any:
        match name:
            case "valid_from" | "valid_to":
                return self.moment(value, last=name == "valid_to")
            case "issued_for":
                return _said(value)
            case "scope":
                return self._whole_scope(value)
            case "unexplained":
                return (value,) if isinstance(value, str) else tuple(value)
        return value

    def _whole_scope(self, value: Any) -> Scope:
        """What counts; nothing of it may be overlooked, as more would be promised then."""
        if isinstance(value, Scope):
            return value
        if isinstance(value, str | int) or (isinstance(value, Mapping) and not set(value) <= SCOPE):
            raise ValueError(f"{value!r} is no scope.")
        return self.scope(lambda one: fact(value, one))

    def scope(self, look: Callable[[str], Any]) -> Scope:
        """What counts, from lists by their names."""
        known = {name: self.term(name, look(name)) for name in SCOPE}
        return Scope(**{name: value for name, value in known.items() if value is not None})

    def moment(self, value: Any, *, last: bool) -> Any:
        """A moment with its zone; of a bare day the first minute, or the last. Texts are in ISO 8601."""
        if isinstance(value, str):
            value = (date if len(value) <= len("2026-12-31") else datetime).fromisoformat(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, _LAST_MINUTE if last else time())
        if isinstance(value, datetime) and value.utcoffset() is None:
            return value.replace(tzinfo=ZoneInfo(self.zone))
        return value

    def terms(self, look: Callable[[str], Any], usual: Mapping[str, Any]) -> PromoTerms:
        """Terms from facts by their names, else the ``usual`` ones. Raises a :class:`ValueError`, mostly
        :class:`PromoError`.
        """
        known = {name: self.term(name, look(name)) for name in TERMS - {"scope"}}
        scope = self.term("scope", look("scope")) or self.scope(look)
        known["scope"] = scope if scope != EVERYTHING else None
        known = {name: value for name, value in known.items() if value is not None}
        first: dict[str, Any] = {"value": Money.from_minor(0, self.currency)}
        if "percent" in known:
            first["benefit"] = Benefit.PERCENT
        return PromoTerms(**{**first, **usual, **known})


def terms(thing: Any, reading: Reading) -> PromoTerms | None:
    """Terms as a page has them; ``None`` where nothing is given, or what is said of it makes no sense: that
    is logged, as half of it would be another promise.
    """
    if thing is None or isinstance(thing, PromoTerms):
        return thing
    if all(fact(thing, name) is None for name in ("value", "percent", "benefit")):
        return None
    currency = str(fact(thing, "currency") or reading.currency)
    reading = replace(reading, currency=currency)
    try:
        return reading.terms(lambda name: fact(thing, name), {"uses": None} if _has(thing, "uses") else {})
    except (ValueError, TypeError) as error:
        log.warning("Terms of a promotion are not shown. %s", error)
        return None


def _has(thing: Any, name: str) -> bool:
    """Whether a fact stands there, be it as ``None``: without a limit is not the same as not said."""
    return name in thing if isinstance(thing, Mapping) else hasattr(thing, name)


def _whole(value: Any) -> int:
    number = Decimal(str(value))
    if number != int(number):
        raise ValueError(value)
    return int(number)


def _flag(value: Any) -> bool:
    if isinstance(value, str):  # "false" is true, and "0" too
        raise TypeError(value)
    return bool(value)


def _named(value: Any) -> tuple[Named, ...]:
    listed = value if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [value]
    return tuple(one if isinstance(one, Named) else _one_named(one) for one in listed)


def _one_named(thing: Any) -> Named:
    if isinstance(thing, str | int):
        return Named(id=str(thing))
    return Named(id=str(fact(thing, "id") or thing), name=str(fact(thing, "name") or ""))


def _said(value: Any) -> tuple[Said, ...]:
    if isinstance(value, Mapping):
        return tuple(Said(locale=str(locale), text=str(text)) for locale, text in value.items())
    return tuple(value)
