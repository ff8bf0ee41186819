"""Reviews at the desk: the newest first, the low ones on request, each with its earlier versions."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from flask_amends.ports import StaffMember
from flask_amends.service import reviews
from flask_amends.state import State
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.route import Route
from flask_amends.web.pages import link, page

PAGE = 50
SHOWN = ("all", "low")


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/reviews``."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    below = state.settings.policy.dispute_rating_below
    found = reviews.page(
        state,
        marks_below=below if show == "low" else None,
        after=read_place(request.args.get("after", "")),
        limit=PAGE + 1,
    )
    lines = found[:PAGE]
    more = None
    last = lines[-1].row if lines else None
    if len(found) > PAGE and last is not None and last.submitted_at is not None:
        more = link("desk_reviews", show=show, after=write_place(last.submitted_at, last.id))
    return page(
        "amends/desk/reviews.html",
        place=("desk_reviews", {"show": show}),
        staff=staff,
        show=show,
        lines=lines,
        more=more,
        below=below,
        low=reviews.count_low(state),
        subjects=reviews.SUBJECTS,
    )


ROUTES = (Route("/desk/reviews", "desk_reviews", "GET", listing),)
