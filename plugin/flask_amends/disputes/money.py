"""Money as a decimal amount in one currency, exact to the currency's ISO 4217 minor unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER
ZAR ZMW ZWG
"""
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

#: Decimal places of every active ISO 4217 currency. CLDR's own digits are for display and differ (RSD, IQD).
MINOR_DIGITS: dict[str, int] = {
    code: digits
    for digits, codes in ((2, _TWO_DECIMALS), (0, _NO_DECIMALS), (3, _THREE_DECIMALS), (4, _FOUR_DECIMALS))
    for code in codes.split()
}

#: The least amount of each, to which an amount is exact.
_LEAST = {code: Decimal(1).scaleb(-digits) for code, digits in MINOR_DIGITS.items()}
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?", re.ASCII)


class MoneyError(ValueError):
    """An amount that is not money: unknown currency, too many decimals, or not a finite number."""


@dataclass(frozen=True, slots=True, kw_only=True, order=False)
class Money:
    """An exact amount of one currency.

    ``amount`` is a finite ``Decimal`` with at most the currency's decimals (ISO 4217: JPY 0, PLN 2, TND
    3); ``currency`` is an upper-case ISO 4217 code. Raises :class:`MoneyError` for anything else, floats
    included.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = MINOR_DIGITS.get(self.currency) if isinstance(self.currency, str) else None
        if digits is None:
            raise MoneyError(
                f"{self.currency!r} is not an active ISO 4217 currency code, such as 'PLN' or 'EUR'."
            )
        if type(self.amount) not in (Decimal, int):
            raise MoneyError(
                f"An amount is a Decimal, not {type(self.amount).__name__}: write Decimal('12.50')."
            )
        amount = Decimal(self.amount)
        if not amount.is_finite():
            raise MoneyError(f"An amount is a finite number, not {amount}.")
        try:
            exact = amount.quantize(_LEAST[self.currency])
        except InvalidOperation as error:
            raise MoneyError(f"{amount} is too large to be an amount.") from error
        if exact != amount:
            raise MoneyError(f"{self.currency} has {digits} decimals, so {amount} is not an amount in it.")
        object.__setattr__(self, "amount", exact or abs(exact))

    @property
    def minor(self) -> int:
        """The amount in minor units (cents, grosze, kopecks), as it is stored."""
        return int(self.amount.scaleb(MINOR_DIGITS[self.currency]))

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Self:
        """Money from an integer count of minor units."""
        if currency not in MINOR_DIGITS:
            raise MoneyError(f"{currency!r} is not an active ISO 4217 currency code.")
        if type(minor) is not int:
            raise MoneyError(f"Minor units are counted, so {minor!r} is not an amount of them.")
        return cls(amount=Decimal(minor).scaleb(-MINOR_DIGITS[currency]), currency=currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Money from the wire form: ASCII digits, one optional point, no grouping, no exponent."""
        if not isinstance(text, str) or not _PLAIN_DECIMAL.fullmatch(text):
            raise MoneyError("An amount is written with digits and a decimal point, such as 12.50.")
        return cls(amount=Decimal(text), currency=currency)

    def __add__(self, other: Money) -> Money:
        return Money.from_minor(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money.from_minor(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        return Money.from_minor(self.minor * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MoneyError(
                f"{self.currency} and {other.currency} cannot be mixed; convert one of them first."
            )
        return other.minor
