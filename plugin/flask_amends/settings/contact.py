"""How people reach the shop, when somebody answers, and what is answered often."""

from __future__ import annotations

from dataclasses import dataclass

from flask_amends.settings.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettings:
    """How people reach the shop, when somebody answers, and what is answered often."""

    @classmethod
    def read(cls, reader: Reader) -> ContactSettings:  # noqa: ARG003
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls()
