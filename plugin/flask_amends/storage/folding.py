"""Words as they are searched: without case, accents and marks at the ends, the same on every database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

LONGEST_TERM = 80
#: Letters that are letters of their own in Unicode, but that people leave out on other keyboards.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
#: No term is this: it is stripped from each.
_NEVER = "\\"
_ENDS = "\"'„”“«».,;:!?()[]{}<>#№*/\\|-_"


def fold(text: str) -> str:
    """``Żółć`` and ``zolc`` are the same to someone who searches."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in parts if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", plain.casefold()).translate(_PLAIN)


def terms(text: str) -> Iterator[str]:
    """The words of a text that can be searched by, each as long as a term may be."""
    for word in fold(text).split():
        if term := word.strip(_ENDS)[:LONGEST_TERM]:
            yield term


def asked(text: str) -> tuple[str, ...]:
    """What is looked for when somebody types this; marks alone are looked for too, and never found."""
    return tuple(terms(text)) or ((_NEVER,) if text.strip() else ())


def parts(text: str) -> Iterator[str]:
    """The words of a name, and both parts of a double one: ``Kowalska-Nowak`` is found by either."""
    for term in terms(text):
        yield term
        if "-" in term:
            yield from (piece for piece in term.split("-") if len(piece) > 1)


def number(text: str) -> Iterator[str]:
    """What the number of an order is found by: all of it, and its last part, which people read out."""
    for term in terms(text):
        yield term
        last = term.rpartition("-")[2]
        if len(last) > 2:
            yield last
