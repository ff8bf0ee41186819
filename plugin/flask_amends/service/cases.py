"""Reading cases: one whole case for a viewer, and the inbox of the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import NotFound
from flask_amends.service import views
from flask_amends.state import State
from flask_amends.storage.records import CaseSummary, CaseView, Entry, StoredFile

__all__ = [
    "CaseView",
    "Entry",
    "Filters",
    "counts",
    "get",
    "get_by_reference",
    "get_file",
    "list_for_desk",
    "unanswered",
]

PAGE = 50
LONGEST_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the inbox shows; ``None`` and empty mean everything."""

    statuses: tuple[str, ...] = ()
    awaiting: str | None = None
    is_open: bool | None = True
    marketplace: str | None = None
    order_number: str | None = None
    reference_number: str | None = None
    email: str | None = None
    search: str | None = None


def get(state: State, case_id: str, viewer: Actor) -> CaseView:
    """The whole case, with what ``viewer`` can do now. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        if row is None:
            raise NotFound("case", case_id)
        return views.load(unit, row, viewer, state.clock.now())


def get_by_reference(state: State, reference_number: str, viewer: Actor) -> CaseView:
    """The case behind the number that people say. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        case_id = unit.cases.id_of(reference_number.strip().upper())
    if case_id is None:
        raise NotFound("case", reference_number)
    return get(state, case_id, viewer)


def get_file(state: State, case_id: str, file_id: str) -> StoredFile:
    """A photo of this case. Raises :class:`NotFound`, also for an erased one."""
    with state.store.read() as unit:
        file = unit.files.get(case_id, file_id)
    if file is None or file.is_erased:
        raise NotFound("file", file_id)
    return file


def list_for_desk(
    state: State, filters: Filters | None = None, after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> Sequence[CaseSummary]:
    """A page of cases: open ones by deadline, others by when they were opened, the newest first.

    ``after`` is ``(due_at or opened_at, id)`` of the last line of the page before.
    """
    wanted = filters or Filters()
    with state.store.read() as unit:
        return unit.cases.page(
            statuses=wanted.statuses,
            awaiting=wanted.awaiting,
            is_open=wanted.is_open,
            marketplace=wanted.marketplace,
            order_number=wanted.order_number,
            reference_number=wanted.reference_number,
            email=wanted.email,
            search=wanted.search,
            after=after,
            limit=min(limit, LONGEST_PAGE),
        )


def counts(state: State) -> Mapping[str, int]:
    """How many open cases stand in each status."""
    with state.store.read() as unit:
        return unit.inbox.by_status()


def unanswered(state: State, case_ids: Collection[str]) -> frozenset[str]:
    """Those of these cases in which the shopper wrote last (T7)."""
    with state.store.read() as unit:
        return unit.history.unanswered(case_ids)
