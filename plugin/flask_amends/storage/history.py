"""History: events are added and read, never changed; the texts they commit to can be erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, and_, bindparam, case, func, insert, select, update

from flask_amends.disputes.events import MessagePosted
from flask_amends.disputes.vocabulary import Actor
from flask_amends.storage.records import HistoryRow, Word
from flask_amends.storage.repository import Repository
from flask_amends.storage.tables import Tables


class History(Repository):
    """Events and words of cases."""

    def add(self, rows: Iterable[HistoryRow]) -> None:
        """Append events. A sequence that is taken already is refused by the primary key."""
        values = [{name: getattr(row, name) for name in HistoryRow.__slots__} for row in rows]
        if values:
            self.connection.execute(_adding_events(self.tables), values)

    def add_words(self, case_id: str, words: Iterable[Word]) -> None:
        """Keep the texts that the new events commit to."""
        values = [
            {"case_id": case_id, **{name: getattr(one, name) for name in Word.__slots__}} for one in words
        ]
        if values:
            self.connection.execute(_adding_words(self.tables), values)

    def last_hash(self, case_id: str) -> str | None:
        """The hash that the next entry of a case follows."""
        found: str | None = self.connection.scalar(_last(self.tables), {"of_case": case_id})
        return found

    def of(self, case_id: str, *, after: int = 0) -> Sequence[HistoryRow]:
        """The events of a case in their order, from the one behind sequence ``after``."""
        found = self.connection.execute(_reading(self.tables), {"of_case": case_id, "behind": after})
        return [HistoryRow(**row) for row in found.mappings()]

    def words_of(self, case_id: str) -> Sequence[Word]:
        """The texts of a case, erased ones included."""
        found = self.connection.execute(_reading_words(self.tables), {"of_case": case_id})
        return [Word(**row) for row in found.mappings()]

    def words_by(self, person_ids: Collection[str]) -> Sequence[tuple[str, Word]]:
        """What these persons wrote, with the case each text stands in."""
        words = self.tables.words
        found = self.connection.execute(select(words).where(words.c.person_id.in_(person_ids))).mappings()
        names = Word.__slots__
        return [(row["case_id"], Word(**{name: row[name] for name in names})) for row in found]

    def erase_words_in(self, case_ids: Collection[str]) -> int:
        """Forget what was written in these cases, with the salts; the rows stay and say so."""
        words = self.tables.words
        theirs = update(words).where(words.c.case_id.in_(case_ids), words.c.text.is_not(None))
        return self.connection.execute(theirs.values(text=None, salt=None)).rowcount

    def unanswered(self, case_ids: Collection[str]) -> frozenset[str]:
        """Those of these cases in which the shopper wrote last: the shop has done nothing since (T7)."""
        events = self.tables.events
        sides = (Actor.SHOPPER.value, Actor.SHOP.value)
        written = and_(events.c.actor == Actor.SHOPPER.value, events.c.type == MessagePosted.type)
        mine = events.c.actor == Actor.SHOP.value
        last = func.max(case((written, events.c.sequence), else_=0))
        answered = func.max(case((mine, events.c.sequence), else_=0))
        query = select(events.c.case_id).where(events.c.case_id.in_(case_ids), events.c.actor.in_(sides))
        return frozenset(self.connection.scalars(query.group_by(events.c.case_id).having(last > answered)))

    def since(self, at: datetime, limit: int) -> Sequence[HistoryRow]:
        """Events of all cases from a moment on."""
        events = self.tables.events
        later = (
            select(events).where(events.c.at >= at).order_by(events.c.at, events.c.case_id, events.c.sequence)
        )
        return [HistoryRow(**row) for row in self.connection.execute(later.limit(limit)).mappings()]


@cache
def _adding_events(tables: Tables) -> Insert:
    return insert(tables.events)


@cache
def _adding_words(tables: Tables) -> Insert:
    return insert(tables.words)


@cache
def _last(tables: Tables) -> Select[Any]:
    events = tables.events
    mine = select(events.c.hash).where(events.c.case_id == bindparam("of_case"))
    return mine.order_by(events.c.sequence.desc()).limit(1)


@cache
def _reading(tables: Tables) -> Select[Any]:
    events = tables.events
    mine = select(events).where(
        events.c.case_id == bindparam("of_case"), events.c.sequence > bindparam("behind")
    )
    return mine.order_by(events.c.sequence)


@cache
def _reading_words(tables: Tables) -> Select[Any]:
    words = tables.words
    columns = [words.c[name] for name in Word.__slots__]
    return (
        select(*columns)
        .where(words.c.case_id == bindparam("of_case"))
        .order_by(words.c.sequence, words.c.field)
    )
