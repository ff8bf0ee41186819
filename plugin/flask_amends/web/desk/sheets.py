"""A small form of the desk that is no act in a case: its fields, what was typed there and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import request

from flask_amends.errors import InvalidInput
from flask_amends.state import State
from flask_amends.web import csrf
from flask_amends.web.desk.bound import Fault
from flask_amends.web.desk.telling import Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form as it is shown. ``labels`` name its fields (msgids), ``typed`` is what was sent, ``wrong`` the
    sentences by field; the fault of the form as a whole has the name "".
    """

    key: str
    url: str
    token: str
    labels: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latest: None = None

    def id(self, name: str) -> str:
        """The id of a field in the page."""
        return f"{self.key}-{name}" if name else f"act-{self.key}"

    def value(self, name: str, default: str = "") -> str:
        """What was typed there."""
        return self.typed.get(name, default)

    def errors(self, name: str) -> tuple[str, ...]:
        """What is wrong with a field."""
        return self.wrong.get(name, ())

    @property
    def open(self) -> bool:
        """Whether it comes back with something in it, and so stands open."""
        return bool(self.wrong) or any(self.typed.values())

    def faults(self, tell: Telling) -> list[Fault]:
        """Every fault, with the field it belongs to."""
        return [
            Fault(id=self.id(name), label=self._label(name, tell), text=one)
            for name, many in self.wrong.items()
            for one in many
        ]

    def again(self, tell: Telling, error: InvalidInput | None = None) -> Sheet:
        """The same form with everything that was sent, and what is wrong with it."""
        sent = {name: value for name, value in request.form.items() if name != csrf.FIELD}
        wrong: dict[str, tuple[str, ...]] = {}
        for name, many in (error.fields if error else {}).items():
            known = name if name in self.labels else ""
            wrong[known] = (*wrong.get(known, ()), *(tell.fault(one) for one in many))
        return replace(self, typed=sent, wrong=wrong)

    def _label(self, name: str, tell: Telling) -> str:
        label = self.labels.get(name)
        return tell.language.say(label) if label else ""


def sheet(
    state: State, key: str, url: str, *, bound: str, labels: Mapping[str, str] | None = None, **typed: str
) -> Sheet:
    """An empty form; ``bound`` ties it to who may send it and what it is about."""
    token = csrf.issue(state, f"desk.{key}", bound=bound)
    return Sheet(key=key, url=url, token=token, labels=labels or {}, typed=typed)


def received(state: State, key: str, *, bound: str) -> csrf.Form:
    """The form of this request.

    Raises :class:`flask_amends.errors.NotAllowed` for one that is not ours, and
    :class:`flask_amends.service.tokens.BadToken` for one that is too old.
    """
    return csrf.form_of(state, f"desk.{key}", bound=bound)
