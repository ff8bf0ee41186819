"""``POST /inbound/<marketplace>``: signed messages from marketplaces. No cookie, no session, no redirect."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from amends_webhooks import MAX_BODY_BYTES
from flask_amends.service import inbound
from flask_amends.state import get_state
from flask_amends.web.limits import takes_at_most


def register(bp: Blueprint) -> None:
    """Add our route."""
    bp.add_url_rule("/inbound/<marketplace>", "inbound", receive, methods=["POST"])


@takes_at_most(MAX_BODY_BYTES)
def receive(marketplace: str) -> Response:
    """Verify the raw bytes, store them, apply them. The answer says what came of the message."""
    state = get_state()
    body = request.get_data(cache=False)
    message = inbound.verify(state, marketplace, dict(request.headers), body)
    if message is None:
        return _answer(401, error="The message does not verify.")
    try:
        result = inbound.take(state, message)
    except inbound.BodyChanged:
        return _answer(409, error="This webhook-id came before with another body.")
    told = {"errors": result.errors} if result.errors else {}
    return _answer(200, result=result.result, reason=result.reason, **told)


def _answer(status: int, **facts: object) -> Response:
    response = jsonify(facts)
    response.status_code = status
    return response
