"""What compensation may cost: when a second person agrees, goodwill and its budget, codes and parcels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.disputes.promo import Combine, OnReturn, PromoError, PromoTerms, Remainder
from flask_amends.guards.goodwill import Scale
from flask_amends.settings import parsers as parse
from flask_amends.settings.reading import Reader

#: From this cost on an act that binds the shop waits for a second person (security 42).
DUAL_CONTROL_FROM = "AMENDS_DUAL_CONTROL_FROM"
#: The bounds of goodwill (C6: 200 to 500 roubles).
GOODWILL_LEAST = "AMENDS_GOODWILL_LEAST"
GOODWILL_MOST = "AMENDS_GOODWILL_MOST"
#: What goodwill may cost in a calendar month; without it there is no limit.
GOODWILL_BUDGET = "AMENDS_GOODWILL_BUDGET"
#: The conditions of a code given as compensation, unless staff type others.
CODE_TERMS = "AMENDS_CODE_TERMS"
#: How many working days a parcel needs before the first day that a shopper can choose (H7).
PARCEL_LEAD_DAYS = "AMENDS_PARCEL_LEAD_DAYS"

#: What the 200 to 500 roubles of the source come to elsewhere; a shop knows better and sets its own.
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "RUB": (200, 500),
    "UAH": (100, 250),
    "KZT": (1000, 2500),
    "PLN": (10, 25),
    "ILS": (10, 25),
    "CZK": (50, 125),
    "HUF": (1000, 2500),
    "JPY": (300, 800),
}
_ELSEWHERE = (2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTerms:
    """The conditions of every code without its value; see :class:`flask_amends.disputes.promo.PromoTerms`."""

    days_after_issue: int | None = 90
    min_spend: Money | None = None
    max_share_of_order: Decimal | None = None
    max_share_of_balance_per_order: Decimal | None = None
    max_discount_per_order: Money | None = None
    uses: int = 1
    combine: Combine = Combine.WITH_ANYTHING
    remainder: Remainder = Remainder.LOST
    on_return: OnReturn = OnReturn.RESTORED

    def of(self, value: Money) -> PromoTerms:
        """The terms of a code of this value; amounts of another currency are left out."""
        known: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        for name in ("min_spend", "max_discount_per_order"):
            if known[name] is not None and known[name].currency != value.currency:
                known[name] = None
        return PromoTerms(value=value, **known)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySettings:
    """What compensation may cost. ``scale`` is in the shop's currency."""

    scale: Scale
    dual_control_from: Money | None = None
    goodwill_budget: Money | None = None
    code_terms: CodeTerms = CodeTerms()
    parcel_lead_days: int = 1

    @classmethod
    def of(cls, currency: str) -> MoneySettings:
        """The settings of a shop that sets nothing."""
        return cls(scale=_scale(currency, None, None))

    @classmethod
    def read(cls, reader: Reader, currency: str) -> MoneySettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        values = reader.read_all(
            {
                "dual_control_from": (DUAL_CONTROL_FROM, parse.money),
                "goodwill_budget": (GOODWILL_BUDGET, parse.money),
                "code_terms": (CODE_TERMS, code_terms),
                "parcel_lead_days": (PARCEL_LEAD_DAYS, days),
            }
        )
        bounds = reader.read_all(
            {"least": (GOODWILL_LEAST, parse.money), "most": (GOODWILL_MOST, parse.money)}
        )
        known = {name: value for name, value in values.items() if value is not None}
        return cls(scale=_read_scale(reader, currency, bounds), **known)


def _read_scale(reader: Reader, currency: str, bounds: Mapping[str, Money | None]) -> Scale:
    least, most = bounds.get("least"), bounds.get("most")
    if any(one is not None and one.currency != currency for one in (least, most)):
        reader.fault(
            GOODWILL_LEAST, f"must be in the shop's currency, {currency}.", f"Write it as '200 {currency}'."
        )
        return _scale(currency, None, None)
    try:
        return _scale(currency, least, most)
    except ValueError:
        reader.fault(GOODWILL_MOST, f"must not be below {GOODWILL_LEAST}.", "Raise it, or set both.")
    return _scale(currency, None, None)


def _scale(currency: str, least: Money | None, most: Money | None) -> Scale:
    usual = [Money(amount=Decimal(bound), currency=currency) for bound in _BOUNDS.get(currency, _ELSEWHERE)]
    low = least or usual[0]
    return Scale(least=low, most=most or max(low, usual[1]))


def days(value: Any) -> int:
    """A number of days, from zero."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 30:
        raise ValueError(f"{value!r} is no number of days.", "Set it to a whole number from 0 to 30.")
    return value


def code_terms(value: Any) -> CodeTerms:
    """The conditions as a mapping with the names of :class:`CodeTerms`."""
    names = {one.name for one in fields(CodeTerms)}
    if isinstance(value, CodeTerms):
        return value
    if not isinstance(value, Mapping) or not set(value) <= names:
        raise ValueError(f"must be a mapping with some of {', '.join(sorted(names))}.", "Remove the others.")
    try:
        terms = replace(CodeTerms(), **{name: _PARSERS[name](one) for name, one in value.items()})
        terms.of(Money(amount=Decimal(1), currency=_currency(terms)))
    except (PromoError, InvalidOperation, TypeError) as error:
        raise ValueError(f"cannot be understood: {error}", "See the list of settings.") from error
    return terms


def _currency(terms: CodeTerms) -> str:
    given = terms.min_spend or terms.max_discount_per_order
    return given.currency if given is not None else "EUR"


def _optional_days(value: Any) -> int | None:
    return None if value is None else parse.count(value)


def _share(value: Any) -> Decimal:
    return Decimal(str(value))


_PARSERS: Mapping[str, Any] = {
    "days_after_issue": _optional_days,
    "min_spend": parse.money,
    "max_share_of_order": _share,
    "max_share_of_balance_per_order": _share,
    "max_discount_per_order": parse.money,
    "uses": parse.count,
    "combine": Combine,
    "remainder": Remainder,
    "on_return": OnReturn,
}
