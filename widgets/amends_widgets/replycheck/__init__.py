"""A look at what staff are about to send: sentences that make it worse, and a better way. It only advises.

Pure. Sources: no excuses (H3), no blame on those whom the shop works with (H4), no promise without a date
(P13), a fix only with somebody's name and a date (C8), a date for new stock only with its source (A5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from amends_widgets.marking import N_
from amends_widgets.replycheck.patterns import LANGUAGES, TIME, Patterns

#: No text is looked at beyond this many characters.
LONGEST = 20_000
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class Kind(StrEnum):
    """What is wrong with a sentence."""

    BLAME = "blame"
    EXCUSE = "excuse"
    RESTOCK = "restock"
    FIX = "fix"
    UNNOTED = "unnoted"
    PROMISE = "promise"


#: What each kind is called, and the better way.
WORDS: dict[Kind, tuple[str, str]] = {
    Kind.BLAME: (
        N_("It puts the blame on somebody else"),
        N_("You work with them; the shopper does not. Say what happened and what you do about it."),
    ),
    Kind.EXCUSE: (
        N_("It is an excuse"),
        N_("It asks the shopper to understand you. Say what you do instead, and by when."),
    ),
    Kind.RESTOCK: (
        N_("A date for new stock without its source"),
        N_("Say who gave you the date and when, or that you do not know it yet."),
    ),
    Kind.FIX: (
        N_("A promise to change something, without a name and a date"),
        N_("Promise it only if one person does it within two days, and say who and when. Else leave it out."),
    ),
    Kind.UNNOTED: (
        N_("A promise to change something that nobody has taken on"),
        N_("Note it in the case first, under the promises and tasks, or leave it out."),
    ),
    Kind.PROMISE: (
        N_("A promise without a date"),
        N_("Say by when, or leave it out: what is promised is counted."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One sentence that could be better."""

    kind: Kind
    sentence: str

    @property
    def title(self) -> str:
        """What is wrong, as a msgid."""
        return WORDS[self.kind][0]

    @property
    def better(self) -> str:
        """The better way, as a msgid."""
        return WORDS[self.kind][1]


def advise(text: str, *, taken_on: bool = True) -> tuple[Advice, ...]:
    """What to think about in a text, sentence by sentence, in whichever of our languages it is written.

    Each sentence is named once, for the first thing that is wrong with it. ``taken_on`` says whether somebody
    has taken a change on where the text is to be sent; else none may be promised there (C8).
    """
    found = _advice(text[:LONGEST])
    return tuple(one for one in found if not (taken_on and one.kind is Kind.UNNOTED))


def promises_a_change(text: str) -> bool:
    """Whether a text promises a change as it should: by whom, and by when."""
    return any(one.kind is Kind.UNNOTED for one in _advice(text[:LONGEST]))


def _advice(text: str) -> Iterator[Advice]:
    for sentence in _SENTENCE.split(text):
        plain = sentence.replace("\u00a0", " ").strip()
        kind = next((found for one in LANGUAGES.values() if (found := _wrong(one, plain))), None)
        if kind is not None:
            yield Advice(kind=kind, sentence=plain)


def _wrong(language: Patterns, sentence: str) -> Kind | None:
    """What is wrong with a sentence in one language."""
    if language.blame.search(sentence) and not language.own.search(sentence):
        return Kind.BLAME
    if language.excuse.search(sentence):
        return Kind.EXCUSE
    dated = bool(TIME.search(sentence) or language.when.search(sentence))
    if language.restock.search(sentence):
        open_about_it = language.unknown.search(sentence) or language.source.search(sentence)
        return None if open_about_it else Kind.RESTOCK
    if language.fix.search(sentence):
        good = dated and language.owner.search(sentence) and not language.far.search(sentence)
        return Kind.UNNOTED if good else Kind.FIX
    promised = language.soon.search(sentence) or language.promise.search(sentence)
    if promised and not dated and not language.condition.search(sentence):
        return Kind.PROMISE
    return None
