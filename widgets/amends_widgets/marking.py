"""Marks for texts that are translated later, when the reader's language is known."""

from __future__ import annotations


class Counted(str):
    """A text whose wording follows a number: the text itself is for many, ``one`` for a single thing.

    ``by`` names the value that is counted. Languages with more forms find theirs in their catalogue.
    """

    __slots__ = ("by", "one")

    one: str
    by: str


def N_(text: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Return the text itself; the catalogue tool collects it."""
    return text


def NN_(one: str, many: str, by: str = "limit") -> Counted:  # noqa: N802 - as above, for counted texts
    """A text in its form for one and for many, counted by the value of that name."""
    counted = Counted(many)
    counted.one, counted.by = one, by
    return counted
