"""What the desk keeps beside a case, and a line of the inbox, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Priority(StrEnum):
    """How staff rank a case among others; no rule of the life cycle reads it."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Severity(StrEnum):
    """How far an upset shopper has gone or says to go, the mildest first (F1)."""

    CALL = "call"
    REVIEW = "review"
    PUBLIC_POST = "public_post"
    LAWSUIT = "lawsuit"


#: What harms the shop in public or in court.
SEVERE = (Severity.PUBLIC_POST, Severity.LAWSUIT)
LONGEST_TAG = 40
MOST_TAGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of the staff; never shown to a shopper. ``text`` is ``None`` once it is erased."""

    id: str
    case_id: str
    author_id: str | None
    author_name: str | None
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDesk:
    """What the desk keeps beside one case. ``assignee_id`` is the id that the shop's ``staff_check`` gives.

    ``unanswered_at`` is the moment of the first message of the shopper that waits for an answer (T7).
    """

    case_id: str
    assignee_id: str | None
    assignee_name: str | None
    priority: Priority
    severity: Severity | None
    severity_by: str | None
    severity_at: datetime | None
    unanswered_at: datetime | None
    changed_at: datetime
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A case in the inbox."""

    id: str
    reference_number: str
    version: int
    status: str
    awaiting: str | None
    reason: str
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    order_number: str | None
    marketplace: str | None
    shopper_name: str | None
    shopper_email: str | None
    unanswered_at: datetime | None
    assignee_id: str | None
    assignee_name: str | None
    priority: str
    severity: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the inbox is asked for; empty means everything. All that is given must be true of a case.

    ``assignee`` is the id of somebody of the staff, ``""`` for cases that nobody has. ``terms`` are folded
    (:mod:`flask_amends.storage.folding`) and found at the beginning of words. ``due_before`` is a moment up
    to which a case must be due.
    """

    is_open: bool = True
    statuses: tuple[str, ...] = ()
    awaiting: tuple[str, ...] = ()
    reason: str | None = None
    marketplace: str | None = None
    assignee: str | None = None
    priority: str | None = None
    severity: tuple[str, ...] = ()
    tag: str | None = None
    is_unanswered: bool = False
    due_before: datetime | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the list: the sort value and the id of a line, and whether what stands before is wanted."""

    at: datetime
    case_id: str
    backwards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """How many open cases stand in each quick view."""

    mine: int
    unassigned: int
    overdue: int
    today: int
    unanswered: int
    severe: int
