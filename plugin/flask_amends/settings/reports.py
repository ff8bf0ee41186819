"""What reports count with: how many customers there are, and what losing one costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_amends.disputes.money import Money
from flask_amends.settings import parsers as parse
from flask_amends.settings.reading import Reader

#: How many customers order in a month, for rates per customer (C5, K6); without it only counts are told.
MONTHLY_CUSTOMERS = "AMENDS_MONTHLY_CUSTOMERS"
#: What a lost customer costs a year (T1), such as "145.00 EUR".
CUSTOMER_VALUE = "AMENDS_CUSTOMER_VALUE"

#: The average for Poland that the source gives (S004).
USUAL_VALUE = Money(amount=Decimal(145), currency="EUR")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """What reports count with. ``monthly_customers`` is ``None`` where nobody said it."""

    monthly_customers: int | None = None
    customer_value: Money = USUAL_VALUE

    @classmethod
    def read(cls, reader: Reader) -> ReportSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "monthly_customers": (MONTHLY_CUSTOMERS, parse.count),
                    "customer_value": (CUSTOMER_VALUE, parse.money),
                }
            )
        )
