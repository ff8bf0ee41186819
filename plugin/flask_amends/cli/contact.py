"""What the doctor says about how the shop is reached: nothing set is fine, half of it is not."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.settings import contact as keys
from flask_amends.settings.contact_values import LocalText
from flask_amends.state import State


def examine(state: State) -> Iterator[Finding]:
    """Topics, promise and calls as understood; topics that reach nobody, and texts that lack a language."""
    contact = state.settings.contact
    topics = ", ".join(one.name for one in contact.questions) or "none"
    calls = "calls offered" if contact.callbacks else "no calls offered"
    yield ok("contact", f"topics {topics}; an answer within {contact.answer_within} working days; {calls}")
    unreached = [one.name for one in contact.topics if one.email is None]
    if state.settings.staff_email is None and unreached:
        text = f"gives {', '.join(unreached)} no address, so nobody is written to: the desk alone shows them."
        yield advice(keys.TOPICS, text)
    for key, said in _texts(state):
        if missing := said.missing(state.settings.locales):
            yield advice(key, f"lacks {', '.join(missing)} beside {next(iter(said.texts.values()))!r}.")


def _texts(state: State) -> Iterator[tuple[str, LocalText]]:
    contact = state.settings.contact
    for topic in contact.topics:
        yield from ((keys.TOPICS, one) for one in (topic.title, topic.owner) if one is not None)
    for one in contact.faq:
        yield keys.FAQ, one.question
        yield keys.FAQ, one.answer
