"""Help with a reply in any form of the desk: a snippet put in, and what the reply check thinks of the words.

It works without scripts: the form is sent with the step ``snippet`` and comes back with the text in it. What
the check finds is shown once, and "Send all the same" (the step ``anyway``) sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g

from amends_widgets.replycheck import Advice, advise, promises_a_change
from flask_amends.service import promises, snippets
from flask_amends.service.promise_book import PromiseKind
from flask_amends.service.snippets import Facts, Snippet
from flask_amends.state import State, get_state
from flask_amends.web.pages import EXTRAS

#: The steps a form can be sent with, and the field that says which snippet is meant.
SNIPPET, ANYWAY, CHOSEN = "snippet", "anyway", "snippet"
#: The field that holds one's words, by the schemas that have one.
WORDS = ("text", "note")
_CACHE = "amends_snippets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What stands beside a form that comes back: ``hint`` is a msgid of the snippet that was put in."""

    advice: tuple[Advice, ...] = ()
    hint: str = ""
    chosen: str = ""

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.advice or self.hint)


NOTHING = Help()


def usable(reason: str | None = None) -> tuple[list[Snippet], list[Snippet]]:
    """The snippets that fit ``reason``, and the others; read once for a page."""
    if _CACHE not in g:
        setattr(g, _CACHE, snippets.every(get_state()))
    found: list[Snippet] = getattr(g, _CACHE)
    return [one for one in found if one.fits(reason)], [one for one in found if not one.fits(reason)]


def put_in(
    state: State, typed: Mapping[str, str], field: str, known: Facts, chosen: str
) -> tuple[dict[str, str], Help]:
    """What was typed with the chosen snippet at the end of its words, and the hint that goes with it."""
    found = next((one for one in snippets.every(state) if one.id == chosen), None)
    kept = {name: value for name, value in typed.items() if name != CHOSEN}
    if found is None:
        return kept, NOTHING
    text = snippets.fill(found.in_language(known.locale, state.settings.default_locale), known)
    before = kept.get(field, "").strip()
    kept[field] = f"{before}\n\n{text}" if before else text
    return kept, Help(hint=found.hint, chosen=found.id)


def look(words: str, case_id: str | None = None) -> Help:
    """What the reply check thinks of a text. In a case, only a change that is taken on is promised (C8)."""
    noted = case_id is None or not promises_a_change(words) or _has_change(case_id)
    return Help(advice=advise(words, taken_on=noted))


def _has_change(case_id: str) -> bool:
    """Whether somebody has taken on to change something for this case."""
    found = promises.of_case(get_state(), case_id)
    return any(one.kind == PromiseKind.FIX and one.settled_at is None for one in found)


EXTRAS["usable_snippets"] = usable
