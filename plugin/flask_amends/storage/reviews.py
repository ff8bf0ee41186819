"""Reviews: an invitation, what the shopper gave last, and every version of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, tuple_, update

from flask_amends.storage.after_records import ReviewRow, ReviewVersion
from flask_amends.storage.repository import Repository

_MARKS = ("shop", "delivery", "goods")


class Reviews(Repository):
    """Invitations and reviews; one per order, or per case where no order is known."""

    def invite(self, review: ReviewRow) -> bool:
        """Invite once; ``False`` if this order or case was invited before."""
        values = {name: getattr(review, name) for name in ReviewRow.__slots__}
        return self.insert_once(self.tables.reviews, values)

    def get(self, review_id: str, *, lock: bool = False) -> ReviewRow | None:
        """One review or invitation; with ``lock`` nobody else changes it until the transaction ends."""
        return self._one(self.tables.reviews.c.id == review_id, lock=lock)

    def of_case(self, case_id: str) -> ReviewRow | None:
        """The review that a case led to."""
        return self._one(self.tables.reviews.c.case_id == case_id)

    def of_order(self, order_key: str) -> ReviewRow | None:
        """The review of an order that the shop knows."""
        return self._one(self.tables.reviews.c.order_key == order_key)

    def change(self, review_id: str, **values: Any) -> None:
        """Set columns of a review."""
        reviews = self.tables.reviews
        self.connection.execute(update(reviews).where(reviews.c.id == review_id).values(values))

    def reinvite(self, review_id: str, *, now: datetime) -> bool:
        """Note that its shopper is invited to change it; ``False`` if that was done before."""
        reviews = self.tables.reviews
        first = update(reviews).where(reviews.c.id == review_id, reviews.c.reinvited_at.is_(None))
        return self.connection.execute(first.values(reinvited_at=now)).rowcount == 1

    def add_version(self, version: ReviewVersion) -> None:
        """Keep what was given; a version is never changed."""
        values = {name: getattr(version, name) for name in ReviewVersion.__slots__}
        self.connection.execute(insert(self.tables.review_versions), values)

    def versions(self, review_ids: Collection[str]) -> Sequence[ReviewVersion]:
        """Every version of these reviews, the oldest first."""
        versions = self.tables.review_versions
        mine = select(versions).where(versions.c.review_id.in_(review_ids))
        mine = mine.order_by(versions.c.review_id, versions.c.number)
        return [ReviewVersion(**row) for row in self.connection.execute(mine).mappings()]

    def page(
        self, *, marks_below: int | None = None, after: tuple[datetime, str] | None = None, limit: int = 50
    ) -> Sequence[ReviewRow]:
        """Reviews that were given, the newest first; with ``marks_below`` those with any mark below it."""
        reviews = self.tables.reviews
        query = select(reviews).where(reviews.c.submitted_at.is_not(None))
        if marks_below is not None:
            query = query.where(or_(*(reviews.c[name] < marks_below for name in _MARKS)))
        if after is not None:
            query = query.where(tuple_(reviews.c.submitted_at, reviews.c.id) < after)
        query = query.order_by(reviews.c.submitted_at.desc(), reviews.c.id.desc()).limit(limit)
        return [ReviewRow(**row) for row in self.connection.execute(query).mappings()]

    def of_persons(self, person_ids: Collection[str], case_ids: Collection[str] = ()) -> Sequence[str]:
        """The ids of the reviews of these persons, and of these cases."""
        reviews = self.tables.reviews
        theirs = or_(reviews.c.person_id.in_(person_ids), reviews.c.case_id.in_(case_ids))
        return self.connection.scalars(select(reviews.c.id).where(theirs)).all()

    def comments(self, review_ids: Collection[str]) -> Sequence[str]:
        """Everything that was written in these reviews."""
        versions = self.tables.review_versions
        mine = and_(versions.c.review_id.in_(review_ids), versions.c.comment.is_not(None))
        return self.connection.scalars(select(versions.c.comment).where(mine)).all()

    def erase(self, review_ids: Collection[str]) -> None:
        """Forget who gave these reviews and what they wrote; the marks stay."""
        reviews, versions = self.tables.reviews, self.tables.review_versions
        mine = update(reviews).where(reviews.c.id.in_(review_ids))
        self.connection.execute(mine.values(comment=None, person_id=None))
        old = update(versions).where(versions.c.review_id.in_(review_ids))
        self.connection.execute(old.values(comment=None))

    def count_low(self, marks_below: int) -> int:
        """How many reviews have a mark below this."""
        reviews = self.tables.reviews
        low = or_(*(reviews.c[name] < marks_below for name in _MARKS))
        query = select(func.count()).where(reviews.c.submitted_at.is_not(None), low)
        return self.connection.scalar(query) or 0

    def _one(self, chosen: ColumnElement[bool], *, lock: bool = False) -> ReviewRow | None:
        query = select(self.tables.reviews).where(chosen)
        if lock and self.locks_rows:
            query = query.with_for_update()
        found = self.connection.execute(query).mappings().one_or_none()
        return None if found is None else ReviewRow(**found)
