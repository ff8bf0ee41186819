"""The official notice on the legal guarantee as a file: what the shop was given, byte for byte."""

from __future__ import annotations

from flask import Blueprint, Response, request

from flask_amends.errors import NotFound
from flask_amends.service.notices import guarantee
from flask_amends.state import get_state

#: The file may be styled by itself, and do nothing else.
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def register(bp: Blueprint) -> None:
    """The one address of each language's file."""

    @bp.get("/official/guarantee/<locale>", endpoint=guarantee.ENDPOINT)
    def official(locale: str) -> Response:
        found = guarantee.content(get_state(), locale)
        if found is None:
            raise NotFound("file", locale)
        response = Response(found.content, mimetype=found.mimetype)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "public, max-age=300"
        response.headers["Content-Language"] = locale
        response.add_etag()
        return response.make_conditional(request)  # type: ignore[return-value]
