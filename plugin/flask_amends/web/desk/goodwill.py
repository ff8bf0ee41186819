"""Goodwill at the desk: what it came to, by month and cause, and what is left of the budget (C6, C7)."""

from __future__ import annotations

from werkzeug.wrappers import Response

from flask_amends.guards.goodwill import Upset
from flask_amends.ports import StaffMember
from flask_amends.service import goodwill
from flask_amends.state import State
from flask_amends.web import reader
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import page

MONTHS = 12


def overview(state: State, staff: StaffMember) -> Response:
    """``GET /desk/goodwill``."""
    months = goodwill.months(state, MONTHS)
    scale = state.settings.money.scale
    return page(
        "amends/desk/goodwill.html",
        place=("desk_goodwill", {}),
        staff=staff,
        tell=Telling(language(), reader.zone()),
        months=months,
        now_month=months[0],
        scale=[(upset.name.lower(), scale.amount(upset, months[0].left)) for upset in Upset],
    )


ROUTES = (Route("/desk/goodwill", "desk_goodwill", "GET", overview),)
