"""How people reach the shop, when somebody answers, and what is answered often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_amends.hours import Hours
from flask_amends.settings import contact_parsers as parse
from flask_amends.settings import keys, parsers
from flask_amends.settings.contact_values import ANYTHING, COMPLAINTS, KNOWN_TOPICS, Faq, Topic
from flask_amends.settings.reading import Reader

TOPICS = "AMENDS_CONTACT_TOPICS"
PHONE = "AMENDS_CONTACT_PHONE"
HOURS = "AMENDS_CONTACT_HOURS"
CUTOFF = "AMENDS_CONTACT_CUTOFF"
ANSWER_WITHIN = "AMENDS_CONTACT_ANSWER_WITHIN"
CALLBACKS = "AMENDS_CALLBACKS"
HOLIDAYS = "AMENDS_HOLIDAYS"
FAQ = "AMENDS_FAQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettings:
    """How people reach the shop, when somebody answers, and what is answered often.

    ``hours`` are also what promises are counted in; they are shown, and calls are offered in them, only where
    the shop has set them. ``answer_within`` counts working days (T6, T7).
    """

    topics: tuple[Topic, ...] = tuple(Topic(name=name) for name in KNOWN_TOPICS)
    phone: str | None = None
    hours: Hours = field(default_factory=Hours)
    shows_hours: bool = False
    callbacks: bool = False
    answer_within: int = 2
    faq: tuple[Faq, ...] = ()

    def topic(self, name: str | None) -> Topic | None:
        """A topic by its name."""
        return next((one for one in self.topics if one.name == name), None)

    @property
    def complaints(self) -> Topic:
        """Where complaints go, whether or not the shop lists it among its topics (T3)."""
        return self.topic(COMPLAINTS) or Topic(name=COMPLAINTS)

    @property
    def questions(self) -> tuple[Topic, ...]:
        """Every topic but complaints, which have a form of their own; there is always one to ask about."""
        return tuple(one for one in self.topics if one.name != COMPLAINTS) or (Topic(name=ANYTHING),)

    def faq_of(self, topic: str) -> tuple[Faq, ...]:
        """What is often asked about a topic (T9)."""
        return tuple(one for one in self.faq if not one.topics or topic in one.topics)

    @classmethod
    def read(cls, reader: Reader) -> ContactSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        values = reader.read_all(_PLAIN)
        _check_topics(reader, values)
        shows_hours = reader.given(HOURS)
        values.setdefault("callbacks", shows_hours)
        if values["callbacks"] and not shows_hours:
            reader.fault(
                CALLBACKS, f"needs {HOURS}: calls are offered in these hours.", f"Set {HOURS}, or remove it."
            )
        known = {name: value for name, value in values.items() if value is not None}
        return cls(**known, hours=_hours(reader), shows_hours=shows_hours)


#: Field of ContactSettings -> its key and its parser.
_PLAIN: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "topics": (TOPICS, parse.topics),
    "phone": (PHONE, parse.phone),
    "callbacks": (CALLBACKS, parsers.flag),
    "answer_within": (ANSWER_WITHIN, parse.answer_within),
    "faq": (FAQ, parse.faq),
}


def _hours(reader: Reader) -> Hours:
    """The week, its time zone and the days off; the shop's own time zone is told off elsewhere if wrong."""
    values: dict[str, Any] = reader.read_all({"week": (HOURS, parse.week), "cutoff": (CUTOFF, parse.minutes)})
    off = reader.read(HOLIDAYS, parse.holidays) if reader.given(HOLIDAYS) else None
    if off is not None:
        values |= {"holidays": off[0], "yearly": off[1]}
    known = {name: value for name, value in values.items() if value is not None}
    try:
        return Hours(zone=parsers.zone(reader.config.get(keys.TIME_ZONE) or "UTC"), **known)
    except ValueError:
        return Hours(**known)


def _check_topics(reader: Reader, values: Mapping[str, Any]) -> None:
    named = {one.name for one in values.get("topics") or ContactSettings().topics}
    strange = sorted({name for one in values.get("faq") or () for name in one.topics} - named)
    if strange:
        listed = ", ".join(strange)
        reader.fault(FAQ, f"is about {listed}, which is none of the topics.", f"Add it to {TOPICS}.")
