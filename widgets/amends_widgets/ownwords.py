"""A shop's own sentences: facts in braces, and words that follow a number, such as ``{left|item|items}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from amends_widgets.languages import locale_of

#: One whole number of each kind that a language tells apart, in the order in which its forms are written.
KINDS: Mapping[str, tuple[int, ...]] = {"en": (1, 2), "pl": (1, 2, 5), "ru": (1, 2, 5), "he": (1, 2, 3)}

_BRACED = re.compile(r"\{([^{}|]*)((?:\|[^{}|]*)*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_STRAY = re.compile(r"[{}]|%\(\w*\)s")


def named(text: str) -> tuple[str, ...]:
    """What a sentence has in braces, each name once."""
    return tuple(dict.fromkeys(name.strip() for name, _ in _BRACED.findall(text)))


def counted(text: str) -> Iterator[tuple[str, int]]:
    """Every name that words follow, with how many forms they have."""
    yield from ((name.strip(), forms.count("|")) for name, forms in _BRACED.findall(text) if forms)


def stray(text: str) -> tuple[str, ...]:
    """Braces without a partner, and ``%(name)s``: a shopper would read them as they are."""
    return tuple(dict.fromkeys(_STRAY.findall(_BRACED.sub("", text))))


def said(text: str, numbers: Mapping[str, object], code: str) -> str:
    """A sentence with its forms chosen and its facts as ours have them, ``%(name)s``.

    Raises ``KeyError`` for a word that follows no whole number, or lacks the form for it.
    """

    def one(match: re.Match[str]) -> str:
        name, forms = match[1].strip(), match[2].split("|")[1:]
        if not _NAME.fullmatch(name):
            return match[0]
        return _form(forms, numbers[name], code) if forms else f"%({name})s"

    return _BRACED.sub(one, text.replace("%", "%%"))


def _form(forms: list[str], number: object, code: str) -> str:
    kinds = KINDS.get(code, ())
    if not isinstance(number, int) or len(forms) != len(kinds):
        raise KeyError(number)
    rule = locale_of(code).plural_form
    return forms[[rule(kind) for kind in kinds].index(rule(number))]
