"""The mark of a person's own words, which storage keeps apart so that they can be erased."""

from __future__ import annotations

from typing import Annotated


class PersonalMark:
    """The type of the mark."""


#: A text that a person wrote, or that names one. Kept apart from the history and erasable: no rule reads it.
Personal = Annotated[str, PersonalMark()]
