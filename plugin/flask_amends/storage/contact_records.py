"""The rows of questions to the shop, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryRow:
    """A question to the shop, or a wish to be called back.

    ``answer_by`` is the moment the shop has promised something for, while it owes something; ``wanted`` are
    the beginnings of the slots in which the shopper can be called (ISO 8601, UTC), ``slot_at`` the agreed
    one. ``written`` is the number of the last entry. ``sweep_at`` is when time has something to do here.
    """

    id: str
    reference_number: str
    topic: str
    state: str
    person_id: str
    locale: str
    created_at: datetime
    updated_at: datetime
    order_number: str | None = None
    case_id: str | None = None
    time_zone: str | None = None
    wanted: tuple[str, ...] = ()
    slot_at: datetime | None = None
    written: int = 0
    answer_by: datetime | None = None
    sweep_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryMessage:
    """Something written or done in an enquiry. ``text`` is ``None`` where there is none, or it was erased."""

    enquiry_id: str
    number: int
    kind: str
    by: str
    at: datetime
    person_id: str | None = None
    text: str | None = None
