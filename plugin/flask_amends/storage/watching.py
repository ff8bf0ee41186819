"""Watching a column of a shop's own model: what changes is told before it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstrumentedAttribute

#: ``(thing, old, new) -> value``: what is written in place of the new value.
Changed = Callable[[Any, Any, Any], Any]


def watch_column(column: InstrumentedAttribute[Any], changed: Changed) -> None:
    """Call ``changed`` whenever a flush would write another value, of this model and those made from it.

    A statement that updates many rows at once writes past it, as past every event of a model.
    """

    def written(_mapper: Any, _connection: Any, thing: Any) -> None:
        history = inspect(thing).attrs[column.key].history
        if not history.added:
            return
        [new] = history.added
        old = history.deleted[0] if history.deleted else None
        value = changed(thing, old, new)
        if value != new:
            setattr(thing, column.key, value)

    for name in ("before_insert", "before_update"):
        event.listen(column.class_, name, written, propagate=True)


def is_nullable(column: InstrumentedAttribute[Any]) -> bool:
    """Whether the column can be empty."""
    return all(one.nullable for one in inspect(column.class_).attrs[column.key].columns)


def notes_of(thing: Any) -> dict[Any, Any]:
    """What can be kept beside an object of a model, as long as it lives."""
    notes: dict[Any, Any] = inspect(thing).info
    return notes
