"""The languages we speak: their catalogues, their direction, and how a sentence is put together in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import Translations
from markupsafe import Markup, escape

from amends_widgets.marking import Counted

DOMAIN = "amends"
FOLDER = Path(__file__).parent / "translations"
SOURCE = "en"

#: Each language by its code, named in itself.
LANGUAGES: Mapping[str, str] = {"en": "English", "pl": "Polski", "ru": "Русский", "he": "עברית"}

#: Dates and amounts of these follow a region; elsewhere the language alone decides.
_REGIONS = {"en": "en_GB"}
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@cache
def catalogue(code: str) -> NullTranslations:
    """The compiled catalogue of a language; English needs none."""
    return NullTranslations() if code == SOURCE else Translations.load(FOLDER, [code], DOMAIN)


@cache
def locale_of(code: str) -> Locale:
    """What Babel knows about writing dates and amounts in a language."""
    return Locale.parse(_REGIONS.get(code, code))


def direction(code: str) -> str:
    """``rtl`` or ``ltr``."""
    return locale_of(code).text_direction


def negotiate(wanted: Iterable[str | None], spoken: Iterable[str], default: str) -> str:
    """The first wanted language that is spoken; ``pl-PL`` and ``pl_PL`` count as ``pl``, ``iw`` as ``he``."""
    known = set(spoken)
    for one in wanted:
        code = (one or "").replace("_", "-").partition("-")[0].lower()
        code = {"iw": "he"}.get(code, code)
        if code in known:
            return code
    return default


def bdi(value: object) -> Markup:
    """A value of unknown direction, isolated so that it cannot turn the text around it."""
    return Markup("<bdi>{}</bdi>").format(value)


@dataclass(frozen=True, slots=True)
class Language:
    """Sentences in one language, as HTML or (``html=False``) as plain text."""

    code: str
    html: bool = True

    @property
    def locale(self) -> Locale:
        return locale_of(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)

    def say(self, text: str, /, **values: object) -> str:
        """The text in this language, each value put in by name and kept apart from the direction around it.

        Without values it is only translated, so that it can be said again with them.
        """
        spoken = catalogue(self.code).gettext(str(text))
        return self._fill(spoken, values) if values else spoken

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """As :meth:`say`, in the form for this number, which is put in as ``num``."""
        text = catalogue(self.code).ngettext(str(one), str(many), number)
        return self._fill(text, {"num": number, **values})

    def tell(self, text: str, numbers: Mapping[str, object], /, **values: object) -> str:
        """As :meth:`say`; a text that is counted takes the form for its number, found in ``numbers``.

        A counted text without its number raises ``KeyError``, as every text without its values does.
        """
        if not isinstance(text, Counted):
            return self.say(text, **values)
        number = numbers[text.by]
        if not isinstance(number, int):
            raise KeyError(text.by)
        return self._fill(catalogue(self.code).ngettext(text.one, str(text), number), values)

    def put(self, text: str, /, **values: object) -> str:
        """As :meth:`say`, for a text that is in this language already, such as a shop's own."""
        return self._fill(text, values)

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        if not self.html:
            return text % {name: self.isolate(value) for name, value in values.items()}
        return escape(text) % {name: _safe(value) for name, value in values.items()}

    def isolate(self, value: object) -> str:
        """A value in plain text, isolated where its direction could differ from the sentence's."""
        text = str(value)
        if self.dir == "ltr" and not _RIGHT_TO_LEFT.search(text):
            return text
        return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def _safe(value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    return bdi(value)
