"""Watching a column of a shop's own model: what changes is told before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Insert, Update, event, inspect, select, true, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, ORMExecuteState, Session
from sqlalchemy.orm.attributes import set_committed_value

#: ``(thing, old, new) -> value``: what is written in place of the new value.
Changed = Callable[[Any, Any, Any], Any]


def watch_column(column: InstrumentedAttribute[Any], changed: Changed) -> None:
    """Call ``changed`` whenever a flush would write another value, of this model and those made from it.

    A statement that writes many rows at once passes it, as every event of a model: :func:`watch_statements`.
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


# -- statements that write many rows at once -----------------------------------------------------------------

#: Rows are asked for in parts of so many.
_AT_ONCE = 500
_OURS = "amends_settles"


@dataclass(frozen=True, slots=True)
class Change:
    """What a statement has changed of one object: the value before (``None`` in a new row), and now."""

    thing: Any
    old: Any
    new: Any


#: Gives what each object is to hold in place of the new value, in the order given; an error takes all back.
Settle = Callable[[Sequence[Change]], Sequence[Any]]


def watch_statements(column: InstrumentedAttribute[Any], key: str, settle: Settle) -> None:
    """Call ``settle`` with what an ORM statement has written into a column, within its transaction.

    Seen are ``update()`` and ``insert()`` through a session, with values or with a list of rows, and
    ``Query.update``. ``key`` is the attribute by which new rows are found. Text, and statements on a
    connection, pass unseen.
    """

    def executed(run: ORMExecuteState) -> Any:
        if not _writes(run, column):
            return None
        session = run.session
        before: dict[Any, Any] = {}
        if run.is_update:
            given = None if isinstance(run.parameters, list) else run.parameters
            before = dict(_found(session, column, _chosen(run, column), given))
        result = run.invoke_statement()
        where = _new_rows(run, column, key) if run.is_insert else _these(column, [*before])
        changes = [
            (ident, Change(thing, old, new))
            for ident, (thing, new) in _found(session, column, where)
            for old in (before[ident][1] if ident in before else None,)
            if new is not None and new != old
        ]
        _settle(session, column, settle, changes)
        return result

    event.listen(Session, "do_orm_execute", executed)


def _settle(
    session: Session,
    column: InstrumentedAttribute[Any],
    settle: Settle,
    changes: Sequence[tuple[Any, Change]],
) -> None:
    if not changes:
        return
    values: Sequence[Any] = [change.old for _, change in changes]
    try:
        values = settle([change for _, change in changes])
    finally:
        keys = _keys(column)
        other = [
            (change.thing, dict(zip(keys, ident, strict=True)), value)
            for (ident, change), value in zip(changes, values, strict=True)
            if value != change.new
        ]
        if other:
            rows = [{**ident, column.key: value} for _, ident, value in other]
            session.execute(update(column.class_), rows, execution_options={_OURS: True})
        for thing, _, value in other:
            set_committed_value(thing, column.key, value)


def _writes(run: ORMExecuteState, column: InstrumentedAttribute[Any]) -> bool:
    if not (run.is_update or run.is_insert) or run.execution_options.get(_OURS):
        return False
    written = getattr(run.bind_mapper, "class_", None)
    if written is None or not issubclass(written, cast("type[Any]", column.class_)):
        return False
    given = run.parameters
    if isinstance(given, list):
        return any(column.key in row for row in given)
    head, _, _ = str(run.statement).partition("WHERE")
    return any(one.name in head for one in inspect(column.class_).attrs[column.key].columns) or (
        given is not None and column.key in given
    )


def _keys(column: InstrumentedAttribute[Any]) -> list[str]:
    mapper = inspect(column.class_)
    return [mapper.get_property_by_column(one).key for one in mapper.primary_key]


def _chosen(run: ORMExecuteState, column: InstrumentedAttribute[Any]) -> Iterator[Any]:
    """What selects the rows that an update is about to change."""
    given: Any = run.parameters
    if isinstance(given, list):
        keys = _keys(column)
        yield from _these(column, [tuple(row[key] for key in keys) for row in given])
        return
    where = cast("Update", run.statement).whereclause
    yield true() if where is None else where


def _new_rows(run: ORMExecuteState, column: InstrumentedAttribute[Any], key: str) -> Iterator[Any]:
    given: Any = run.parameters
    rows = given if isinstance(given, list) else [given or cast("Insert", run.statement).compile().params]
    names = [row[key] for row in rows if key in row]
    for start in range(0, len(names), _AT_ONCE):
        yield getattr(column.class_, key).in_(names[start : start + _AT_ONCE])


def _these(column: InstrumentedAttribute[Any], idents: Sequence[Any]) -> Iterator[Any]:
    keys = [getattr(column.class_, key) for key in _keys(column)]
    for start in range(0, len(idents), _AT_ONCE):
        yield tuple_(*keys).in_(idents[start : start + _AT_ONCE])


def _found(
    session: Session, column: InstrumentedAttribute[Any], wheres: Iterable[Any], given: Any = None
) -> Iterator[tuple[Any, tuple[Any, Any]]]:
    """Each object by its primary key, with the value that is stored."""
    cls = column.class_
    keys = [getattr(cls, key) for key in _keys(column)]
    for where in wheres:
        for thing, value, *ident in session.execute(select(cls, column, *keys).where(where), given):
            yield tuple(ident), (thing, value)
