"""What the pages about reaching the shop show, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What somebody can write about. ``owner`` is who answers, ``faq`` what is often asked.

    A ``title`` or ``owner`` of the shop's own is in the reader's language already.
    """

    name: str
    title: str
    owner: str
    email: str | None = None
    faq: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How the shop is reached. ``hours`` are lines of days and times, on the wall clock of ``city``.

    ``answer_by`` is when a message sent now is answered at the latest; ``within`` the working days that is.
    """

    complaints: Topic
    questions: tuple[Topic, ...]
    answer_by: datetime
    within: int
    phone: str | None = None
    phone_link: str | None = None
    hours: tuple[tuple[str, str], ...] = ()
    city: str = ""
    callbacks: bool = False
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time at which somebody can be called, in words: in the reader's zone, the shop's beside it."""

    value: str
    text: str
    at_night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDay:
    """The slots of one day of the reader's calendar."""

    name: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a question's page. A ``text`` of ``None`` was erased, or there was none."""

    kind: str
    by: str
    at: datetime
    name: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A question as its sender sees it."""

    reference: str
    topic: Topic
    state: str
    entries: tuple[Entry, ...]
    answer_by: datetime | None = None
    slot_at: datetime | None = None
    slot_end: datetime | None = None
    order_number: str | None = None
    phone: str | None = None
    wanted: tuple[tuple[datetime, datetime], ...] = ()
