"""The shop's own words for notices: versions are added, accepted and ended; no word of one ever changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from flask_amends.storage.notice_records import NoticeTextRow
from flask_amends.storage.repository import Repository


class NoticeTexts(Repository):
    """The versions of the shop's own notices."""

    def add(self, row: NoticeTextRow) -> bool:
        """A new version; ``False`` if somebody else has written that one in between."""
        values = {name: getattr(row, name) for name in NoticeTextRow.__slots__}
        values |= {"texts": dict(row.texts), "slots": list(row.slots), "countries": list(row.countries)}
        return self.insert_once(self.tables.notice_texts, values)

    def every(self) -> Sequence[NoticeTextRow]:
        """Every version of every notice, by key, the first one first."""
        texts = self.tables.notice_texts
        found = select(texts).order_by(texts.c.key, texts.c.number)
        return [_row(row) for row in self.connection.execute(found).mappings()]

    def living(self) -> Sequence[NoticeTextRow]:
        """Every version that was accepted and not ended, by key, the newest first."""
        texts = self.tables.notice_texts
        mine = select(texts).where(texts.c.accepted_at.is_not(None), texts.c.ended_at.is_(None))
        found = mine.order_by(texts.c.key, texts.c.number.desc())
        return [_row(row) for row in self.connection.execute(found).mappings()]

    def versions(self, key: str) -> Sequence[NoticeTextRow]:
        """Every version of one notice, the first one first."""
        texts = self.tables.notice_texts
        mine = select(texts).where(texts.c.key == key).order_by(texts.c.number)
        return [_row(row) for row in self.connection.execute(mine).mappings()]

    def accept(self, key: str, number: int, *, at: datetime, by: str | None) -> bool:
        """Put a version in force; ``False`` if it was accepted already."""
        return self._mark(key, number, "accepted", at, by)

    def end(self, key: str, number: int, *, at: datetime, by: str | None) -> bool:
        """Show a version no longer; ``False`` if it was ended already."""
        return self._mark(key, number, "ended", at, by)

    def _mark(self, key: str, number: int, what: str, at: datetime, by: str | None) -> bool:
        texts = self.tables.notice_texts
        one = (texts.c.key == key) & (texts.c.number == number) & texts.c[f"{what}_at"].is_(None)
        values = {f"{what}_at": at, f"{what}_by": by}
        done = self.connection.execute(
            update(texts).where(one).values(values), execution_options={"preserve_rowcount": True}
        )
        return done.rowcount == 1


def _row(row: RowMapping) -> NoticeTextRow:
    return NoticeTextRow(**{**row, "slots": tuple(row["slots"]), "countries": tuple(row["countries"])})
