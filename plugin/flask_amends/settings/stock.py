"""What the stock guard goes by: what happens while nobody knows, and from how few on the number is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_amends.guards.stock import LOW
from flask_amends.settings.reading import Reader

#: While the stock of an item is not confirmed: ``ask`` takes orders that are payable once the shop has
#: looked; ``off`` takes none.
STOCK_UNCONFIRMED = "AMENDS_STOCK_UNCONFIRMED"
#: Within how many hours after the order the shop then says whether the item is there, if its time for
#: confirming (``AMENDS_CONFIRM_HOURS``) is not over sooner.
STOCK_CONFIRM_WITHIN = "AMENDS_STOCK_CONFIRM_WITHIN"
#: At and below so many pieces the page says how many are left; 0 never says it.
STOCK_LOW = "AMENDS_STOCK_LOW"

_CHOICES = ("ask", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSettings:
    """``unconfirmed`` is ``ask`` or ``off``; ``confirm_within`` is in hours."""

    unconfirmed: str = "ask"
    confirm_within: int = 24
    low: int = LOW

    @property
    def asks(self) -> bool:
        """Whether the shop wants to be asked about an item that nobody has checked lately."""
        return self.unconfirmed == "ask"

    @classmethod
    def read(cls, reader: Reader) -> StockSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "unconfirmed": (STOCK_UNCONFIRMED, _choice),
                    "confirm_within": (STOCK_CONFIRM_WITHIN, _hours),
                    "low": (STOCK_LOW, _number),
                }
            )
        )


def _choice(value: Any) -> str:
    if value not in _CHOICES:
        raise ValueError(f"{value!r} is neither 'ask' nor 'off'.", "Set it to one of them.")
    return str(value)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,3}", str(value), re.ASCII):
        raise ValueError(f"{value!r} is no number of pieces.", "Set it to 3, or 0 for never.")
    return int(value)


def _hours(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[1-9][0-9]{0,2}", str(value), re.ASCII):
        raise ValueError(f"{value!r} is no number of hours.", "Set it to 24.")
    return int(value)
