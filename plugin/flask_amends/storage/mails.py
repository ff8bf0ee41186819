"""Mails to write: only what and to whom; the words are made on sending, so none outlives its person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, and_, func, select, update

from flask_amends.storage.records import MailRow
from flask_amends.storage.repository import Repository, insert_unless_there
from flask_amends.storage.tables import Tables


class Mails(Repository):
    """The outbox of mails."""

    def add(self, mails: Iterable[MailRow]) -> None:
        """Mails to send; one that was asked for before (same event, kind and recipient) is left as it is."""
        values = [{name: getattr(mail, name) for name in MailRow.__slots__} for mail in mails]
        if values:
            self.connection.execute(_adding(self.tables, self.connection.dialect.name), values)

    def claim(self, *, now: datetime, until: datetime, lease: str, limit: int = 20) -> Sequence[MailRow]:
        """Take due mails under a lease; they are due again at ``until`` if nothing is recorded by then."""
        mails = self.tables.mails
        due = select(mails.c.id).where(mails.c.state == "pending", mails.c.next_at <= now)
        due = due.order_by(mails.c.next_at, mails.c.id).limit(limit)
        if self.locks_rows:
            due = due.with_for_update(skip_locked=True)
        ids = self.connection.scalars(due).all()
        if not ids:
            return []
        taken = update(mails).where(mails.c.id.in_(ids)).values(lease=lease, next_at=until)
        found = self.connection.execute(taken.returning(mails)).mappings()
        return sorted((MailRow(**row) for row in found), key=lambda mail: (mail.event_sequence, mail.id))

    def record(self, mail_id: str, *, lease: str, **values: Any) -> bool:
        """Count an attempt and write what came of it; ``False`` if another worker holds the mail now."""
        mails = self.tables.mails
        mine = and_(mails.c.id == mail_id, mails.c.lease == lease, mails.c.state == "pending")
        changed = {"lease": None, "attempts": mails.c.attempts + 1, **values}
        return self.connection.execute(update(mails).where(mine).values(changed)).rowcount == 1

    def postpone(self, mail_id: str, *, lease: str, until: datetime) -> None:
        """Let a mail wait for its time; that is no attempt."""
        mails = self.tables.mails
        mine = and_(mails.c.id == mail_id, mails.c.lease == lease, mails.c.state == "pending")
        self.connection.execute(update(mails).where(mine).values(lease=None, next_at=until))

    def of(self, topic_id: str, topic: str = "case") -> Sequence[MailRow]:
        """The mails about a case, or about another thing, in their order."""
        mails = self.tables.mails
        mine = select(mails).where(mails.c.topic == topic, mails.c.topic_id == topic_id)
        mine = mine.order_by(mails.c.event_sequence, mails.c.id)
        return [MailRow(**row) for row in self.connection.execute(mine).mappings()]

    def cancel_to(self, person_ids: Collection[str]) -> int:
        """Send nothing more to these persons."""
        mails = self.tables.mails
        waiting = and_(mails.c.person_id.in_(person_ids), mails.c.state == "pending")
        return self.connection.execute(
            update(mails).where(waiting).values(state="cancelled", lease=None)
        ).rowcount

    def next_at(self) -> datetime | None:
        """When a mail is due next."""
        mails = self.tables.mails
        found: datetime | None = self.connection.scalar(
            select(func.min(mails.c.next_at)).where(mails.c.state == "pending")
        )
        return found


@cache
def _adding(tables: Tables, dialect: str) -> Insert:
    return insert_unless_there(tables.mails, dialect)
