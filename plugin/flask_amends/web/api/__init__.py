"""``/api/v1``: what programs read."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, Response, jsonify

from flask_amends.payloads.openapi import document
from flask_amends.state import get_state

CACHE_SECONDS = 300


def register(bp: Blueprint) -> None:
    """Add our routes."""
    bp.add_url_rule("/api/v1/openapi.json", "api_openapi", openapi, methods=["GET"])


def openapi() -> Response:
    """The OpenAPI 3.1 document: our webhooks, and what we take."""
    settings = get_state().settings
    response = jsonify(
        document(
            title=f"Disputes of {settings.shop_name}",
            version=_version(),
            base_url=settings.base_url,
            prefix=settings.url_prefix,
        )
    )
    response.cache_control.max_age = CACHE_SECONDS
    response.cache_control.public = True
    return response


def _version() -> str:
    try:
        return version("Flask-Amends")
    except PackageNotFoundError:
        return "0"
