"""Telephone numbers as people write them, understood tolerantly and kept in one form."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_amends.web.fields import SafeText, refuse

LONGEST = 40
#: A number as it should be written; marks of direction keep its plus in front, also from right to left.
EXAMPLE = "\u200e+48 500 600 700"
_SEPARATORS = re.compile(r"[\s\u00a0\u202f().\-\u2010-\u2015/]+")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_NATIONAL = re.compile(r"[0-9]{6,15}", re.ASCII)


class SafePhone(SafeText):
    """A number to call: with its country code, or as it is dialled in the shop's own country."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        number = normal(text) if text else ""
        if number is None:
            refuse("not_a_phone", number=EXAMPLE)
        return number


def normal(text: str) -> str | None:
    """``+48500600700`` for ``0048 (500) 600-700``; digits alone for a national number; else ``None``."""
    digits = "".join(_digit(one) for one in text.strip())
    if digits.startswith("00"):
        digits = f"+{digits[2:].lstrip()}"
    if digits.startswith("+"):
        digits = digits.replace("(0)", "")
    plain = _SEPARATORS.sub("", digits)
    return plain if _INTERNATIONAL.fullmatch(plain) or _NATIONAL.fullmatch(plain) else None


def _digit(one: str) -> str:
    """A digit of any script as an ASCII one; everything else as it is."""
    value = unicodedata.decimal(one, None)
    return one if value is None else str(value)
