"""What the daily look over texts and terms found, so that the next one tells only what is new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select

from flask_amends.storage.repository import Repository


class Looks(Repository):
    """Findings by their digest. One that is gone is forgotten, so that it is new when it comes back."""

    def settle(self, found: Mapping[str, str], *, at: datetime) -> None:
        """Keep what was found now, the area of each by its digest."""
        looks = self.tables.looks
        known = set(self.connection.scalars(select(looks.c.digest)))
        if gone := sorted(known.difference(found)):
            self.connection.execute(delete(looks).where(looks.c.digest.in_(gone)))
        for digest in found.keys() - known:
            self.insert_once(looks, {"digest": digest, "area": found[digest], "found_at": at})

    def since(self, moment: datetime) -> Mapping[str, int]:
        """How many were found for the first time since a moment, by area."""
        looks = self.tables.looks
        every = select(looks.c.area, func.count().label("found")).group_by(looks.c.area)
        found = self.connection.execute(every.where(looks.c.found_at >= moment))
        return {row.area: row.found for row in found}
