"""Orders whose buyers were asked to confirm them, and when they did (K1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from flask_amends.storage.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationRow:
    """One order; its buyer was asked once, and confirms it once. ``until`` keeps its delivery as planned."""

    id: str
    order_number: str
    person_id: str | None
    locale: str
    asked_at: datetime
    until: datetime
    confirmed_at: datetime | None = None


class Confirmations(Repository):
    """Orders that are confirmed by a tap."""

    def add(self, row: ConfirmationRow) -> bool:
        """Ask for one; ``False`` if it was asked for before."""
        values = {name: getattr(row, name) for name in ConfirmationRow.__slots__}
        return self.insert_once(self.tables.order_confirmations, {**values, "person_id": None})

    def of_person(self, confirmation_id: str, person_id: str) -> None:
        """Say whose order it is."""
        asked = self.tables.order_confirmations
        self.connection.execute(
            update(asked).where(asked.c.id == confirmation_id).values(person_id=person_id)
        )

    def get(self, confirmation_id: str) -> ConfirmationRow | None:
        """One, by its id."""
        return self._one(self.tables.order_confirmations.c.id == confirmation_id)

    def of_order(self, order_number: str) -> ConfirmationRow | None:
        """One, by its order."""
        return self._one(self.tables.order_confirmations.c.order_number == order_number)

    def confirm(self, confirmation_id: str, *, now: datetime) -> bool:
        """Note that it is confirmed; ``False`` if it was before."""
        asked = self.tables.order_confirmations
        mine = update(asked).where(asked.c.id == confirmation_id, asked.c.confirmed_at.is_(None))
        return self.connection.execute(mine.values(confirmed_at=now)).rowcount == 1

    def erase(self, person_ids: Collection[str]) -> int:
        """Forget whose orders they were."""
        asked = self.tables.order_confirmations
        theirs = update(asked).where(asked.c.person_id.in_(person_ids))
        return self.connection.execute(theirs.values(person_id=None)).rowcount

    def drop(self, before: datetime, limit: int) -> int:
        """Drop those that were asked for before a moment."""
        asked = self.tables.order_confirmations
        old = select(asked.c.id).where(asked.c.asked_at < before).limit(limit)
        return self.connection.execute(delete(asked).where(asked.c.id.in_(old))).rowcount

    def _one(self, mine: ColumnElement[bool]) -> ConfirmationRow | None:
        asked = select(self.tables.order_confirmations).where(mine)
        found = self.connection.execute(asked).mappings().one_or_none()
        return None if found is None else ConfirmationRow(**found)
