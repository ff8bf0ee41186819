"""What may not be sent: a text that waits for somebody's own words, or that nobody has touched (P11, D7).

Every text of staff to a shopper passes here, whichever way it comes: cases, offers, questions, the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache

from amends_widgets.words.snippets import VARIABLES
from flask_amends.disputes.commands import Command
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import InvalidInput, Message
from flask_amends.service import snippets
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork

#: What a person has to write, such as ``[[what happened]]``.
PERSONAL = re.compile(r"\[\[(.{0,200}?)\]\]", re.DOTALL)
_VARIABLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")
_PARTS = re.compile(r"\[\[.{0,200}?\]\]|\{(?:" + "|".join(VARIABLES) + r")\}", re.DOTALL)
#: The fields of commands in which somebody writes to the other side.
WRITTEN = ("text", "note")


def left_to_write(text: str) -> list[str]:
    """What still has to be written: the words in each ``[[…]]``, and variables that were not filled."""
    return [one.strip() for one in PERSONAL.findall(text)] + _VARIABLE.findall(text)


def check_sendable(unit: UnitOfWork, state: State, text: str, *, field: str = "text") -> None:
    """Raise :class:`InvalidInput` for a text that is not ready to be sent to a shopper.

    The codes are ``personal_left`` (something in ``[[…]]``, or a variable, is still there; its ``left`` names
    the first one) and ``unedited`` (it is a snippet or a ready answer as it stands, in any version and
    language, with its variables filled or not; spaces and case do not count).
    """
    if fault := fault_of(unit, state, text):
        raise InvalidInput({field: [fault]})


def fault_of(unit: UnitOfWork, state: State, text: str) -> Message | None:
    """Why a text is not ready to be sent; ``None`` if it is."""
    if left := left_to_write(text):
        return Message(code="personal_left", params={"left": left[0], "limit": len(left)})
    if is_unedited(text, _known(unit, state)):
        return Message(code="unedited")
    return None


def is_unedited(text: str, known: Iterable[str]) -> bool:
    """Whether a text is one of these, whatever stands for their variables and with the rest left out."""
    folded = fold(text)
    return bool(folded) and any(_pattern(one).fullmatch(folded) for one in known)


def fold(text: str) -> str:
    """A text without what does not make it anybody's own: case, spaces, marks of direction.

    Lines stay apart, so that nothing that was filled in for a variable runs on into the next one.
    """
    plain = re.sub("[\u200e\u200f\u2066-\u2069]", "", text)
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line).casefold()


def check_command(unit: UnitOfWork, state: State, command: Command, by: Party) -> None:
    """As :func:`check_sendable`, for what the shop or its staff write in a case."""
    if by.actor is not Actor.SHOP and by.staff is None:
        return
    for name in _written(command):
        check_sendable(unit, state, getattr(command, name), field=name)


def _written(command: Command) -> Iterator[str]:
    return (one.name for one in fields(command) if one.name in WRITTEN and getattr(command, one.name))


def _known(unit: UnitOfWork, state: State) -> Iterator[str]:
    """Every text that is nobody's own: snippets of now and before, and answers to what is often asked."""
    for one in snippets.of(unit):
        yield from one.texts.values()
    yield from snippets.shipped_texts()
    yield from unit.snippets.texts()
    for faq in state.settings.contact.faq:
        yield from faq.answer.texts.values()


@lru_cache(maxsize=2048)
def _pattern(text: str) -> re.Pattern[str]:
    """What a snippet looks like once it was inserted and nothing of one's own was written.

    A variable may be filled with anything short that is not a sentence of its own; what a person was to
    write may be gone.
    """
    parts: list[str] = []
    end = 0
    for found in _PARTS.finditer(text):
        parts += [
            *_words(text[end : found.start()]),
            "[^.!?\n]{0,200}?" if found[0][0] == "{" else "(?:\\[\\[.*?\\]\\])?",
        ]
        end = found.end()
    parts += _words(text[end:])
    return re.compile(r"\s*".join(parts))


def _words(text: str) -> list[str]:
    return [re.escape(word) for word in fold(text).split()]
