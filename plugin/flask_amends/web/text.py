"""What a person typed, made safe to store and to show without changing what it says."""

from __future__ import annotations

import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufff9-\ufffb]")
#: Embeddings, overrides and isolates turn the text around them; each text stands in an isolate of its own
#: anyway.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Invisible characters have no business in names, numbers and subjects.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028\u2029\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_COMBINING_AT_MOST = 3


def has_surrogates(text: str) -> bool:
    """Whether the text cannot be written as UTF-8."""
    return _SURROGATES.search(text) is not None


def is_blank(text: str) -> bool:
    """Whether nobody could see anything of the text."""
    return not _INVISIBLE.sub("", text).strip()


def clean(text: str, *, multiline: bool = False) -> str:
    """The text in NFC, without control and turning characters, with at most three marks on a letter.

    One line loses its invisible characters and has its spaces collapsed; several lines keep their line
    breaks.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROLS.sub("", _TURNING.sub("", text))
    text = re.sub("[\u2028\u2029]", "\n", text) if multiline else " ".join(_INVISIBLE.sub("", text).split())
    return _few_marks(text).strip()


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for one in text:
        marks = marks + 1 if unicodedata.combining(one) else 0
        if marks <= _COMBINING_AT_MOST:
            kept.append(one)
    return "".join(kept)
