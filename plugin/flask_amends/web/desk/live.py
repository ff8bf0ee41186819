"""What changed at the desk since a page was opened: ``desk.js`` asks every now and then; cheap to answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import datetime

from flask import Response, request

from amends_widgets import formats
from amends_widgets.languages import Language
from amends_widgets.marking import NN_
from flask_amends.ports import StaffMember
from flask_amends.service import inbox
from flask_amends.state import State
from flask_amends.storage.desk_records import Queues
from flask_amends.web import reader
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.pages import link

CHANGED = NN_(
    "One case has changed since you opened this page.",
    "%(num)s cases have changed since you opened this page.",
    by="num",
)


def news(state: State, staff: StaffMember) -> Response:
    """``GET /desk/live``: a sentence, and how many cases stand in each quick view; 304 if all is as it was.

    Nobody is named in it.
    """
    found = inbox.news(state, _moment(request.args.get("since", "")), staff)
    code = reader.locale()
    counts = {one.name: getattr(found.queues, one.name) for one in fields(Queues)}
    body = {
        "text": told(found.changed, code),
        "counts": {name: formats.number(number, code) for name, number in counts.items()},
    }
    content = json.dumps(body, ensure_ascii=False, sort_keys=True)
    response = Response(content, mimetype="application/json")
    # A case that changes again changes the answer too, though no number in it does.
    whole = f"{content}{found.mark.isoformat() if found.mark else ''}"
    response.set_etag(hashlib.sha256(whole.encode()).hexdigest()[:24])
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept-Language"
    return response.make_conditional(request)  # type: ignore[return-value]


def told(changed: int, code: str) -> str:
    """The sentence about so many cases; nothing for none."""
    return str(Language(code, html=False).count(CHANGED.one, CHANGED, changed)) if changed else ""


def address(mark: datetime | None) -> str:
    """Where to ask what changed since ``mark``."""
    return link("desk_live", since=mark.isoformat() if mark else "")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


ROUTES = (Route("/desk/live", "desk_live", "GET", news, log=Log.NOTHING),)
