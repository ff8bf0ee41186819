"""Notices that were finished a moment ago: shown again as they are while nothing about them is different.

What is kept goes by everything that the finished piece depends on, so it is never looked up by what a page is
about, and there is nothing to forget when a fact changes: other facts are another piece (performance, B11).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any

from markupsafe import Markup

from amends_widgets.noticefacts import SpokenNotice
from flask_amends.disputes.money import Money
from flask_amends.notices.model import Notice
from flask_amends.service.notices.shown import fingerprint
from flask_amends.state import State

#: A reference tells when its notice was made; that is no longer ago than this when it is shown.
LONGEST = timedelta(seconds=10)
#: Equal values of these are shown alike.
_ALIKE = frozenset({str, int, bool, NoneType})
#: Of these some are equal and shown differently, such as 0 and -0.
_SPELLED = frozenset({Decimal, datetime, date, float, Money})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What stands in a place: the notices as they were said, and their HTML."""

    said: tuple[SpokenNotice, ...]
    html: Markup


class _UnknownError(TypeError):
    """A value of which nobody knows what it will be shown as, such as one that translates itself."""


def piece(state: State, key: Hashable | None, make: Callable[[], Piece]) -> Piece:
    """The piece for a key, made if it was not made a moment ago, or if there is no key."""
    if key is None:
        return make()
    keep = min(state.settings.notices.memory, LONGEST)
    return state.finished.get(key, state.clock.now(), keep, make)


def key_of(notices: Iterable[Notice], *others: Hashable) -> Hashable | None:
    """All that notices say and refer to, and ``others``; ``None`` if that cannot be told by looking."""
    try:
        return (*others, *map(_notice, notices))
    except _UnknownError:
        return None


def _notice(one: Notice) -> Hashable:
    return (
        one.kind,
        one.severity,
        one.significant,
        one.priority,
        one.dedupe,
        *map(_exactly, (one.about, one.name, one.state)),
        tuple((line.key, _values(line.params)) for line in one.lines),
        _values(one.data),
        fingerprint(one.facts),
    )


def _values(values: Mapping[str, Any]) -> Hashable:
    return tuple((name, _exactly(value)) for name, value in values.items())


def _exactly(value: Any) -> Hashable:
    """The value, told apart from every other one that would be shown in another way."""
    kind = type(value)
    if kind in _ALIKE:
        return (kind, value)
    if kind in _SPELLED:
        return (kind, repr(value))
    raise _UnknownError
