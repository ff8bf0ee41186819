"""Who may show our pages in a frame, and who may sign what such a page knows."""

from __future__ import annotations

from dataclasses import dataclass

from flask_amends.settings.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSettings:
    """Who may show our pages in a frame, and who may sign what such a page knows."""

    @classmethod
    def read(cls, reader: Reader) -> FrameSettings:  # noqa: ARG003
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls()
