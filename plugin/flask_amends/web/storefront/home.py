"""The front door: what a shopper can do here, and how the shop is reached."""

from __future__ import annotations

from flask import Blueprint, Response

from flask_amends.state import get_state
from flask_amends.web.pages import page


def register(bp: Blueprint) -> None:
    """The start page and the contact card."""

    @bp.get("/")
    def home() -> Response:
        return page("amends/home.html", can_mail=get_state().can_mail)

    @bp.get("/contact")
    def contact() -> Response:
        return page("amends/contact.html")
