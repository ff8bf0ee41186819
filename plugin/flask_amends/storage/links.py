"""Links into rooms, known by the ``jti`` inside their token, and the sessions they open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from flask_amends.storage.records import LinkRow, SessionRow
from flask_amends.storage.repository import Repository


class Links(Repository):
    """Links and sessions."""

    def add(self, link: LinkRow) -> None:
        """A link that is handed out."""
        values = {name: getattr(link, name) for name in LinkRow.__slots__}
        self.connection.execute(insert(self.tables.links), values)

    def get(self, jti: str) -> LinkRow | None:
        """A link by what its token carries."""
        links = self.tables.links
        found = self.connection.execute(select(links).where(links.c.jti == jti)).mappings().one_or_none()
        return None if found is None else LinkRow(**found)

    def of(self, case_id: str) -> Sequence[LinkRow]:
        """Every link of a case, the newest first."""
        links = self.tables.links
        mine = select(links).where(links.c.case_id == case_id).order_by(links.c.created_at.desc())
        return [LinkRow(**row) for row in self.connection.execute(mine).mappings()]

    def about(self, about: str) -> Sequence[LinkRow]:
        """Every link to another thing than a case, the newest first."""
        links = self.tables.links
        mine = select(links).where(links.c.about == about).order_by(links.c.created_at.desc())
        return [LinkRow(**row) for row in self.connection.execute(mine).mappings()]

    def count_since(self, case_id: str, at: datetime) -> int:
        """How many links a case got since a moment."""
        links = self.tables.links
        mine = select(func.count()).where(links.c.case_id == case_id, links.c.created_at >= at)
        return self.connection.scalar(mine) or 0

    def use(self, jti: str, *, now: datetime) -> bool:
        """Count one use; ``False`` if the link is unknown, revoked or expired."""
        links = self.tables.links
        mine = update(links).where(links.c.jti == jti, links.c.revoked_at.is_(None), links.c.expires_at > now)
        return self.connection.execute(mine.values(uses=links.c.uses + 1, last_use_at=now)).rowcount == 1

    def revoke_about(self, about: str, *, now: datetime) -> None:
        """Revoke all links that open another thing than a case."""
        links = self.tables.links
        theirs = update(links).where(links.c.about == about, links.c.revoked_at.is_(None))
        self.connection.execute(theirs.values(revoked_at=now))

    def revoke(self, *, now: datetime, case_id: str | None = None, jti: str | None = None) -> None:
        """Revoke one link, or all of a case, together with the sessions they opened."""
        links, sessions = self.tables.links, self.tables.sessions
        chosen = links.c.jti == jti if jti is not None else links.c.case_id == case_id
        self.connection.execute(
            update(links).where(chosen, links.c.revoked_at.is_(None)).values(revoked_at=now)
        )
        opened = sessions.c.jti == jti if jti is not None else sessions.c.case_id == case_id
        self.connection.execute(delete(sessions).where(opened))

    def open_session(self, session: SessionRow) -> None:
        """A room that was opened."""
        values = {name: getattr(session, name) for name in SessionRow.__slots__}
        self.connection.execute(insert(self.tables.sessions), values)

    def session(self, token_hash: str, *, now: datetime) -> SessionRow | None:
        """A session that has not expired."""
        sessions = self.tables.sessions
        mine = select(sessions).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else SessionRow(**found)

    def touch_session(self, token_hash: str, *, now: datetime) -> None:
        """Note that a session was used."""
        sessions = self.tables.sessions
        mine = update(sessions).where(sessions.c.token_hash == token_hash)
        self.connection.execute(mine.values(last_use_at=now))

    def close_session(self, token_hash: str) -> None:
        """End a session."""
        sessions = self.tables.sessions
        self.connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def forget_sessions(self, *, now: datetime, of: Collection[str] = ()) -> int:
        """Drop expired sessions, and all of the given cases."""
        sessions = self.tables.sessions
        old = (
            or_(sessions.c.expires_at <= now, sessions.c.case_id.in_(of))
            if of
            else sessions.c.expires_at <= now
        )
        return self.connection.execute(delete(sessions).where(old)).rowcount
