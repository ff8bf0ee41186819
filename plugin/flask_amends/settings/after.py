"""What follows a purchase: withdrawal from the contract, and the invitation to a review."""

from __future__ import annotations

from dataclasses import dataclass

from flask_amends.settings.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterSettings:
    """What follows a purchase: withdrawal from the contract, and the invitation to a review."""

    @classmethod
    def read(cls, reader: Reader) -> AfterSettings:  # noqa: ARG003
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls()
