"""What the pages of the shop's items lack, at the desk (Q5)."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from amends_widgets.words.terms_lint import ITEM_FAULTS
from flask_amends.guards.catalogue import Report
from flask_amends.ports import StaffMember
from flask_amends.service import catalogue as service
from flask_amends.service.catalogue import NoCatalogueError
from flask_amends.state import State
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.pages import page

#: How many items stand on the page; the rest are told by their number, and listed by the command.
MOST = 200


def catalogue(state: State, staff: StaffMember) -> Response:
    """``GET /desk/catalogue``; ``lack`` shows only items that lack one thing."""
    problem = ""
    try:
        report = service.lately(state)
    except NoCatalogueError as error:
        report, problem = None, str(error)
    known = report or Report()
    lack = request.args.get("lack", "")
    counts = {str(what): count for what, count in known.counts.items()}
    found = [one for one in known.found if lack not in counts or lack in one.missing]
    return page(
        "amends/desk/catalogue.html",
        place=("desk_catalogue", {"lack": lack} if lack in counts else {}),
        staff=staff,
        registered=state.handlers.catalogue is not None,
        problem=problem,
        checked=known.checked,
        lacking=len(known.found),
        counts=counts,
        lack=lack if lack in counts else "",
        found=found[:MOST],
        more=max(0, len(found) - MOST),
        words=ITEM_FAULTS,
    )


ROUTES = (Route("/desk/catalogue", "desk_catalogue", "GET", catalogue, log=Log.NOTHING),)
