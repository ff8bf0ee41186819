"""Reviews: an invitation, and later what the shopper gave."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select, update

from flask_amends.storage.records import ReviewRow
from flask_amends.storage.repository import Repository


class Reviews(Repository):
    """Invitations and reviews; one per case."""

    def invite(self, review: ReviewRow) -> bool:
        """Invite once; ``False`` if this case was invited before."""
        values = {name: getattr(review, name) for name in ReviewRow.__slots__}
        return self.insert_once(self.tables.reviews, values)

    def get(self, review_id: str) -> ReviewRow | None:
        """One review or invitation."""
        return self._one(self.tables.reviews.c.id == review_id)

    def of_case(self, case_id: str) -> ReviewRow | None:
        """The review of a case."""
        return self._one(self.tables.reviews.c.case_id == case_id)

    def change(self, review_id: str, **values: Any) -> None:
        """Keep what the shopper gave."""
        reviews = self.tables.reviews
        self.connection.execute(update(reviews).where(reviews.c.id == review_id).values(values))

    def erase_by(self, person_ids: Collection[str]) -> None:
        """Forget what these persons wrote; the ratings stay."""
        reviews = self.tables.reviews
        theirs = update(reviews).where(reviews.c.person_id.in_(person_ids))
        self.connection.execute(theirs.values(comment=None, person_id=None))

    def _one(self, chosen: ColumnElement[bool]) -> ReviewRow | None:
        query = select(self.tables.reviews).where(chosen)
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else ReviewRow(**found)
