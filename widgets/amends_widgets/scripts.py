"""Texts that scripts say later: plain, with ``{}`` where the script puts its value in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
        """What a template calls: ``forms(…)``, ``plain_fault(…)`` and ``plain(…)``."""
        return {"forms": self.forms, "plain_fault": self.fault, "plain": self.say}

    @property
    def _plain(self) -> Language:
        return Language(self.language.code, html=False)

    def forms(self, one: str, many: str) -> str:
        """A counted text for each CLDR category, as JSON: ``Intl.PluralRules`` chooses (widgets.md 7).

        A script must not choose by the catalogue's own forms: Hebrew has two there and three in CLDR.
        """
        plain = self._plain
        numbers = {plain.locale.plural_form(number): number for number in reversed(_COUNTED)}
        told = {name: plain.count(one, many, number, num=HOLE) for name, number in numbers.items()}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    def fault(self, code: str, **params: Any) -> str:
        """What is wrong with a photo, in the words of the server; ``{}`` stands for its name."""
        fault = Fault(field="", code=code, params={"name": HOLE, **params})
        return Words(self._plain).fault(fault, "UTC")

    def say(self, text: str, **values: object) -> str:
        """A sentence for an attribute or a script: its values are kept apart by isolates, not by elements."""
        return self._plain.say(text, **values)
