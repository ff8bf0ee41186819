"""The front door: what a shopper can do here."""

from __future__ import annotations

from flask import Blueprint, Response

from flask_amends.state import get_state
from flask_amends.web.pages import page


def register(bp: Blueprint) -> None:
    """The start page."""

    @bp.get("/")
    def home() -> Response:
        return page("amends/home.html", can_mail=get_state().can_mail)
