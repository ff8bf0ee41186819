"""Seats of outside arbiters, and the sessions in which they work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from flask_amends.storage.arbiter_records import SeatRow, SeatSession
from flask_amends.storage.repository import Repository


class Arbiters(Repository):
    """Who from outside was asked to decide."""

    def add(self, seat: SeatRow) -> None:
        """A new seat."""
        values = {name: getattr(seat, name) for name in SeatRow.__slots__}
        self.connection.execute(insert(self.tables.arbiter_seats), values)

    def get(self, seat_id: str) -> SeatRow | None:
        """One seat."""
        seats = self.tables.arbiter_seats
        found = self.connection.execute(select(seats).where(seats.c.id == seat_id)).mappings().one_or_none()
        return None if found is None else SeatRow(**found)

    def of(self, case_ids: Collection[str]) -> Sequence[SeatRow]:
        """Every seat in these cases, the newest first."""
        seats = self.tables.arbiter_seats
        mine = select(seats).where(seats.c.case_id.in_(case_ids))
        found = self.connection.execute(mine.order_by(seats.c.created_at.desc(), seats.c.id.desc()))
        return [SeatRow(**row) for row in found.mappings()]

    def end(self, seat_id: str, *, now: datetime) -> None:
        """End a seat and every session in it."""
        seats = self.tables.arbiter_seats
        mine = update(seats).where(seats.c.id == seat_id, seats.c.ended_at.is_(None))
        self.connection.execute(mine.values(ended_at=now))
        self.close_sessions(seat_id)

    def open_session(self, session: SeatSession) -> None:
        """A seat that was opened in a browser."""
        values = {name: getattr(session, name) for name in SeatSession.__slots__}
        self.connection.execute(insert(self.tables.arbiter_sessions), values)

    def session(self, token_hash: str, *, now: datetime) -> SeatSession | None:
        """A session that has not expired."""
        sessions = self.tables.arbiter_sessions
        mine = select(sessions).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else SeatSession(**found)

    def touch_session(self, token_hash: str, *, now: datetime) -> None:
        """Note that a session was used."""
        sessions = self.tables.arbiter_sessions
        mine = update(sessions).where(sessions.c.token_hash == token_hash)
        self.connection.execute(mine.values(last_use_at=now))

    def close_session(self, token_hash: str) -> None:
        """End one session."""
        sessions = self.tables.arbiter_sessions
        self.connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def close_sessions(self, seat_id: str) -> None:
        """End every session of a seat."""
        sessions = self.tables.arbiter_sessions
        self.connection.execute(delete(sessions).where(sessions.c.seat_id == seat_id))

    def persons_of(self, case_ids: Collection[str]) -> Sequence[str]:
        """Who was asked from outside in these cases."""
        seats = self.tables.arbiter_seats
        mine = select(seats.c.person_id).where(seats.c.case_id.in_(case_ids)).distinct()
        return self.connection.scalars(mine).all()
