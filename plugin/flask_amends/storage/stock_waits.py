"""Who waits for an item to come back, and letters about orders of what is not there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from flask_amends.storage.repository import Repository
from flask_amends.storage.stock_records import StockLetter, StockWait

#: Letters that the shop still has to write.
TO_WRITE = ("draft",)


class StockWaits(Repository):
    """The waiting list. A person stands in it once for each item."""

    def add(self, wait: StockWait) -> bool:
        """Put somebody on the list; ``False`` if they wait for it already."""
        values = {name: getattr(wait, name) for name in StockWait.__slots__}
        return self.insert_once(self.tables.stock_waits, values)

    def get(self, wait_id: str) -> StockWait | None:
        """One entry."""
        waits = self.tables.stock_waits
        found = self.connection.execute(select(waits).where(waits.c.id == wait_id)).mappings().one_or_none()
        return None if found is None else StockWait(**found)

    def has(self, sku: str, address: str) -> bool:
        """Whether somebody with this digest of an address waits for it already."""
        waits = self.tables.stock_waits
        mine = select(waits.c.id).where(waits.c.sku == sku, waits.c.address == address)
        return self.connection.scalar(mine.where(waits.c.state == "waiting")) is not None

    def of(self, sku: str, limit: int, *, news: int | None = None) -> Sequence[StockWait]:
        """Who waits for an item, the first come first; of ``news``, those who have not heard them yet."""
        waits = self.tables.stock_waits
        mine = select(waits).where(waits.c.sku == sku, waits.c.state == "waiting")
        if news is not None:
            mine = mine.where(waits.c.heard < news)
        found = mine.order_by(waits.c.created_at, waits.c.id).limit(limit)
        return [StockWait(**row) for row in self.connection.execute(found).mappings()]

    def count(self, skus: Collection[str]) -> dict[str, int]:
        """How many wait for each of these items."""
        waits = self.tables.stock_waits
        query = select(waits.c.sku, func.count()).where(waits.c.sku.in_(skus), waits.c.state == "waiting")
        return {str(sku): int(many) for sku, many in self.connection.execute(query.group_by(waits.c.sku))}

    def wanted(self, limit: int, *, after: str = "") -> Sequence[str]:
        """Items that somebody waits for, in the order of their SKU, behind ``after``."""
        waits = self.tables.stock_waits
        query = select(waits.c.sku).where(waits.c.state == "waiting", waits.c.sku > after)
        query = query.distinct().order_by(waits.c.sku)
        return self.connection.scalars(query.limit(limit)).all()

    def change(self, wait_ids: Collection[str], **values: Any) -> None:
        """Write what became of entries."""
        waits = self.tables.stock_waits
        if wait_ids:
            self.connection.execute(update(waits).where(waits.c.id.in_(wait_ids)).values(values))

    def leave(self, sku: str, address: str) -> None:
        """Take whoever has this digest of an address off the list of an item."""
        waits = self.tables.stock_waits
        mine = waits.c.sku == sku, waits.c.address == address, waits.c.state == "waiting"
        self.connection.execute(delete(waits).where(*mine))

    def remove(self, wait_id: str) -> str | None:
        """Take somebody off the list; returns whom."""
        waits = self.tables.stock_waits
        gone = delete(waits).where(waits.c.id == wait_id).returning(waits.c.person_id)
        return self.connection.scalar(gone)

    def erase_of(self, person_ids: Collection[str]) -> int:
        """Take these persons off every list; returns how many entries went."""
        waits = self.tables.stock_waits
        return self.connection.execute(delete(waits).where(waits.c.person_id.in_(person_ids))).rowcount

    def forget(self, *, told_before: datetime, asked_before: datetime) -> int:
        """Drop entries that were told, or asked for, long ago."""
        waits = self.tables.stock_waits
        told = delete(waits).where(waits.c.told_at < told_before, waits.c.state != "waiting")
        old = delete(waits).where(waits.c.created_at < asked_before)
        return self.connection.execute(told).rowcount + self.connection.execute(old).rowcount


class StockLetters(Repository):
    """Letters about orders of what is not there (A4)."""

    def add(self, letter: StockLetter) -> bool:
        """A new one; ``False`` if there is one about this item of this order."""
        values = {name: getattr(letter, name) for name in StockLetter.__slots__}
        values["alternatives"] = [dict(one) for one in letter.alternatives]
        return self.insert_once(self.tables.stock_letters, values)

    def get(self, letter_id: str, *, lock: bool = False) -> StockLetter | None:
        """One letter."""
        letters = self.tables.stock_letters
        query = select(letters).where(letters.c.id == letter_id)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else StockLetter(**found)

    def of_order(self, order_number: str, sku: str) -> StockLetter | None:
        """The letter about one item of an order."""
        letters = self.tables.stock_letters
        mine = select(letters).where(letters.c.order_number == order_number, letters.c.sku == sku)
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else StockLetter(**found)

    def listed(self, states: Collection[str], limit: int = 100) -> Sequence[StockLetter]:
        """Letters in these states, those that are due first on top."""
        letters = self.tables.stock_letters
        mine = select(letters).where(letters.c.state.in_(states)).order_by(letters.c.due_at, letters.c.id)
        return [StockLetter(**row) for row in self.connection.execute(mine.limit(limit)).mappings()]

    def quiet(self, *, until: datetime, limit: int) -> Sequence[StockLetter]:
        """Letters sent once, before then, that nobody has answered."""
        letters = self.tables.stock_letters
        mine = select(letters).where(letters.c.state == "sent", letters.c.sent_at < until)
        found = mine.order_by(letters.c.due_at, letters.c.id).limit(limit)
        return [StockLetter(**row) for row in self.connection.execute(found).mappings()]

    def forget(self, before: datetime) -> int:
        """Forget the words of letters sent before then; returns how many."""
        letters = self.tables.stock_letters
        old = update(letters).where(letters.c.sent_at < before, letters.c.words.is_not(None))
        return self.connection.execute(old.values(words=None)).rowcount

    def unsettled(self, since: datetime, limit: int) -> Sequence[StockLetter]:
        """Letters answered since then whose answer is not settled yet, the newest answer first."""
        letters = self.tables.stock_letters
        mine = select(letters).where(letters.c.state == "answered", letters.c.answered_at >= since)
        found = mine.order_by(letters.c.answered_at.desc(), letters.c.id).limit(limit)
        return [StockLetter(**row) for row in self.connection.execute(found).mappings()]

    def count(self, states: Collection[str]) -> int:
        """How many there are."""
        letters = self.tables.stock_letters
        return self.connection.scalar(select(func.count()).where(letters.c.state.in_(states))) or 0

    def change(self, letter_id: str, *, among: Collection[str], **values: Any) -> bool:
        """Change a letter that is in one of these states; ``False`` if it is not any more."""
        letters = self.tables.stock_letters
        mine = update(letters).where(letters.c.id == letter_id, letters.c.state.in_(among))
        done = self.connection.execute(mine.values(values), execution_options={"preserve_rowcount": True})
        return done.rowcount == 1

    def erase(self, case_ids: Collection[str], person_ids: Collection[str]) -> int:
        """Forget what was written to these persons and in these cases; returns how many texts went."""
        letters = self.tables.stock_letters
        mine = letters.c.case_id.in_(case_ids) | letters.c.person_id.in_(person_ids)
        gone = update(letters).where(mine, letters.c.words.is_not(None)).values(words=None)
        return self.connection.execute(gone).rowcount
