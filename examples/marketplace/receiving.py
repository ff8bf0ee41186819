"""Where the shop's events arrive: verified on the raw bytes, then kept once per webhook-id."""

from flask import Blueprint, abort, current_app, g, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

bp = Blueprint("receiving", __name__)


@bp.post("/webhooks")
def receive():
    """Take one message. Anything but a 2xx makes the shop send it again later."""
    raw = request.get_data()
    try:
        message = Webhook(current_app.config["RECEIVING_SECRET"]).verify(raw, dict(request.headers))
    except (
        WebhookVerificationError,
        ValueError,
    ):  # the library lets some ValueErrors of hostile headers through
        abort(401)
    g.store.add_message(request.headers["webhook-id"], message["type"], message["timestamp"], message["data"])
    return "", 204
