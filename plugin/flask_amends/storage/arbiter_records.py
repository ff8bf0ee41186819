"""The rows of outside arbiters and of holds, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """One person from outside, asked to decide one case under one assignment (``assignment_id``).

    ``person_id`` is who decides, ``created_by`` who of the staff asked them. Their mailed links have the id
    of this row in ``about``.
    """

    id: str
    case_id: str
    assignment_id: str
    person_id: str
    locale: str
    created_by: str
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSession:
    """An opened seat; the cookie holds a token of which only the hash is kept."""

    token_hash: str
    seat_id: str
    created_at: datetime
    last_use_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """A case whose words must be kept: why, who answers for it, and when it was lifted.

    Once the case's words are erased, ``reason``, ``owner`` and ``lift_reason`` are ``None``.
    """

    id: str
    case_id: str
    reason: str | None
    owner: str | None
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None
