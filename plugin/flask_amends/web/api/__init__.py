"""``/api/v1``: what the shop's back office and marketplaces read and do by program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, Response, jsonify
from flask import Response as FlaskResponse

from flask_amends.errors import NotFound
from flask_amends.payloads.openapi import document
from flask_amends.state import get_state
from flask_amends.web.api import (
    after,
    contact,
    details,
    disputes,
    payments,
    prices,
    promos,
    shown,
    spec,
    stock,
    writing,
)
from flask_amends.web.api.gate import for_program
from flask_amends.web.api.route import ApiRoute

CACHE_SECONDS = 300
#: Every route of the API that needs a key.
ROUTES: tuple[ApiRoute, ...] = (
    *disputes.ROUTES,
    *writing.ROUTES,
    *after.ROUTES,
    *stock.ROUTES,
    *shown.ROUTES,
    *payments.ROUTES,
    *prices.ROUTES,
    *promos.ROUTES,
    *contact.ROUTES,
)


def register(bp: Blueprint) -> None:
    """Add our routes."""
    bp.add_url_rule(f"{spec.PREFIX}/openapi.json", "api_openapi", openapi, methods=["GET"])
    bp.add_url_rule(f"{spec.PREFIX}/problems/<name>", "api_problem", problem, methods=["GET"])
    for route in ROUTES:
        bp.add_url_rule(spec.PREFIX + route.rule, route.endpoint, for_program(route), methods=[route.method])


def openapi() -> Response:
    """The OpenAPI 3.1 document: our webhooks, what we take, and the API."""
    settings = get_state().settings
    response = jsonify(
        document(
            title=f"Disputes of {settings.shop_name}",
            version=_version(),
            base_url=settings.base_url,
            prefix=settings.url_prefix,
            api=spec.parts(ROUTES),
        )
    )
    response.cache_control.max_age = CACHE_SECONDS
    response.cache_control.public = True
    return response


def problem(name: str) -> FlaskResponse:
    """``GET /api/v1/problems/<name>``: what a type of problem means."""
    found = details.PROBLEMS.get(name)
    if found is None:
        raise NotFound("problem", name)
    response = jsonify(
        type=details.type_of(name),
        title=found.title,
        status=found.status,
        detail=details.language().say(found.detail),
    )
    response.headers["Vary"] = "Accept-Language"
    return response


def _version() -> str:
    try:
        return version("Flask-Amends")
    except PackageNotFoundError:
        return "0"
