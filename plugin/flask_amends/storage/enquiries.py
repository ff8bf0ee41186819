"""Questions to the shop: each one, what was written in it, and the queue by promised date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, func, insert, or_, select, update

from flask_amends.storage.contact_records import EnquiryMessage, EnquiryRow
from flask_amends.storage.repository import Repository

#: Where the shop owes something.
WAITING = ("held", "open")


class Enquiries(Repository):
    """Enquiries and their entries."""

    def add(self, enquiry: EnquiryRow) -> None:
        """A new enquiry."""
        values = {name: getattr(enquiry, name) for name in EnquiryRow.__slots__}
        values["wanted"] = list(enquiry.wanted)
        self.connection.execute(insert(self.tables.enquiries), values)

    def get(self, enquiry_id: str, *, lock: bool = False) -> EnquiryRow | None:
        """One enquiry; with ``lock`` nobody else changes it before the transaction ends."""
        enquiries = self.tables.enquiries
        mine = select(enquiries).where(enquiries.c.id == enquiry_id)
        if lock and self.locks_rows:
            mine = mine.with_for_update()
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else _enquiry(found)

    def change(self, enquiry_id: str, **values: Any) -> None:
        """Write some columns."""
        enquiries = self.tables.enquiries
        self.connection.execute(update(enquiries).where(enquiries.c.id == enquiry_id).values(values))

    def say(self, message: EnquiryMessage) -> None:
        """Add an entry; its number is the next one."""
        values = {name: getattr(message, name) for name in EnquiryMessage.__slots__}
        self.connection.execute(insert(self.tables.enquiry_messages), values)

    def messages_of(self, enquiry_id: str) -> Sequence[EnquiryMessage]:
        """The entries in their order."""
        messages = self.tables.enquiry_messages
        mine = select(messages).where(messages.c.enquiry_id == enquiry_id).order_by(messages.c.number)
        return [EnquiryMessage(**row) for row in self.connection.execute(mine).mappings()]

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Where time has something to do."""
        enquiries = self.tables.enquiries
        mine = select(enquiries.c.id).where(enquiries.c.sweep_at <= now)
        return self.connection.scalars(mine.order_by(enquiries.c.sweep_at).limit(limit)).all()

    def waiting(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[EnquiryRow]:
        """Where the shop owes something, the earliest promise first; ``after`` is the last one seen."""
        enquiries = self.tables.enquiries
        mine = select(enquiries).where(enquiries.c.state.in_(WAITING))
        if after is not None:
            at, key = after
            later = and_(enquiries.c.answer_by == at, enquiries.c.id > key)
            mine = mine.where(or_(enquiries.c.answer_by > at, later))
        found = self.connection.execute(mine.order_by(enquiries.c.answer_by, enquiries.c.id).limit(limit))
        return [_enquiry(row) for row in found.mappings()]

    def settled(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[EnquiryRow]:
        """Answered and closed ones, the latest first."""
        enquiries = self.tables.enquiries
        mine = select(enquiries).where(enquiries.c.state.not_in(WAITING))
        if after is not None:
            at, key = after
            earlier = and_(enquiries.c.updated_at == at, enquiries.c.id < key)
            mine = mine.where(or_(enquiries.c.updated_at < at, earlier))
        order = (enquiries.c.updated_at.desc(), enquiries.c.id.desc())
        found = self.connection.execute(mine.order_by(*order).limit(limit))
        return [_enquiry(row) for row in found.mappings()]

    def count_waiting(self, *, before: datetime | None = None) -> int:
        """How many wait for the shop; with ``before``, whose promised moment is over by then."""
        enquiries = self.tables.enquiries
        mine = select(func.count()).where(enquiries.c.state.in_(WAITING))
        if before is not None:
            mine = mine.where(enquiries.c.answer_by <= before)
        return self.connection.scalar(mine) or 0

    def of_persons(self, person_ids: Collection[str]) -> Sequence[EnquiryRow]:
        """Every enquiry of these persons."""
        enquiries = self.tables.enquiries
        theirs = select(enquiries).where(enquiries.c.person_id.in_(person_ids)).order_by(enquiries.c.id)
        return [_enquiry(row) for row in self.connection.execute(theirs).mappings()]

    def erase(self, enquiry_ids: Collection[str]) -> int:
        """Forget every text of these enquiries and what tells their order; returns how many texts went."""
        enquiries, messages = self.tables.enquiries, self.tables.enquiry_messages
        theirs = and_(messages.c.enquiry_id.in_(enquiry_ids), messages.c.text.is_not(None))
        gone = self.connection.execute(update(messages).where(theirs).values(text=None)).rowcount
        nothing: dict[str, Any] = {"order_number": None, "time_zone": None, "wanted": [], "slot_at": None}
        self.connection.execute(update(enquiries).where(enquiries.c.id.in_(enquiry_ids)).values(nothing))
        return gone


def _enquiry(row: RowMapping) -> EnquiryRow:
    return EnquiryRow(**{**row, "wanted": tuple(row["wanted"])})
