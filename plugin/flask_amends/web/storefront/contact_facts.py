"""What the contact pages show: topics with who answers them, hours, and the promise as a date."""

from __future__ import annotations

from amends_widgets import openings
from amends_widgets.contactfacts import Card, Topic
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words.contact import TOPICS
from flask_amends.service.enquiries import promised_by
from flask_amends.service.enquiry_letters import address_of, topic_of
from flask_amends.settings.contact_values import LocalText
from flask_amends.settings.contact_values import Topic as TopicSettings
from flask_amends.state import State
from flask_amends.web import phones, reader

#: Who answers where the shop names nobody: a role is better than silence (T4).
SOMEBODY = N_("our customer care")


def card(state: State, order: str = "", known_locale: str | None = None) -> Card:
    """The contact card in the reader's language; ``order`` is the signed order it stands beside."""
    contact = state.settings.contact
    language = Language(reader.locale(known_locale))
    return Card(
        complaints=topic(state, contact.complaints.name, known_locale),
        questions=tuple(topic(state, one.name, known_locale) for one in contact.questions),
        answer_by=promised_by(state, state.clock.now()),
        within=contact.answer_within,
        phone=contact.phone,
        phone_link=phones.normal(contact.phone) if contact.phone else None,
        hours=tuple(openings.lines(contact.hours.week, language)) if contact.shows_hours else (),
        city=openings.city(contact.hours.zone, language.code),
        callbacks=contact.callbacks,
        order=order,
    )


def topic(state: State, name: str, known_locale: str | None = None) -> Topic:
    """A topic in the reader's language."""
    found: TopicSettings = topic_of(state, name)
    language = Language(reader.locale(known_locale))
    default = state.settings.default_locale

    def said(text: LocalText | None) -> str:
        return text.in_language(language.code, default) if text is not None else ""

    title = said(found.title) or language.say(TOPICS.get(name, TOPICS["other"]))
    faq = state.settings.contact.faq_of(name)
    return Topic(
        name=name,
        title=title,
        owner=said(found.owner) or language.say(SOMEBODY),
        email=address_of(state, found),
        faq=tuple((said(one.question), said(one.answer)) for one in faq),
    )
