"""Forms that only our own pages can send: where a browser says where a post comes from, that decides."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import request

from flask_amends.errors import NotAllowed
from flask_amends.service.tokens import BadToken, Purpose, read, sign
from flask_amends.state import State

#: The hidden field that carries the token.
FIELD = "form_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form token says: which form, opened when, its idempotency key, and whose it is."""

    name: str
    key: str
    issued_at: datetime
    bound: str = ""

    def age(self, now: datetime) -> timedelta:
        return now - self.issued_at


def issue(state: State, name: str, *, bound: str = "", started: int | None = None) -> str:
    """A token for a form, with an idempotency key of its own.

    ``bound`` ties it to a session or a member of staff; ``started`` is when the first page of the form was
    opened,
    where it has several.
    """
    began = started if started is not None else int(state.clock.now().timestamp())
    payload = {"f": name, "k": state.randomness.token_bytes(16).hex(), "b": bound, "t": began}
    return sign(state, Purpose.FORM, payload)


def check_origin(state: State) -> None:
    """Raise :class:`NotAllowed` if the browser says that the post comes from elsewhere.

    ``Sec-Fetch-Site`` decides where it is present, else ``Origin``. Where both are absent, the token alone
    decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise NotAllowed("The form was sent from another site.")
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.rstrip("/") not in _own_origins(state):
        raise NotAllowed("The form was sent from another origin.")


def form_of(state: State, name: str, *, bound: str = "") -> Form:
    """The form behind this post. Raises :class:`NotAllowed`, or :class:`BadToken` if it is only too old."""
    check_origin(state)
    try:
        payload = read(state, Purpose.FORM, request.form.get(FIELD))
    except BadToken as error:
        if error.expired:
            raise
        raise NotAllowed("The form was not one of ours.") from error
    same = hmac.compare_digest(str(payload.get("b", "")).encode(), bound.encode())
    if payload.get("f") != name or not same or not isinstance(payload.get("t"), int):
        raise NotAllowed("The form was made for something else.")
    issued = datetime.fromtimestamp(payload["t"], UTC)
    return Form(name=name, key=str(payload.get("k", "")), issued_at=issued, bound=bound)


def _own_origins(state: State) -> frozenset[str]:
    own = {f"{request.scheme}://{request.host}", *state.settings.trusted_origins}
    if state.settings.base_url:
        parts = urlsplit(state.settings.base_url)
        own.add(f"{parts.scheme}://{parts.netloc}")
    return frozenset(own)
