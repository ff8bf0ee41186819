"""Replies and promises: when nobody is called, and who is told of a broken promise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_amends.settings.parsers import email
from flask_amends.settings.reading import Reader

#: From when to when shoppers are not called, on their own clock, such as ``20:00-9:00``.
QUIET_HOURS = "AMENDS_QUIET_HOURS"
#: Who is told when a promise was not kept, or its date declined; without it, the staff.
ESCALATION_EMAIL = "AMENDS_ESCALATION_EMAIL"
_TIMES = re.compile(r"(\d{1,2}):([0-5]\d)\s*[-\u2013]\s*(\d{1,2}):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySettings:
    """When nobody is called (minutes after midnight on the shopper's clock), and who is told of trouble."""

    quiet: tuple[int, int] = (20 * 60, 9 * 60)
    escalation_email: str | None = None

    @classmethod
    def read(cls, reader: Reader) -> ReplySettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all({"quiet": (QUIET_HOURS, _quiet), "escalation_email": (ESCALATION_EMAIL, email)})
        )


def _quiet(value: Any) -> tuple[int, int]:
    found = _TIMES.fullmatch(value.strip()) if isinstance(value, str) else None
    begins, ends = (
        ((int(found[1]) * 60 + int(found[2])), (int(found[3]) * 60 + int(found[4]))) if found else (0, 0)
    )
    if begins == ends or max(begins, ends) >= 24 * 60:
        raise ValueError(f"{value!r} is no time of a day.", "Set it to '20:00-9:00'.")
    return begins, ends
