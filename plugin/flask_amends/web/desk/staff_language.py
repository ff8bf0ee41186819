"""The language that somebody of the staff chose, kept in their browser and apart from that of shoppers."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from flask_amends.state import State
from flask_amends.web import reader

KEPT = timedelta(days=365)


def keep(state: State, response: Response) -> Response:
    """Remember a language that the address of this page chose. It says nothing about who reads."""
    code = reader.chosen()
    if code is not None and request.method == "GET":
        response.set_cookie(
            reader.STAFF_COOKIE,
            code,
            max_age=KEPT,
            path=f"{state.settings.url_prefix}/desk",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response
