"""The headers of every page of ours: the strictest there are, and the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from flask_amends.state import get_state
from flask_amends.web import frames

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
#: For what shoppers uploaded: it can do nothing at all.
SANDBOX = "sandbox; default-src 'none'"


def policy(ancestors: Sequence[str] = ()) -> str:
    """The content security policy of a page that ``ancestors`` may frame; nobody may if there are none."""
    return _POLICY.format(ancestors=" ".join(ancestors) or "'none'")


#: The policy of every page outside of frames.
CSP = policy()


def secure(response: Response) -> Response:
    """Add what is not set yet; pages are private and are never stored unless a view says otherwise."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy", policy(get_state().settings.frames.origins) if frames.framed() else CSP
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # A framed page's address is a key to its room: not even our own server is told it again.
    headers.setdefault("Referrer-Policy", "strict-origin" if frames.framed() else "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
