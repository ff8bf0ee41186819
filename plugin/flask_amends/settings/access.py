"""How much a key of the API may ask for."""

from __future__ import annotations

from dataclasses import dataclass

from flask_amends.settings.parsers import count
from flask_amends.settings.reading import Reader

#: How many requests a key may make in a minute.
API_RATE = "AMENDS_API_RATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings:
    """Limits of the API."""

    api_rate: int = 600

    @classmethod
    def read(cls, reader: Reader) -> AccessSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(**reader.read_all({"api_rate": (API_RATE, count)}))
