"""What the price guard goes by in a shop: its limit, its taxes, its currencies, and its least margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_amends.disputes.money import MINOR_DIGITS
from flask_amends.settings import parsers as parse
from flask_amends.settings.reading import Reader

#: A price below this share of the one before is held without a declared promotion: ``"0.5"``.
PRICE_HOLD_BELOW = "AMENDS_PRICE_HOLD_BELOW"
#: Rates of tax in the shop's prices, as shares: ``["0.23", "0.08"]``.
PRICE_TAX_RATES = "AMENDS_PRICE_TAX_RATES"
#: What one unit of other currencies is worth in the shop's: ``{"USD": "3.70"}``.
PRICE_RATES = "AMENDS_PRICE_RATES"
#: The least share above the cost: ``"0.05"``.
PRICE_MARGIN = "AMENDS_PRICE_MARGIN"
#: The share of the items that one actor may change within ten minutes; ``"1"`` for all of them: ``"0.2"``.
PRICE_AT_ONCE = "AMENDS_PRICE_AT_ONCE"

_LEAST, _MOST = Decimal("0.05"), Decimal("0.75")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSettings:
    """Shares are between 0 and 1; ``rates`` are by the code of the other currency."""

    hold_below: Decimal = Decimal("0.5")
    tax_rates: tuple[Decimal, ...] = ()
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    margin: Decimal = Decimal(0)
    at_once: Decimal = Decimal("0.2")

    @classmethod
    def read(cls, reader: Reader) -> PriceSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "hold_below": (PRICE_HOLD_BELOW, _limit),
                    "tax_rates": (PRICE_TAX_RATES, _taxes),
                    "rates": (PRICE_RATES, _rates),
                    "margin": (PRICE_MARGIN, _share),
                    "at_once": (PRICE_AT_ONCE, _part),
                }
            )
        )


def _share(value: Any) -> Decimal:
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        share = Decimal(-1)
    if isinstance(value, bool) or not (share.is_finite() and 0 <= share < 1):
        raise ValueError(f"{value!r} is no share from 0 to 1.", "Write 0.23 for 23 percent.")
    return share


def _limit(value: Any) -> Decimal:
    share = _share(value)
    if not _LEAST <= share <= _MOST:
        raise ValueError(f"{value!r} is not from {_LEAST} to {_MOST}.", "Set it to 0.5.")
    return share


def _part(value: Any) -> Decimal:
    return Decimal(1) if str(value) == "1" else _share(value)


def _taxes(value: Any) -> tuple[Decimal, ...]:
    return tuple(_share(one) for one in parse.many(value))


def _rates(value: Any) -> Mapping[str, Decimal]:
    if not isinstance(value, Mapping):
        raise ValueError("must be a mapping by currency.", "Write {'USD': '3.70'}.")
    return {str(code): _rate(str(code), one) for code, one in value.items()}


def _rate(code: str, value: Any) -> Decimal:
    try:
        rate = Decimal(str(value))
    except InvalidOperation:
        rate = Decimal(0)
    if code not in MINOR_DIGITS or not rate.is_finite() or rate <= 0:
        raise ValueError(f"gives {value!r} for {code!r}.", "Give a rate above 0 for each currency.")
    return rate
