"""A form on a page: an entry of the registry with what was typed into it, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_amends.disputes.vocabulary import Actor
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.replying import NOTHING, WORDS, Help
from flask_amends.web.desk.telling import Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, in words; ``id`` is the field it links to."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A form as it is shown. ``typed`` is what was sent, by names with dots; ``wrong`` the sentences by name.

    ``latest`` is the last moment that a date of it can be, ``photos`` are files that were taken in already.
    """

    form: ActForm
    url: str
    token: str
    version: int
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latest: datetime | None = None
    photos: tuple[Any, ...] = ()
    open: bool = False
    help: Help = NOTHING

    @property
    def key(self) -> str:
        return self.form.key

    @property
    def takes_snippets(self) -> bool:
        """Whether a snippet can be put in: where the shop writes to the shopper."""
        return self.form.seat is Actor.SHOP and any(name in self.form.schema().fields for name in WORDS)

    def id(self, name: str) -> str:
        """The id of a field in the page."""
        return f"{self.key}-{name.replace('.', '-')}"

    def value(self, name: str, default: str = "") -> str:
        """What was typed there."""
        return self.typed.get(name, default)

    def has(self, value: str, prefix: str) -> bool:
        """Whether a box of a list was ticked: ``prefix`` is the list's name."""
        return any(typed == value for name, typed in self.typed.items() if name.startswith(f"{prefix}."))

    def errors(self, name: str) -> tuple[str, ...]:
        """What is wrong with a field; a list has the faults of its entries."""
        below = f"{name}."
        return tuple(
            one for path, many in self.wrong.items() if path == name or path.startswith(below) for one in many
        )

    def own(self, name: str) -> tuple[str, ...]:
        """What is wrong with a group as a whole, and not with one of its fields."""
        return self.wrong.get(name, ())

    def needs(self, name: str) -> bool:
        """Whether a field has to be filled in."""
        return self.form.schema().fields[name].required

    def begun(self, prefix: str) -> bool:
        """Whether anything was typed into, or is wrong with, the fields under ``prefix``."""
        below = f"{prefix}."
        return any(name.startswith(below) for name in (*(n for n, v in self.typed.items() if v), *self.wrong))

    def faults(self, tell: Telling) -> list[Fault]:
        """Every fault in the order of the fields, with the field it belongs to; a note comes last."""
        return [
            Fault(id=self.id(path) if path else f"act-{self.key}", label=tell.field(path), text=text)
            for path, many in sorted(self.wrong.items(), key=lambda one: one[0] == "note")
            for text in many
        ]
