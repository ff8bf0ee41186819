"""The key of a room in a frame: a signed address that is good for 30 minutes and renewed by every page.

Browsers keep cookies from a page of ours in another site's frame, so the address carries the session: a token
of its own purpose that names a session row. The row ends with the link it was opened by, when the shopper
leaves, and after :data:`LONGEST`. What is kept in the row is not what a cookie holds, so a key that leaks can
never be turned into one (security 31, 36; widgets.md 1.6).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import g, request

from flask_amends.service.tokens import BadToken, Purpose, read, sign
from flask_amends.state import State
from flask_amends.storage.records import SessionRow
from flask_amends.web import csrf

#: However much it is used, a visit in a frame ends after this; a form may wait as long for its sending.
LONGEST = timedelta(hours=24)
_VISIT, _KEY = "amends_visit", "amends_visit_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An opened room in a frame; ``session`` is the row that it lives by."""

    case_id: str
    jti: str | None
    session: str

    @property
    def bound(self) -> str:
        """What ties forms to this visit."""
        return self.session[:32]


def start(state: State, case_id: str, jti: str | None) -> None:
    """Begin a visit; the addresses of this response carry its key."""
    now = state.clock.now()
    # Nobody ever holds what this is the hash of.
    session = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    row = SessionRow(
        token_hash=session,
        jti=jti,
        case_id=case_id,
        created_at=now,
        last_use_at=now,
        expires_at=now + LONGEST,
    )
    with state.store.begin() as unit:
        unit.links.open_session(row)
    _remember(Visit(case_id=case_id, jti=jti, session=session))


def current() -> Visit | None:
    """The visit of this request."""
    found: Visit | None = g.get(_VISIT)
    return found


def opened(state: State, key: str) -> str:
    """The id of the case that a key opens; what opens nothing is returned as it is.

    A page can be read for 30 minutes with its address. A form that was opened with it can be sent for as long
    as the visit lasts, because the form itself proves where it comes from: nobody loses what they wrote.
    """
    visit = _visit(state, key)
    if visit is None and request.method == "POST":
        late = _visit(state, key, int(LONGEST.total_seconds()))
        visit = late if late is not None and _sent_from(state, late) else None
    if visit is None:
        return key
    _remember(visit)
    return visit.case_id


def key_of(state: State, case_id: str) -> str:
    """The fresh key of this visit's case; any other id stays as it is, and opens nothing in a frame."""
    visit = current()
    if visit is None or visit.case_id != case_id:
        return case_id
    if _KEY not in g:
        setattr(g, _KEY, sign(state, Purpose.FRAME, {"s": visit.session}))
    key: str = g.get(_KEY)
    return key


def leave(state: State, visit: Visit) -> None:
    """End the visit: every address of it is dead."""
    with state.store.begin() as unit:
        unit.links.close_session(visit.session)


def _remember(visit: Visit) -> None:
    setattr(g, _VISIT, visit)
    g.pop(_KEY, None)


def _visit(state: State, key: str, max_age: int | None = None) -> Visit | None:
    try:
        session = read(state, Purpose.FRAME, key, max_age=max_age).get("s")
    except BadToken:
        return None
    if not isinstance(session, str):
        return None
    with state.store.read() as unit:
        row = unit.links.session(session, now=state.clock.now())
    return None if row is None else Visit(case_id=row.case_id, jti=row.jti, session=session)


def _sent_from(state: State, visit: Visit) -> bool:
    """Whether the form of this request was made in this visit."""
    try:
        form = read(state, Purpose.FORM, request.form.get(csrf.FIELD))
    except BadToken:
        return False
    return hmac.compare_digest(str(form.get("b", "")).encode(), visit.bound.encode())
