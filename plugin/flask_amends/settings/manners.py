"""How often and by which ways customers are contacted, and where they may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_amends.guards.contact import Channel
from flask_amends.settings import parsers
from flask_amends.settings.reading import Reader
from flask_amends.settings.retention import period

#: The ways by which the shop contacts people, which they can choose among: ``email,call,sms``.
CHANNELS = "AMENDS_CHANNELS"
#: The countries that the shop sells to: where a customer may be of whom nothing else tells it.
SELLS_TO = "AMENDS_SELLS_TO"
CALLS_PER_ORDER = "AMENDS_CALLS_PER_ORDER"
MARKETING_PER_WEEK = "AMENDS_MARKETING_PER_WEEK"
#: How long a consent to offers holds: a year in Israel. Without it, until it is taken back.
CONSENT_LASTS = "AMENDS_CONSENT_LASTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class MannersSettings:
    """Which ways there are, how often each is used, and which countries customers are in (K1-K5)."""

    channels: tuple[Channel, ...] = (Channel.EMAIL, Channel.CALL)
    sells_to: tuple[str, ...] = ()
    calls_per_order: int = 1
    marketing_per_week: int = 1
    consent_lasts: timedelta | None = None

    @classmethod
    def read(cls, reader: Reader) -> MannersSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        found = reader.read_all(
            {
                "channels": (CHANNELS, _channels),
                "sells_to": (SELLS_TO, _countries),
                "calls_per_order": (CALLS_PER_ORDER, parsers.count),
                "marketing_per_week": (MARKETING_PER_WEEK, parsers.count),
                "consent_lasts": (CONSENT_LASTS, period),
            }
        )
        return cls(**{name: value for name, value in found.items() if value is not None})


def _channels(value: Any) -> tuple[Channel, ...]:
    known = [one.value for one in Channel if one is not Channel.ACCOUNT]
    given = parsers.many(value)
    strange = [one for one in given if one not in known]
    if strange or not given:
        raise ValueError(f"holds {value!r}.", f"Name some of {', '.join(known)}.")
    return tuple(Channel(one) for one in dict.fromkeys(given))


def _countries(value: Any) -> tuple[str, ...]:
    given = tuple(str(one).upper() for one in parsers.many(value))
    strange = [one for one in given if not re.fullmatch(r"[A-Z]{2}", one)]
    if strange:
        raise ValueError(f"holds {strange[0]!r}, which is no country.", "Write codes such as 'PL,DE'.")
    return given
