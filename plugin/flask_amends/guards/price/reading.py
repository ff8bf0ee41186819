"""Reading a price as somebody typed it: with declared signs, and never by a guess (P01, P05).

``90,990`` is ninety thousand in one country and ninety in another. Libraries guess, each differently;
this one asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from flask_amends.disputes.money import MINOR_DIGITS, Money, MoneyError
from flask_amends.guards.price.hard import is_ambiguous

__all__ = ["Signs", "Unread", "is_ambiguous", "read_price"]

_SPACES = re.compile("[ \u00a0\u202f\u2009]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """How amounts are written: the sign before the decimals, and the one between thousands (``""``: none)."""

    decimal: str | None = None
    thousands: str = ""

    def __post_init__(self) -> None:
        if self.decimal not in (None, ".", ",") or self.thousands not in ("", ".", ",", " ", "'", "’"):
            raise ValueError("The decimal sign is a point or a comma; thousands have . , ' or a space.")
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError("One sign cannot stand for decimals and for thousands.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A text that is no price as it stands: the rule, and what is wrong in a sentence, or a question.

    ``readings`` are what an ambiguous text could mean.
    """

    code: str
    message: str
    readings: tuple[Money, ...] = ()


def read_price(text: str, currency: str, signs: Signs = Signs(decimal=".")) -> Money | Unread:
    """The amount in a text, or what to ask about it.

    One sign with exactly three digits behind it is asked about, unless it is the declared sign of thousands.
    """
    if currency not in MINOR_DIGITS:
        return Unread(code="P01", message=f"“{currency}” is no currency.")
    known = text.strip()
    if is_ambiguous(known) and not _is_declared(known, signs, currency):
        return _question(known, currency)
    plain = _plain(known, signs)
    if plain is None and signs.decimal is None and re.fullmatch(r"\d+[.,]\d+", known, re.ASCII):
        return Unread(
            code="P05", message=f"“{known}” has a sign in it that was not declared. Is it the decimal one?"
        )
    if plain is None:
        return Unread(code="P01", message=f"“{known}” is no amount.")
    try:
        return Money(amount=Decimal(plain), currency=currency)
    except MoneyError:
        digits = MINOR_DIGITS[currency]
        return Unread(
            code="P01", message=f"{currency} has {digits} decimals, so “{known}” is no price in it."
        )


def _is_declared(text: str, signs: Signs, currency: str) -> bool:
    sign = "." if "." in text else ","
    return sign == signs.thousands or (sign == signs.decimal and MINOR_DIGITS[currency] > 2)


def _question(text: str, currency: str) -> Unread:
    whole, _, rest = text.replace(",", ".").partition(".")
    readings = []
    for one in (Decimal(whole + rest), Decimal(f"{whole}.{rest}")):
        try:
            readings.append(Money(amount=one, currency=currency))
        except MoneyError:
            continue
    if len(readings) == 1:
        either = f"“{text}” looks like {readings[0]}, or like a decimal too many."
    else:
        either = f"Is “{text}” {readings[0]} or {readings[1]}?"
    return Unread(
        code="P05", message=f"{either} Write it without a sign for thousands.", readings=tuple(readings)
    )


def _plain(text: str, signs: Signs) -> str | None:
    """The text as a number with a point, if it is written with these signs."""
    if signs.thousands == " ":
        text = _SPACES.sub(" ", text)
    found = _written(signs).fullmatch(text)
    if found is None:
        return None
    minus, integer, rest = found.groups()
    digits = re.sub(r"\D", "", integer)
    return f"{minus}{digits}.{rest or 0}"


@cache
def _written(signs: Signs) -> re.Pattern[str]:
    """What amounts look like that are written with these signs."""
    between, behind = re.escape(signs.thousands), re.escape(signs.decimal or ".")
    whole = rf"\d{{1,3}}(?:{between}\d{{3}})+|\d+" if signs.thousands else r"\d+"
    decimals = rf"(?:{behind}(\d+))?" if signs.decimal else "()"
    return re.compile(rf"(-?)({whole}){decimals}", re.ASCII)
