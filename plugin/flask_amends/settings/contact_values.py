"""The values of the contact settings: topics, questions that are often asked, texts in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The topic of complaints: it leads to the claim form, not to the form for questions (T3).
COMPLAINTS = "claims"
#: The topic of what has no other one.
ANYTHING = "other"
#: Topics that have words of ours in every language; a shop that sets none has these.
KNOWN_TOPICS = (COMPLAINTS, "orders", "delivery", "products", ANYTHING)


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text of the shop's own: one for everybody (under ``""``), or one per language."""

    texts: Mapping[str, str]

    def in_language(self, locale: str, default: str = "en") -> str:
        """The text for a reader of ``locale``; without one, the shop's ``default`` language, then any."""
        for code in (locale, "", default):
            if code in self.texts:
                return self.texts[code]
        return next(iter(self.texts.values()))

    def missing(self, locales: tuple[str, ...]) -> tuple[str, ...]:
        """The languages in which readers get the text of another language."""
        return () if "" in self.texts else tuple(code for code in locales if code not in self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What somebody can write about: ``email`` reaches whoever answers, ``owner`` is their name or role (T4).

    Without a ``title`` it is one of :data:`KNOWN_TOPICS`, which have words of ours.
    """

    name: str
    title: LocalText | None = None
    email: str | None = None
    owner: LocalText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A question that is often asked, and its answer; about these ``topics``, or about every one."""

    question: LocalText
    answer: LocalText
    topics: tuple[str, ...] = ()
