"""A form of the desk that belongs to no act: what was typed into it, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_amends.errors import InvalidInput
from flask_amends.web.desk.bound import Fault
from flask_amends.web.desk.replying import NOTHING, Help
from flask_amends.web.desk.telling import Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainForm:
    """A form as it is shown. ``typed`` is what was sent, by names with dots; ``wrong`` the sentences by name.

    ``labels`` are the names of its fields where the desk has others, as msgids.
    """

    key: str
    url: str
    token: str
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    latest: None = None
    help: Help = NOTHING

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
        """What is wrong with a field."""
        return self.wrong.get(name, ())

    @property
    def begun(self) -> bool:
        """Whether it comes back, and so stands open."""
        return bool(self.wrong or self.typed or self.help.any)

    def faults(self, tell: Telling) -> list[Fault]:
        """Every fault, with the field it belongs to."""
        return [
            Fault(id=self.id(name) if name else self.key, label=self._label(name, tell), text=text)
            for name, many in self.wrong.items()
            for text in many
        ]

    def _label(self, name: str, tell: Telling) -> str:
        known = self.labels.get(name)
        return tell.language.say(known) if known else tell.field(name)


def sentences(error: InvalidInput, tell: Telling) -> dict[str, tuple[str, ...]]:
    """What is wrong, in words."""
    return {name: tuple(map(tell.fault, many)) for name, many in error.fields.items()}
