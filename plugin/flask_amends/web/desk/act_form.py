"""An act of the desk, as an entry of its registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_amends.disputes.commands import Command
from flask_amends.disputes.vocabulary import Action, Actor
from flask_amends.web.desk.build import Sent
from flask_amends.web.fields import FormSchema


class Place(StrEnum):
    """Where on the case page an act stands."""

    ANSWER = "answer"
    MORE = "more"
    REVIEW = "review"
    TALK = "talk"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """One act of the desk.

    ``title``, ``lead`` and ``button`` are msgids. A ``reviewed`` act is shown once more, with what follows
    from it, before it is done: it binds the shop or ends something (X6). ``dated`` makes the command for a
    moment, so that the core itself can be asked which moment is the last one it takes. An ``unfolded`` one
    shows its fields at once. ``name`` tells apart two acts with the same action.
    """

    action: Action
    seat: Actor
    title: str
    button: str
    lead: str = ""
    schema: type[FormSchema]
    build: Callable[[Sent], Command]
    template: str
    place: Place = Place.ANSWER
    reviewed: bool = False
    takes_files: bool = False
    unfolded: bool = False
    dated: Callable[[Actor, datetime], Command] | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """The last part of the act's address."""
        return self.name or self.action.value
