"""The lint of notices, N1 to N11: what in a shop's texts and pages should be looked at again. It only tells.

Pure: everything it needs is given. It is no legal check, and nothing it leaves out is thereby in order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from amends_widgets.ownwords import named
from amends_widgets.replycheck import Kind, advise
from flask_amends.notices import lint_patterns as patterns
from flask_amends.notices.model import Slot
from flask_amends.notices.own import formless, in_language, is_own, kind_of, unknown_facts
from flask_amends.notices.places import PLACES

#: More words in the basket are read by nobody (N7).
MOST_WORDS = 60
#: A text that nobody looked at for so long should be read again (N10).
REVIEW = timedelta(days=365)

_UNION = frozenset(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK"))
#: When rules for texts changed: the closed platform, the withdrawal function, the notice on the guarantee.
CHANGES: Mapping[str, tuple[date, ...]] = {
    "EU": (date(2025, 7, 20), date(2026, 6, 19), date(2026, 9, 27)),
}
_BY_ADVICE = {Kind.BLAME: "N8", Kind.PROMISE: "N9", Kind.FIX: "N9"}
_NUMBERS_ARE_FACTS = frozenset({"price", "stock", "restock", "promo", "gift", "delivery"})


class Level(StrEnum):
    """How much a finding weighs: with an ``error`` the command fails."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: its rule, its sentence in the words of the lint, and where it was found.

    ``about`` is the key of a notice, a template or an address. ``locale`` is empty where it is about no
    language.
    """

    rule: str
    level: Level
    message: str
    about: str
    locale: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as it counts or as it is typed. ``reviewed_at`` is when it was accepted, if it was."""

    key: str
    locale: str
    text: str
    countries: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What texts must not contradict: the days for a withdrawal, as the shop grants them."""

    now: datetime
    withdrawal_days: int


def lint(texts: Iterable[Text], known: Known) -> list[Finding]:
    """Everything about texts; what weighs most first."""
    found = [one for text in texts for one in lint_text(text, known)]
    return sorted(found, key=lambda one: (one.level is not Level.ERROR, one.about, one.locale, one.rule))


def lint_text(text: Text, known: Known) -> Iterator[Finding]:
    """What is to be looked at in one text."""
    yield from _said(text, known)
    for name in unknown_facts(text.key, text.text):
        yield _found(text, "N5", "unknown_fact", Level.ERROR, name=name)
    for name, kinds in formless(text.text, text.locale):
        yield _found(text, "N5", "formless" if kinds else "no_number", Level.ERROR, name=name, kinds=kinds)
    if (count := len(text.text.split())) > MOST_WORDS and _in_basket(text):
        yield _found(text, "N7", "long", count=count)
    ours = in_language(text.key, text.locale).replace("\u00a0", " ")
    for one in advise(text.text):
        if one.sentence in ours or one.kind not in _BY_ADVICE:
            continue
        # A fact in a sentence is the date or the number that a promise needs.
        if one.kind is Kind.BLAME or not named(one.sentence):
            yield _found(text, _BY_ADVICE[one.kind], one.kind.value, part=one.sentence)
    yield from _reviewed(text, known)


def _said(text: Text, known: Known) -> Iterator[Finding]:
    """What should not be said, or not like this."""
    if patterns.CLOSED_PLATFORM.search(text.text):
        yield _found(text, "N1", "closed_platform", Level.ERROR)
    for unfair in patterns.UNFAIR.finditer(text.text):
        yield _found(text, "N2", "unfair", part=unfair[0])
    if patterns.FAVOUR.search(text.text):
        yield _found(text, "N3", "favour")
    for said in _days(text.text):
        if said != known.withdrawal_days:
            yield _found(text, "N4", "other_days", Level.ERROR, said=said, known=known.withdrawal_days)
    if text.key.partition(".")[0] in _NUMBERS_ARE_FACTS and (match := patterns.TYPED.search(text.text)):
        yield _found(text, "N4", "typed", part=match[0].strip())


def _found(text: Text, rule: str, message: str, level: Level = Level.WARNING, **params: Any) -> Finding:
    return Finding(rule=rule, level=level, message=message, about=text.key, locale=text.locale, params=params)


def lint_languages(texts: Mapping[str, Collection[str]], locales: Iterable[str]) -> Iterator[Finding]:
    """Languages in which a notice of the shop's has no words (N5), given those it has, by key."""
    for locale in locales:
        for key, known in texts.items():
            if locale not in known:
                yield Finding(rule="N5", level=Level.WARNING, message="no_words", about=key, locale=locale)


def altered_file(locale: str) -> Finding:
    """An official file that is not the official one any more, or is gone (N11)."""
    return Finding(
        rule="N11", level=Level.ERROR, message="altered_file", about="guarantee.official", locale=locale
    )


def _days(text: str) -> Iterator[int]:
    for sentence in re.split(r"(?<=[.!?])\s+|\n+|[,;]\s+(?=\D)", text):
        if patterns.ABOUT_RETURNS.search(sentence) and not patterns.OTHER_DAYS.search(sentence):
            yield from (int(number) for number in patterns.DAYS.findall(sentence))
            yield from (7 * int(number) for number in patterns.WEEKS.findall(sentence))


def _in_basket(text: Text) -> bool:
    if is_own(text.key):
        return Slot.CART in text.slots
    return Slot.CART in PLACES[kind_of(text.key)]


def _reviewed(text: Text, known: Known) -> Iterator[Finding]:
    if text.reviewed_at is None:
        return
    if known.now - text.reviewed_at > REVIEW:
        yield _found(text, "N10", "unreviewed", day=text.reviewed_at)
        return
    for place, days in CHANGES.items():
        later = [day for day in days if text.reviewed_at.date() < day <= known.now.date()]
        if later and _is_for(text.countries, place):
            yield _found(text, "N10", "rules_changed", place=place, day=later[-1])


def _is_for(countries: Collection[str], place: str) -> bool:
    """Whether a text is meant for a place; one without countries is meant for all."""
    members = _UNION if place == "EU" else {place}
    return not countries or bool(members.intersection(countries))
