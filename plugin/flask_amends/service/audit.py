"""The log of who read and did what: one line each, kept for a time, changed by nobody (security 47)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_amends.state import State
from flask_amends.storage.access import AuditFilters
from flask_amends.storage.access_records import AuditRow
from flask_amends.storage.store import UnitOfWork

__all__ = ["AuditFilters", "AuditRow"]

PAGE = 50
FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
_ID, _NAME, _ABOUT, _ROUTE = 200, 200, 80, 80


class Kind(StrEnum):
    """What somebody did."""

    READ = "read"
    ACT = "act"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who did it: ``staff`` with their id at the shop, a ``key`` of the API, or an ``arbiter`` by link."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is written down. ``about`` is the id of the case, question, person … that it was about.

    ``details`` hold ids and counts: no text that a person wrote or searched for, no token, no secret.
    """

    kind: Kind
    who: Who
    method: str
    route: str
    request_id: str
    about: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    network: str | None = None


def write(unit: UnitOfWork, state: State, note: Note, status: int | None) -> int:
    """Append a line in a running transaction; it is there if and only if that is committed."""
    return unit.audit.add(_row(state, note, status))


def record(state: State, note: Note, status: int | None) -> int:
    """Append a line in a transaction of its own."""
    with state.store.begin() as unit:
        return write(unit, state, note, status)


def begin(state: State, note: Note) -> int:
    """Write down what is about to be done. If that fails, it must not be done."""
    return record(state, note, None)


def end(state: State, begun: int, note: Note, status: int) -> None:
    """Write down how it ended: a line that follows the first one, since no line is ever changed."""
    row = replace(_row(state, note, status), follows=begun, about=None, actor_id=None, details={})
    with state.store.begin() as unit:
        unit.audit.add(row)


def page(
    state: State, wanted: AuditFilters, after: int | None = None, limit: int = PAGE
) -> Sequence[AuditRow]:
    """Lines of the log, the newest first."""
    with state.store.read() as unit:
        return unit.audit.page(wanted, after, limit)


def actors(state: State) -> Sequence[tuple[str, str]]:
    """``(id, name)`` of everybody who stands in the log."""
    with state.store.read() as unit:
        return unit.audit.actors()


def forget(state: State, limit: int = 1000) -> int:
    """Drop lines whose time is over; returns how many."""
    with state.store.begin() as unit:
        return unit.audit.forget(state.clock.now(), limit)


def _row(state: State, note: Note, status: int | None) -> AuditRow:
    now, period = state.clock.now(), state.settings.retention.audit
    return AuditRow(
        at=now,
        kind=note.kind.value,
        actor_kind=note.who.kind,
        actor_id=note.who.id[:_ID],
        actor_name=note.who.name[:_NAME],
        method=note.method[:8],
        route=note.route[:_ROUTE],
        about=note.about[:_ABOUT] if note.about else None,
        details=note.details,
        status=status,
        network=note.network,
        request_id=note.request_id,
        kept_until=FOR_EVER if period is None else now + period,
    )
