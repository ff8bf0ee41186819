"""Texts that scripts say later: plain, with ``{}`` where the script puts its value in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from amends_widgets.facts import Fault
from amends_widgets.languages import Language
from amends_widgets.words import Words

HOLE = "{}"
#: Far enough to meet every CLDR category that whole numbers have in our languages.
_COUNTED = range(101)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What templates hand to scripts in ``data-`` attributes, in one language."""

    language: Language

    @property
    def calls(self) -> dict[str, Callable[..., str]]:
        """What a template calls: ``forms(…)`` and ``plain_fault(…)``."""
        return {"forms": self.forms, "plain_fault": self.fault}

    def forms(self, one: str, many: str) -> str:
        """A counted text for each CLDR category, as JSON: ``Intl.PluralRules`` chooses (widgets.md 7).

        A script must not choose by the catalogue's own forms: Hebrew has two there and three in CLDR.
        """
        plain = Language(self.language.code, html=False)
        numbers = {plain.locale.plural_form(number): number for number in reversed(_COUNTED)}
        told = {name: plain.count(one, many, number, num=HOLE) for name, number in numbers.items()}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    def fault(self, code: str, **params: Any) -> str:
        """What is wrong with a photo, in the words of the server; ``{}`` stands for its name."""
        said = Words(self.language).fault(Fault(field="", code=code, params={"name": HOLE, **params}), "UTC")
        return Markup(said).striptags()  # noqa: S704 - what it strips is our own markup
