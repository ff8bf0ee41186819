"""The desk's own settings: the language of the staff, and the mail that tells what waits each morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_amends.hours import Hours
from flask_amends.settings import keys
from flask_amends.settings.parsers import email, many
from flask_amends.settings.reading import Reader

#: The language of the desk and of mails to staff, whatever shoppers speak.
STAFF_LOCALE = "AMENDS_STAFF_LOCALE"
#: Who gets the daily digest: an address, or several. Without it there is none.
DIGEST_TO = "AMENDS_DIGEST_TO"
#: The hour, in the shop's time zone, from which it is sent.
DIGEST_HOUR = "AMENDS_DIGEST_HOUR"
#: On which weekdays (Monday is 1); without it, on the shop's working days. Never on a day off.
DIGEST_DAYS = "AMENDS_DIGEST_DAYS"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """``digest_days`` is empty where the shop's own working days count."""

    staff_locale: str | None = None
    digest_to: tuple[str, ...] = ()
    digest_hour: int = 8
    digest_days: frozenset[int] = frozenset()

    @classmethod
    def read(cls, reader: Reader) -> DeskSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "staff_locale": (STAFF_LOCALE, _spoken),
                    "digest_to": (DIGEST_TO, _addresses),
                    "digest_hour": (DIGEST_HOUR, _hour),
                    "digest_days": (DIGEST_DAYS, _days),
                }
            )
        )

    def is_digest_day(self, day: date, hours: Hours) -> bool:
        """Whether the digest is sent on a day of the shop's calendar."""
        if not self.digest_days:
            return hours.is_working_day(day)
        free = day in hours.holidays or (day.month, day.day) in hours.yearly
        return day.isoweekday() in self.digest_days and not free


def _spoken(value: Any) -> str:
    if value not in keys.SPOKEN_LOCALES:
        spoken = ", ".join(keys.SPOKEN_LOCALES)
        raise ValueError(f"{value!r} is not spoken here.", f"Set it to one of {spoken}.")
    return str(value)


def _addresses(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(email(one) for one in many(value)))


def _hour(value: Any) -> int:
    if isinstance(value, bool) or str(value) not in {str(one) for one in range(24)}:
        raise ValueError(f"{value!r} is no hour of a day.", "Set it to a whole number from 0 to 23.")
    return int(value)


def _days(value: Any) -> frozenset[int]:
    found = {str(one).strip() for one in many(value)}
    if not found or not found <= set("1234567"):
        raise ValueError(
            f"{value!r} are no weekdays.", "Set it to numbers such as '1,2,3,4,5' (Monday is 1)."
        )
    return frozenset(int(one) for one in found)
