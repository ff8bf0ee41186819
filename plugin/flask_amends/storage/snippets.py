"""Snippets: every version of every text that staff start from."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, and_, func, insert, select

from flask_amends.storage.reply_records import SnippetRow
from flask_amends.storage.repository import Repository


class Snippets(Repository):
    """The versions of snippets; nothing is ever changed in place."""

    def add(self, row: SnippetRow) -> None:
        """A new version. The database refuses a number that is taken."""
        values = {name: getattr(row, name) for name in SnippetRow.__slots__}
        values |= {"reasons": list(row.reasons), "texts": dict(row.texts)}
        self.connection.execute(insert(self.tables.snippets), values)

    def latest(self) -> Sequence[SnippetRow]:
        """The last version of each, retired ones too."""
        snippets = self.tables.snippets
        last = (
            select(snippets.c.snippet_id, func.max(snippets.c.number).label("number"))
            .group_by(snippets.c.snippet_id)
            .subquery()
        )
        same = and_(snippets.c.snippet_id == last.c.snippet_id, snippets.c.number == last.c.number)
        found = select(snippets).join(last, same).order_by(snippets.c.title, snippets.c.snippet_id)
        return [_row(row) for row in self.connection.execute(found).mappings()]

    def versions(self, snippet_id: str) -> Sequence[SnippetRow]:
        """Every version of one, the first one first."""
        snippets = self.tables.snippets
        mine = select(snippets).where(snippets.c.snippet_id == snippet_id).order_by(snippets.c.number)
        return [_row(row) for row in self.connection.execute(mine).mappings()]

    def texts(self) -> Sequence[str]:
        """Every text that any version ever had, in any language."""
        found = self.connection.scalars(select(self.tables.snippets.c.texts))
        return [text for texts in found for text in texts.values()]


def _row(row: RowMapping) -> SnippetRow:
    return SnippetRow(**{**row, "reasons": tuple(row["reasons"])})
