"""The rows of replies, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetRow:
    """One version of a snippet: ``texts`` by language, and the reasons of claims that it fits.

    ``snippet_id`` stays the same; the highest ``number`` counts. A shipped one has a row once it was edited.
    """

    snippet_id: str
    number: int
    at: datetime
    by: str
    title: str
    reasons: tuple[str, ...]
    texts: Mapping[str, str]
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """Something that was promised, or that somebody has to do by ``due_at``, in a case or a question.

    ``sequence`` is the event or entry it was made with. ``owner`` and the other people are rows of staff.
    ``text`` says what (to the shopper, or for staff), ``draft`` is an answer to start from. ``consent`` is
    the shopper's yes or no, where it was asked for (P13). It is open until ``settled_at``; ``result`` is
    "done", "broken", or "void" where it no longer mattered. ``next_at`` is when staff are told of it.
    """

    id: str
    kind: str
    made_at: datetime
    due_at: datetime
    case_id: str | None = None
    enquiry_id: str | None = None
    sequence: int | None = None
    made_by: str | None = None
    owner: str | None = None
    text: str | None = None
    draft: str | None = None
    consent: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    result: str | None = None
    next_at: datetime | None = None
    reminders: int = 0
