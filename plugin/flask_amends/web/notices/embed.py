"""Notices as finished HTML for pages of shops that are not written in Flask: ``<amends-notice kind="…">``.

A kind is a template ``amends/notice/<kind>.html``, ours or the shop's own. It is rendered in the language
that the page asks for, with ``asked``: the attributes of the element, such as ``asked.sku``; ``slot``: the
place it stands in; and ``amends``: what a Flask shop's own templates call. Nothing personal may stand in one,
because every page may read it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from jinja2 import TemplateNotFound

from flask_amends.notices.model import Slot
from flask_amends.state import get_state
from flask_amends.web.pages import link, render, renderer
from flask_amends.web.text import clean

_KIND = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
_FOLDER = "amends/notice/"
_MOST_FACTS = 12
_LONGEST_FACT = 200


def register(bp: Blueprint) -> None:
    """The one address of all notices."""

    @bp.get("/embed/notice")
    def notice() -> Response:
        response = _notice(request.args.get("kind", ""))
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        # A price or a stock that was true a minute ago may be kept, but has to be asked about again.
        headers["Cache-Control"] = "no-cache"
        headers["Vary"] = "Accept-Language"
        if response.status_code == 200:
            response.add_etag()
        return response.make_conditional(request)  # type: ignore[return-value]


def kinds(app: Flask) -> list[str]:
    """Every kind there is a template for."""
    found = (one.removeprefix(_FOLDER).removesuffix(".html") for one in renderer(app).templates())
    return sorted(kind for kind in found if _KIND.fullmatch(kind))


def _notice(kind: str) -> Response:
    """The notice. Nothing (204) where there is no template or nothing to say: the page keeps its own text."""
    if not _KIND.fullmatch(kind):
        return Response(status=204)
    template = f"{_FOLDER}{kind}.html"
    try:
        asked = _asked()
        told = render(template, asked=asked, slot=_slot(asked), amends=_globals(), link=_link)
    except TemplateNotFound as missing:
        if missing.name != template:
            raise
        return Response(status=204)
    return Response(told, mimetype="text/html") if told.strip() else Response(status=204)


def _globals() -> Any:
    """What the shop's own templates have as ``amends``."""
    return current_app.jinja_env.globals["amends"]


def _slot(asked: Mapping[str, str | None]) -> Slot:
    """The place that the element names, if it is one."""
    known = {slot.value: slot for slot in Slot}
    return known.get(asked.get("slot") or "", Slot.PRODUCT)


def _link(endpoint: str, **values: Any) -> str:
    """The address of one of our pages as another origin's page needs it: whole, from the configured base."""
    return f"{get_state().settings.base_url or ''}{link(endpoint, **values)}"


def _asked() -> dict[str, str | None]:
    """What the element says about itself, as plain short texts."""
    found: dict[str, str | None] = {
        name: clean(value[:_LONGEST_FACT]) for name, value in request.args.items() if _NAME.fullmatch(name)
    }
    return defaultdict(lambda: None, list(found.items())[:_MOST_FACTS])
