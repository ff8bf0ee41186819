"""The blueprint: every page and endpoint under one prefix."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Blueprint

from flask_amends.web import assets, frames, headers, limits, problems
from flask_amends.web.notices import embed, official
from flask_amends.web.storefront import arriving

#: The area that shops on other origins show in frames.
FRAMED = "storefront"
AREAS = (FRAMED, "desk", "arbiter", "inbound", "api")


def make_blueprint(url_prefix: str = "/amends") -> Blueprint:
    """A new blueprint with all our routes; one per app."""
    bp = Blueprint("amends", "flask_amends.web", url_prefix=url_prefix)
    limits.guard(bp)
    problems.register(bp)
    bp.before_request(arriving.take_order)
    bp.after_request(headers.secure)
    assets.register(bp)
    embed.register(bp)
    official.register(bp)
    for area in AREAS:
        name = f"flask_amends.web.{area}"
        if find_spec(name) is not None and hasattr(module := import_module(name), "register"):
            module.register(frames.Twins(bp) if area == FRAMED else bp)
    return bp
