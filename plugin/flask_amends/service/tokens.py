"""Signed tokens: each for one purpose, dated by the shop's clock, known by an id inside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from flask_amends.ports import Clock
from flask_amends.state import State

#: Longer texts are refused before anything is computed from them.
LONGEST = 512
LONGEST_ORDER = 16_384


class Purpose(StrEnum):
    """What a token is for. A token for one purpose is refused for every other."""

    ROOM = "room"
    ORDER = "order"
    FORM = "form"
    UPLOAD = "upload"
    REVIEW = "review"
    ENQUIRY = "enquiry"
    RECEIPT = "receipt"
    FRAME = "frame"
    FOUND = "found"
    ARBITER = "arbiter"
    INCIDENT = "incident"
    WAIT = "wait"
    SHORT = "short"
    WISHES = "wishes"
    PAYMENT = "payment"
    CONFIRM = "confirm"


#: How long a token is good for, in seconds. Links that people act on outlive a month of holidays.
MAX_AGE: Mapping[Purpose, int] = {
    Purpose.ROOM: 30 * 86400,
    Purpose.ORDER: 2 * 86400,
    Purpose.FORM: 2 * 86400,
    Purpose.UPLOAD: 2 * 86400,
    Purpose.REVIEW: 30 * 86400,
    Purpose.ENQUIRY: 30 * 86400,
    Purpose.RECEIPT: 30 * 86400,
    Purpose.FRAME: 30 * 60,
    Purpose.FOUND: 2 * 86400,
    Purpose.ARBITER: 90 * 86400,
    Purpose.INCIDENT: 30 * 86400,
    Purpose.WAIT: 365 * 86400,
    Purpose.SHORT: 30 * 86400,
    # The way out of letters is in the oldest of them too (K5).
    Purpose.WISHES: 5 * 365 * 86400,
    Purpose.PAYMENT: 30 * 86400,
    Purpose.CONFIRM: 30 * 86400,
}

#: Where a link for a purpose leads.
PATHS: Mapping[Purpose, str] = {
    Purpose.ROOM: "d",
    Purpose.REVIEW: "review",
    Purpose.ENQUIRY: "contact",
    Purpose.FOUND: "order",
    Purpose.ARBITER: "arbiter",
    Purpose.INCIDENT: "incidents/offer",
    Purpose.WAIT: "wait",
    Purpose.SHORT: "short",
    Purpose.WISHES: "preferences",
    Purpose.PAYMENT: "payment",
    Purpose.CONFIRM: "confirm",
}


class BadToken(ValueError):  # noqa: N818 - reads as what it is
    """A token that is not ours, not for this, or too old. ``expired`` tells the last apart."""

    def __init__(self, *, expired: bool = False) -> None:
        self.expired = expired
        super().__init__("The token has expired." if expired else "The token is not valid.")


class _ClockedSigner(TimestampSigner):
    """A signer that takes the time from the shop's clock."""

    def __init__(self, *args: Any, clock: Clock, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock.now().timestamp())


def sign(state: State, purpose: Purpose, payload: Mapping[str, Any]) -> str:
    """A token for one purpose, signed with the newest key; its payload is readable, so nothing personal."""
    return _serializer(state, purpose).dumps(dict(payload))


def read(state: State, purpose: Purpose, token: object, *, max_age: int | None = None) -> dict[str, Any]:
    """The payload of a token. Raises :class:`BadToken` for anything that is not a live one of ours.

    ``max_age`` (seconds) stands in for the purpose's own.
    """
    longest = LONGEST_ORDER if purpose is Purpose.ORDER else LONGEST
    if not isinstance(token, str) or not token or len(token) > longest or not token.isascii():
        raise BadToken
    try:
        payload, signed_at = _serializer(state, purpose).loads(token, return_timestamp=True)
    except (BadData, UnicodeError, ValueError, RecursionError, OverflowError) as error:
        raise BadToken from error
    # The age is counted here: itsdangerous calls a token of a clock that was set back expired.
    if (state.clock.now() - signed_at).total_seconds() > (MAX_AGE[purpose] if max_age is None else max_age):
        raise BadToken(expired=True)
    if not isinstance(payload, dict):
        raise BadToken
    return payload


def link_token(state: State, purpose: Purpose, jti: str) -> str:
    """The token of a link; what it opens, and until when, is in the link's row."""
    return sign(state, purpose, {"jti": jti})


def link_url(state: State, purpose: Purpose, jti: str) -> str | None:
    """The absolute link, from the configured address only; ``None`` without one."""
    base = state.settings.base_url
    if base is None:
        return None
    return f"{base}{state.settings.url_prefix}/{PATHS[purpose]}/{link_token(state, purpose, jti)}"


def _serializer(state: State, purpose: Purpose) -> URLSafeTimedSerializer:
    keys = [_derive(key) for key in state.settings.secret_keys]
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha256, "clock": state.clock}
    return URLSafeTimedSerializer(
        keys, salt=f"disputes.{purpose.value}.v1", signer=_ClockedSigner, signer_kwargs=options
    )


def _derive(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"disputes/links").derive(secret.encode())
