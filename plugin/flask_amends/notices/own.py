"""A shop's own words: which sentences there are to put them in place of, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from amends_widgets.languages import LANGUAGES, Language, catalogue
from amends_widgets.marking import Counted
from amends_widgets.ownwords import KINDS, counted, named, stray
from amends_widgets.words.notices import NOTICES
from flask_amends.notices.model import NoticeKind, Slot
from flask_amends.notices.places import PLACES

#: What the keys of notices that are wholly the shop's own begin with.
OWN = "custom."
LONGEST_KEY = 40
_OWN_KEY = re.compile(r"custom\.[a-z][a-z0-9_]{0,29}", re.ASCII)
_OURS = re.compile(r"%\(([a-z0-9_]+)\)s")
#: The facts that are whole numbers, so that words can follow them in their forms.
COUNTS = frozenset({"days", "every", "hours", "left", "num", "wanted"})

#: What a sentence is about, by the first part of its key; more exactly for some.
_KINDS: Mapping[str, NoticeKind] = {
    "price": NoticeKind.PRICE_PENDING,
    "price.disclaimer": NoticeKind.PRICE_ERROR,
    "price.terms_clause": NoticeKind.PRICE_ERROR,
    "stock": NoticeKind.AVAILABILITY,
    "restock": NoticeKind.RESTOCK,
    "promo": NoticeKind.PROMO_TERMS,
    "gift": NoticeKind.GIFT_TERMS,
    "delivery": NoticeKind.DELIVERY_TERMS,
    "contact": NoticeKind.CALL_PREFERENCES,
    "guarantee": NoticeKind.GUARANTEE_NOTICE,
}
#: Sentences that stand in fewer places than their kind.
_NARROWER: Mapping[str, frozenset[Slot]] = {"photo.differs": frozenset({Slot.PRODUCT, Slot.PRODUCT_TAB})}


def is_key(key: str) -> bool:
    """Whether a shop can have words of its own under a key."""
    return key in NOTICES or is_own(key)


def is_own(key: str) -> bool:
    """Whether it is the key of a notice that is wholly the shop's own."""
    return _OWN_KEY.fullmatch(key) is not None


def kind_of(key: str) -> NoticeKind:
    """What kind of notice a sentence belongs to."""
    area = key.partition(".")[0]
    return _KINDS.get(key) or _KINDS.get(area) or NoticeKind.CUSTOM


def slots_of(key: str) -> tuple[Slot, ...]:
    """The places that a sentence can stand in, in the order of a purchase."""
    return tuple(slot for slot in Slot if slot in _NARROWER.get(key, PLACES[kind_of(key)]))


def facts_of(key: str) -> tuple[str, ...]:
    """The names of the facts in our sentence, which the shop's may use too."""
    text = NOTICES.get(key, "")
    both = f"{text.one} {text}" if isinstance(text, Counted) else text
    return tuple(dict.fromkeys(_OURS.findall(both)))


def unknown_facts(key: str, text: str) -> tuple[str, ...]:
    """What a shop's text has in braces, but no fact has as its name, and braces that are left over (N5)."""
    known = facts_of(key)
    return (*(name for name in named(text) if name not in known), *stray(text))


def formless(text: str, locale: str) -> Iterator[tuple[str, str]]:
    """Words after a number that lack a form in a language: the name of the number, and what it needs (N5).

    What it needs is a number of each kind; empty for a fact that is no number.
    """
    kinds = KINDS.get(locale, ())
    for name, count in counted(text):
        if name not in COUNTS:
            yield name, ""
        elif count != len(kinds):
            yield name, ", ".join(map(str, kinds))


def as_own(text: str) -> str:
    """A sentence of ours as a shop would write it, with its facts in braces."""
    return _OURS.sub(r"{\1}", text).replace("%%", "%")


def in_language(key: str, locale: str) -> str:
    """Our sentence in a language, with its facts in braces; nothing for a notice of the shop's own.

    One that follows a number has each of its forms, with a slash between.
    """
    text = NOTICES.get(key)
    if not text or locale not in LANGUAGES:
        return ""
    if not isinstance(text, Counted):
        return as_own(Language(locale, html=False).say(text))
    forms = (catalogue(locale).ngettext(text.one, str(text), number) for number in KINDS[locale])
    return " / ".join(dict.fromkeys(map(as_own, forms)))
