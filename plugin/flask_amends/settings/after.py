"""What follows a purchase: withdrawal from the contract, and the invitation to a review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_amends.settings.parsers import count
from flask_amends.settings.reading import Reader

#: How many days after the goods arrived a shopper may withdraw; only staff sees what follows from it.
WITHDRAWAL_DAYS = "AMENDS_WITHDRAWAL_DAYS"
#: In which language the official labels stand for readers whose language has none: ``en`` or ``pl``.
WITHDRAWAL_LABELS = "AMENDS_WITHDRAWAL_LABELS"
#: How long after an order was fulfilled its buyer is asked for a review, such as ``P1D``.
REVIEW_AFTER = "AMENDS_REVIEW_AFTER"

#: The languages whose official labels we know.
LABEL_LANGUAGES = ("en", "pl")
_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?(?:T(?=\d)(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterSettings:
    """What follows a purchase: withdrawal from the contract, and the invitation to a review."""

    withdrawal_days: int = 14
    withdrawal_labels: str | None = None
    review_after: timedelta = timedelta(days=1)

    @classmethod
    def read(cls, reader: Reader) -> AfterSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "withdrawal_days": (WITHDRAWAL_DAYS, count),
                    "withdrawal_labels": (WITHDRAWAL_LABELS, _labels),
                    "review_after": (REVIEW_AFTER, duration),
                }
            )
        )


def duration(value: Any) -> timedelta:
    """A length of time: a ``timedelta``, or an ISO 8601 text such as ``P1D`` or ``PT36H``."""
    if isinstance(value, timedelta) and value >= timedelta(0):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no length of time.", "Set it to 'P1D' for a day, or 'PT36H'.")
    return timedelta(**{name: int(given) for name, given in found.groupdict().items() if given})


def _labels(value: Any) -> str:
    if value not in LABEL_LANGUAGES:
        raise ValueError(f"{value!r} has no official labels here.", "Set it to 'en' or 'pl'.")
    return str(value)
