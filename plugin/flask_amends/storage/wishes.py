"""How customers want to be reached, found by digests of their addresses; and the log of decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, delete, insert, or_, select, update

from flask_amends.storage.repository import Repository
from flask_amends.storage.wish_records import ConsentRow, ContactRow, WishRow

#: What an address is: an e-mail address, a telephone number, or the shop's own id of a customer.
Reach = tuple[str, str]


class WishBook(Repository):
    """Wishes, consents and decisions."""

    def of(self, reaches: Collection[Reach]) -> Sequence[WishRow]:
        """The wishes behind any of these addresses, the oldest first."""
        if not reaches:
            return []
        wishes, theirs = self.tables.wishes, self.tables.reaches
        any_of = or_(*(and_(theirs.c.kind == kind, theirs.c.digest == digest) for kind, digest in reaches))
        ids = select(theirs.c.wish_id).where(any_of)
        mine = select(wishes).where(wishes.c.id.in_(ids)).order_by(wishes.c.created_at, wishes.c.id)
        return [_wish(row) for row in self.connection.execute(mine).mappings()]

    def get(self, wish_id: str, *, lock: bool = False) -> WishRow | None:
        """One customer's wishes; with ``lock`` nobody else changes them before the transaction ends."""
        wishes = self.tables.wishes
        mine = select(wishes).where(wishes.c.id == wish_id)
        if lock and self.locks_rows:
            mine = mine.with_for_update()
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else _wish(found)

    def of_person(self, person_id: str) -> WishRow | None:
        """The wishes noted with a person's row."""
        wishes = self.tables.wishes
        mine = select(wishes).where(wishes.c.person_id == person_id).order_by(wishes.c.id).limit(1)
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else _wish(found)

    def add(self, wish: WishRow) -> None:
        """A customer of whom nothing was known."""
        self.connection.execute(insert(self.tables.wishes), _plain(wish))

    def change(self, wish_id: str, **values: Any) -> None:
        """Write some columns."""
        wishes = self.tables.wishes
        self.connection.execute(update(wishes).where(wishes.c.id == wish_id).values(values))

    def remove(self, wish_id: str) -> None:
        """Take back a row that no address leads to."""
        wishes = self.tables.wishes
        self.connection.execute(delete(wishes).where(wishes.c.id == wish_id))

    def reach(self, wish_id: str, reaches: Iterable[Reach]) -> None:
        """Let addresses that nobody's wishes hang on lead to these."""
        for kind, digest in reaches:
            self.insert_once(self.tables.reaches, {"kind": kind, "digest": digest, "wish_id": wish_id})

    # -- consents --------------------------------------------------------------------------------------------

    def consents_of(self, wish_ids: Collection[str]) -> Sequence[ConsentRow]:
        """Every consent, in the order in which they were given."""
        consents = self.tables.consents
        theirs = select(consents).where(consents.c.wish_id.in_(wish_ids))
        found = self.connection.execute(theirs.order_by(consents.c.at, consents.c.id)).mappings()
        return [ConsentRow(**row) for row in found]

    def consent(self, consent: ConsentRow) -> None:
        """A consent that was given now."""
        values = {name: getattr(consent, name) for name in ConsentRow.__slots__}
        self.connection.execute(insert(self.tables.consents), values)

    def withdraw(self, wish_ids: Collection[str], *, now: datetime, channel: str | None = None) -> None:
        """Take back every consent that stands, on one channel or on all."""
        consents = self.tables.consents
        theirs: list[Any] = [consents.c.wish_id.in_(wish_ids), consents.c.withdrawn_at.is_(None)]
        if channel is not None:
            theirs.append(consents.c.channel == channel)
        self.connection.execute(update(consents).where(*theirs).values(withdrawn_at=now))

    # -- decisions -------------------------------------------------------------------------------------------

    def note(self, decisions: Sequence[ContactRow]) -> None:
        """Write down what was decided."""
        if decisions:
            values = [{name: getattr(one, name) for name in ContactRow.__slots__} for one in decisions]
            self.connection.execute(insert(self.tables.contact_decisions), values)

    def made(self, wish_ids: Collection[str], since: datetime) -> Sequence[ContactRow]:
        """What was decided about these customers since a moment."""
        decisions = self.tables.contact_decisions
        return self._decisions(decisions.c.wish_id.in_(wish_ids), decisions.c.at >= since)

    def about_persons(self, person_ids: Collection[str], limit: int) -> Sequence[ContactRow]:
        """The latest decisions about these persons."""
        decisions = self.tables.contact_decisions
        return self._decisions(decisions.c.person_id.in_(person_ids), limit=limit)

    def calls(
        self, person_id: str, order_number: str | None, *, before: datetime, limit: int = 100
    ) -> Sequence[ContactRow]:
        """Calls to somebody, or about an order, that were let out before a moment."""
        decisions = self.tables.contact_decisions
        mine = decisions.c.person_id == person_id
        if order_number is not None:
            mine = or_(mine, decisions.c.order_number == order_number)
        called = and_(decisions.c.channel == "call", decisions.c.answer == "allow", decisions.c.at < before)
        return self._decisions(mine, called, limit=limit)

    def latest(
        self, limit: int, *, before: tuple[datetime, str] | None = None, answers: Collection[str] = ()
    ) -> Sequence[ContactRow]:
        """The latest decisions, or those before one; ``answers`` are the ones to look at."""
        decisions = self.tables.contact_decisions
        wanted: list[Any] = [decisions.c.answer.in_(answers)] if answers else []
        if before is not None:
            at, key = before
            same = and_(decisions.c.at == at, decisions.c.id < key)
            wanted.append(or_(decisions.c.at < at, same))
        return self._decisions(*wanted, limit=limit)

    def _decisions(self, *wanted: Any, limit: int | None = None) -> Sequence[ContactRow]:
        decisions = self.tables.contact_decisions
        mine = select(decisions).where(*wanted).order_by(decisions.c.at.desc(), decisions.c.id.desc())
        found = self.connection.execute(mine.limit(limit) if limit else mine).mappings()
        return [ContactRow(**row) for row in found]

    # -- forgetting ------------------------------------------------------------------------------------------

    def erase(self, person_ids: Collection[str], *, now: datetime) -> int:
        """Forget who these persons are. What they did not want stays, behind digests; no consent does."""
        wishes, decisions = self.tables.wishes, self.tables.contact_decisions
        ids = self.connection.scalars(select(wishes.c.id).where(wishes.c.person_id.in_(person_ids))).all()
        self.withdraw(ids, now=now)
        gone: dict[str, Any] = {"person_id": None, "customer_id": None}
        self.connection.execute(update(wishes).where(wishes.c.id.in_(ids)).values(gone))
        theirs = or_(decisions.c.person_id.in_(person_ids), decisions.c.wish_id.in_(ids))
        noted = update(decisions).where(theirs, decisions.c.note.is_not(None)).values(note=None)
        written = self.connection.execute(noted)
        nothing = {"person_id": None, "note": None, "order_number": None, "link": None}
        self.connection.execute(update(decisions).where(theirs).values(nothing))
        return written.rowcount

    def drop(self, before: datetime, limit: int) -> int:
        """Drop decisions from before a moment."""
        decisions = self.tables.contact_decisions
        old = select(decisions.c.id).where(decisions.c.at < before).limit(limit)
        return self.connection.execute(delete(decisions).where(decisions.c.id.in_(old))).rowcount


def _plain(wish: WishRow) -> dict[str, Any]:
    values = {name: getattr(wish, name) for name in WishRow.__slots__}
    return {**values, **{name: [*values[name]] for name in ("stopped", "refused", "only_if_needed", "quiet")}}


def _wish(row: RowMapping) -> WishRow:
    return WishRow(
        **{
            **row,
            "stopped": tuple(row["stopped"]),
            "refused": tuple((channel, purpose) for channel, purpose in row["refused"]),
            "only_if_needed": tuple((channel, purpose) for channel, purpose in row["only_if_needed"]),
            "quiet": tuple((start, end, tuple(days)) for start, end, days in row["quiet"]),
        }
    )
