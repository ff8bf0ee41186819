"""Who is in a room: a link is exchanged for a session, and a session opens exactly one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Response

from flask_amends.errors import NotFound
from flask_amends.service.tokens import BadToken, Purpose, read
from flask_amends.state import State
from flask_amends.storage.records import LinkRow, SessionRow
from flask_amends.web import capabilities, frames
from flask_amends.web.cookies import SessionCookie, digest

#: A session ends after this, whatever happens in it; and after :data:`IDLE` without a visit.
LONGEST = timedelta(days=14)
IDLE = timedelta(days=7)
#: Writing down each visit would turn every page view into a transaction.
TOUCH_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A shopper in the room of a case. ``bound`` ties forms to this session."""

    case_id: str
    jti: str | None
    bound: str


def link_of(state: State, token: str, purpose: Purpose = Purpose.ROOM) -> LinkRow | None:
    """The live link behind a token. Its state hangs on its ``jti``, never on the token's spelling."""
    try:
        payload = read(state, purpose, token)
    except BadToken:
        return None
    jti = payload.get("jti")
    if not isinstance(jti, str):
        return None
    with state.store.read() as unit:
        link = unit.links.get(jti)
    if (
        link is None
        or link.purpose != purpose
        or link.revoked_at is not None
        or link.expires_at <= state.clock.now()
    ):
        return None
    return link


def use_link(state: State, link: LinkRow) -> bool:
    """Count one use; ``False`` if the link has ended meanwhile."""
    with state.store.begin() as unit:
        return unit.links.use(link.jti, now=state.clock.now())


def open_room(state: State, response: Response, case_id: str, jti: str | None = None) -> None:
    """Start a session for this case and give its cookie to the browser; an older one of this case ends.

    In a frame no cookie would be kept: there the redirect into the room gets the key of the visit.
    """
    if frames.framed():
        capabilities.start(state, case_id, jti)
        response.location = (response.location or "").replace(case_id, capabilities.key_of(state, case_id))
        return
    held = cookie(case_id)
    old, token = held.token, held.give(response, LONGEST)
    now = state.clock.now()
    session = SessionRow(
        token_hash=digest(token),
        jti=jti,
        case_id=case_id,
        created_at=now,
        last_use_at=now,
        expires_at=now + LONGEST,
    )
    with state.store.begin() as unit:
        if old:
            unit.links.close_session(digest(old))
        unit.links.open_session(session)


def visitor(state: State, case_id: str, *, touch: bool = True) -> Visitor:
    """Who is making this request in the room of ``case_id``. Raises :class:`NotFound` for everybody else.

    In a frame that is who holds the key in the address; a cookie counts for nothing there.
    """
    if frames.framed():
        visit = capabilities.current()
        if visit is None or visit.case_id != case_id:
            raise NotFound("room", case_id)
        return Visitor(case_id=case_id, jti=visit.jti, bound=visit.bound)
    token = cookie(case_id).token
    if not token:
        raise NotFound("room", case_id)
    now, token_hash = state.clock.now(), digest(token)
    with state.store.read() as unit:
        session = unit.links.session(token_hash, now=now)
    if session is None or session.case_id != case_id or now - session.last_use_at > IDLE:
        raise NotFound("room", case_id)
    if touch and now - session.last_use_at > TOUCH_AFTER:
        with state.store.begin() as unit:
            unit.links.touch_session(token_hash, now=now)
    return Visitor(case_id=case_id, jti=session.jti, bound=token_hash[:32])


def leave_room(state: State, response: Response, case_id: str) -> None:
    """End the session."""
    if frames.framed():
        if (visit := capabilities.current()) is not None:
            capabilities.leave(state, visit)
        return
    held = cookie(case_id)
    if held.token:
        with state.store.begin() as unit:
            unit.links.close_session(digest(held.token))
    held.drop(response)


def cookie(case_id: str) -> SessionCookie:
    """The cookie of a case's room."""
    return SessionCookie("amends", case_id)
