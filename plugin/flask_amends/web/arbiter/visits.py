"""Who sits where an arbiter decides: a link is exchanged for a session that opens exactly one seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Response

from flask_amends.errors import NotFound
from flask_amends.service import arbiters
from flask_amends.service.arbiters import Seat
from flask_amends.service.audit import Kind, Who
from flask_amends.state import State
from flask_amends.storage.arbiter_records import SeatSession
from flask_amends.web import audit
from flask_amends.web.cookies import SessionCookie, digest

#: A session ends after this, whatever happens in it; and after :data:`IDLE` without a visit.
LONGEST = timedelta(days=7)
IDLE = timedelta(days=1)
TOUCH_AFTER = timedelta(minutes=10)
PREFIX = "arb_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody who opened a seat. ``bound`` ties forms to this session."""

    seat: Seat
    bound: str


def begin(state: State, response: Response, seat_id: str) -> None:
    """Start a session in this browser; an older one of the same seat ends."""
    held = _cookie(seat_id)
    old, token = held.token, held.give(response, LONGEST)
    now = state.clock.now()
    session = SeatSession(
        token_hash=digest(token), seat_id=seat_id, created_at=now, last_use_at=now, expires_at=now + LONGEST
    )
    with state.store.begin() as unit:
        if old:
            unit.arbiters.close_session(digest(old))
        unit.arbiters.open_session(session)


def visit(state: State, seat_id: str) -> Visit:
    """Who is making this request. Raises :class:`NotFound` for everybody without a session of this seat.

    Whether the seat is still open is asked anew each time (``seat.standing``).
    """
    token = _cookie(seat_id).token
    if not token:
        raise NotFound("seat", seat_id)
    now, token_hash = state.clock.now(), digest(token)
    with state.store.read() as unit:
        session = unit.arbiters.session(token_hash, now=now)
    if session is None or session.seat_id != seat_id or now - session.last_use_at > IDLE:
        raise NotFound("seat", seat_id)
    if now - session.last_use_at > TOUCH_AFTER:
        with state.store.begin() as unit:
            unit.arbiters.touch_session(token_hash, now=now)
    return Visit(seat=arbiters.get(state, seat_id), bound=token_hash[:32])


def noted(state: State, visit: Visit, view: Callable[[], Response], kind: Kind = Kind.READ) -> Response:
    """Answer, and write into the log that this arbiter read or did it (security 47)."""
    seat = visit.seat
    who = Who(kind="arbiter", id=seat.row.person_id, name=seat.person.name or "")
    return audit.noted(state, who, kind, view, about=seat.row.case_id)  # type: ignore[return-value]


def finish(state: State, response: Response, seat_id: str) -> None:
    """End the session of this browser."""
    held = _cookie(seat_id)
    if held.token:
        with state.store.begin() as unit:
            unit.arbiters.close_session(digest(held.token))
    held.drop(response)


def _cookie(seat_id: str) -> SessionCookie:
    return SessionCookie("amends_arbiter", seat_id)
