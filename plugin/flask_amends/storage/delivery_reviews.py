"""Who looked at which terms of delivery, and when: lines are added, none ever changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select

from flask_amends.storage.repository import Repository


class DeliveryReviews(Repository):
    """Looks at terms of delivery. Terms are known by their digest: changed ones are new ones."""

    def add(self, review_id: str, digest: str, *, at: datetime, by: str | None) -> None:
        """Somebody has looked at these terms, and they are right."""
        values = {"id": review_id, "digest": digest, "reviewed_at": at, "reviewed_by": by}
        self.connection.execute(insert(self.tables.delivery_reviews).values(values))

    def last(self) -> Mapping[str, datetime]:
        """When each terms were last looked at, by their digest."""
        reviews = self.tables.delivery_reviews
        last = func.max(reviews.c.reviewed_at).label("at")
        found = select(reviews.c.digest, last).group_by(reviews.c.digest)
        return {row.digest: row.at for row in self.connection.execute(found)}
