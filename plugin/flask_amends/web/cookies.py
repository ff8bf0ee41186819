"""The cookie of a session that was opened by a link: one for each thing that a link opens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, request

_TOKEN_BYTES = 32
_LONGEST = 128


def digest(token: str) -> str:
    """What of a token is kept here; the token itself is only in the browser."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The cookie for one thing, by its id: somebody with two can have both open.

    ``kind`` begins its name. On HTTPS no other host can set it.
    """

    kind: str
    about: str

    @property
    def name(self) -> str:
        """Its name tells nothing about the thing."""
        name = f"{self.kind}_{hashlib.sha256(self.about.encode()).hexdigest()[:12]}"
        return f"__Host-{name}" if request.is_secure else name

    @property
    def token(self) -> str:
        """What the browser sent; empty for none, and for what cannot be one of ours."""
        found = request.cookies.get(self.name, "")
        return found if len(found) <= _LONGEST else ""

    def give(self, response: Response, life: timedelta) -> str:
        """Give the browser a fresh token, and return it."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        response.set_cookie(
            self.name,
            token,
            max_age=int(life.total_seconds()),
            path="/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
        return token

    def drop(self, response: Response) -> None:
        """Take it back."""
        response.delete_cookie(self.name, path="/", secure=request.is_secure, httponly=True, samesite="Lax")
