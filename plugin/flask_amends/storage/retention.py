"""What is past its time, family by family, in batches; and the traces that erasing has to reach as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, func, or_, select, update

from flask_amends.storage.repository import Repository


class Retention(Repository):
    """Finds what is to be forgotten, and drops rows that only told of something done."""

    # -- what a service forgets with all that hangs on it ----------------------------------------------------

    def cases_before(self, before: datetime, limit: int) -> Sequence[str]:
        """Cases closed by then, of which something is left, and which nobody has put on hold."""
        cases, holds = self.tables.cases, self.tables.case_holds
        on_hold = exists().where(holds.c.case_id == cases.c.id, holds.c.lifted_at.is_(None))
        mine = select(cases.c.id).where(
            cases.c.closed_at.is_not(None),
            cases.c.forgotten_at.is_(None),
            cases.c.closed_at < before,
            ~on_hold,
        )
        return self.connection.scalars(mine.order_by(cases.c.closed_at).limit(limit)).all()

    def questions_before(self, before: datetime, limit: int) -> Sequence[str]:
        """Questions that nobody owes an answer to, last touched before then, with words left in them."""
        enquiries = self.tables.enquiries
        settled = enquiries.c.state.in_(("answered", "closed"))
        mine = select(enquiries.c.id).where(settled, enquiries.c.updated_at < before, self._has_words())
        return self.connection.scalars(mine.order_by(enquiries.c.updated_at).limit(limit)).all()

    def withdrawals_before(self, before: datetime, limit: int) -> Sequence[str]:
        """Withdrawals handled before then whose statement is still there."""
        withdrawals = self.tables.withdrawals
        mine = select(withdrawals.c.id).where(
            withdrawals.c.handled_at < before, withdrawals.c.statement.is_not(None)
        )
        return self.connection.scalars(mine.order_by(withdrawals.c.handled_at).limit(limit)).all()

    def reviews_before(self, before: datetime, limit: int) -> Sequence[str]:
        """Reviews and invitations last touched before then that still name a person or hold a comment."""
        reviews = self.tables.reviews
        touched = func.coalesce(reviews.c.changed_at, reviews.c.submitted_at, reviews.c.invited_at)
        named = or_(reviews.c.person_id.is_not(None), reviews.c.comment.is_not(None))
        return self.connection.scalars(select(reviews.c.id).where(named, touched < before).limit(limit)).all()

    def persons_before(self, before: datetime, limit: int) -> Sequence[str]:
        """Shoppers from before then of whom nothing is left but a name and addresses."""
        t, persons = self.tables, self.tables.persons
        left = (
            exists().where(t.cases.c.shopper_id == persons.c.id, t.cases.c.forgotten_at.is_(None)),
            exists().where(t.enquiries.c.person_id == persons.c.id, self._is_alive()),
            exists().where(t.withdrawals.c.person_id == persons.c.id, t.withdrawals.c.statement.is_not(None)),
            exists().where(t.reviews.c.person_id == persons.c.id),
            exists().where(t.stock_waits.c.person_id == persons.c.id),
        )
        mine = select(persons.c.id).where(
            persons.c.kind == "shopper",
            persons.c.erased_at.is_(None),
            persons.c.created_at < before,
            *(~one for one in left),
        )
        return self.connection.scalars(mine.limit(limit)).all()

    def persons_behind(self, ids: Collection[str]) -> Sequence[str]:
        """Who gave these reviews and declared these withdrawals."""
        found: set[str] = set()
        for table in (self.tables.reviews, self.tables.withdrawals):
            theirs = select(table.c.person_id).where(table.c.id.in_(ids), table.c.person_id.is_not(None))
            found.update(self.connection.scalars(theirs))
        return sorted(found)

    def _has_words(self) -> ColumnElement[bool]:
        messages, enquiries = self.tables.enquiry_messages, self.tables.enquiries
        return exists().where(messages.c.enquiry_id == enquiries.c.id, messages.c.text.is_not(None))

    def _is_alive(self) -> ColumnElement[bool]:
        return or_(self.tables.enquiries.c.state.in_(("held", "open")), self._has_words())

    # -- rows that only told of something done ---------------------------------------------------------------

    def drop_mails(self, before: datetime, limit: int) -> int:
        """Drop mails from before then that were sent or given up."""
        mails = self.tables.mails
        old = select(mails.c.id).where(mails.c.created_at < before, mails.c.state != "pending")
        return self._drop(mails, mails.c.id, old.limit(limit))

    def drop_webhooks(self, before: datetime, limit: int) -> int:
        """Drop messages from before then that nobody waits for, with their deliveries and attempts."""
        t = self.tables
        waits = exists().where(
            t.deliveries.c.message_id == t.messages.c.id, t.deliveries.c.state == "pending"
        )
        old = select(t.messages.c.id).where(t.messages.c.created_at < before, ~waits).limit(limit)
        ids = self.connection.scalars(old).all()
        theirs = select(t.deliveries.c.id).where(t.deliveries.c.message_id.in_(ids))
        self._drop(t.attempts, t.attempts.c.delivery_id, theirs)
        self.connection.execute(delete(t.deliveries).where(t.deliveries.c.message_id.in_(ids)))
        return self.connection.execute(delete(t.messages).where(t.messages.c.id.in_(ids))).rowcount

    def drop_links(self, before: datetime, limit: int) -> int:
        """Drop links that ended before then, and which no visit hangs on."""
        links, sessions = self.tables.links, self.tables.sessions
        ended = or_(links.c.expires_at < before, links.c.revoked_at < before)
        visited = exists().where(sessions.c.jti == links.c.jti)
        return self._drop(links, links.c.jti, select(links.c.jti).where(ended, ~visited).limit(limit))

    def drop_visits(self, before: datetime, limit: int) -> int:
        """Drop visits that ended before then."""
        count = 0
        for visits in (self.tables.sessions, self.tables.arbiter_sessions):
            old = select(visits.c.token_hash).where(visits.c.expires_at < before).limit(limit)
            count += self._drop(visits, visits.c.token_hash, old)
        return count

    def _drop(self, table: Table, key: ColumnElement[str], chosen: Select[tuple[str]]) -> int:
        return self.connection.execute(delete(table).where(key.in_(chosen))).rowcount

    # -- traces ----------------------------------------------------------------------------------------------

    def mark_forgotten(self, case_ids: Collection[str], *, now: datetime) -> None:
        """Note that nothing of these cases is left to be forgotten."""
        cases = self.tables.cases
        self.connection.execute(update(cases).where(cases.c.id.in_(case_ids)).values(forgotten_at=now))

    def forget_traces(self, case_ids: Collection[str]) -> None:
        """Forget what others answered to messages about these cases, and what went wrong on the way."""
        t = self.tables
        theirs = select(t.deliveries.c.id).where(t.deliveries.c.case_id.in_(case_ids))
        answers = update(t.attempts).where(t.attempts.c.delivery_id.in_(theirs))
        self.connection.execute(answers.values(excerpt="", headers={}))
        owed = update(t.compensations).where(t.compensations.c.case_id.in_(case_ids))
        self.connection.execute(owed.values(last_error=None))
        self._forget_errors(and_(t.mails.c.topic == "case", t.mails.c.topic_id.in_(case_ids)))

    def forget_errors_to(self, person_ids: Collection[str]) -> None:
        """Forget why mails to these persons did not arrive: a refusal often repeats the address."""
        self._forget_errors(self.tables.mails.c.person_id.in_(person_ids))

    def _forget_errors(self, chosen: ColumnElement[bool]) -> None:
        mails = self.tables.mails
        self.connection.execute(update(mails).where(chosen).values(last_error=None))

    def forget_requests(self, addresses: Collection[str]) -> None:
        """Drop requests for a link to an order from these addresses."""
        requests = self.tables.order_requests
        wanted = [address.lower() for address in addresses]
        self.connection.execute(delete(requests).where(func.lower(requests.c.email).in_(wanted)))
