"""What the marketplace sends back: signed with its own key, and again under the same id if it got lost."""

import json
import secrets

import requests
from flask import current_app, g
from standardwebhooks.webhooks import Webhook

PATIENCE = 10


def answer(case, type, **facts):  # noqa: A002 - the field's own word
    """Send one message about a case. `causation_id` names the event that it answers."""
    last = g.store.messages(case["dispute_id"])[-1]
    data = {"dispute_id": case["dispute_id"], "causation_id": last["id"], **facts}
    body = {"type": type, "timestamp": _now().isoformat(), "data": data}
    return deliver(f"msg_{secrets.token_hex(12)}", case["dispute_id"], type, json.dumps(body))


def deliver(id, dispute_id, type, body):  # noqa: A002 - as above
    """Sign, post and remember. Returns what the shop made of it, in words."""
    now = _now()
    headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(current_app.config["SENDING_SECRET"]).sign(id, now, body),
    }
    g.store.add_answer(id, dispute_id, type, body, "not delivered")
    try:
        reply = requests.post(
            current_app.config["SHOP_URL"], data=body.encode(), headers=headers, timeout=PATIENCE
        )
        result = _result(reply)
    except requests.RequestException:
        result = "not delivered"
    g.store.add_answer(id, dispute_id, type, body, result)
    return result


def _result(reply):
    """`applied`, or `ignored: …`; a marketplace that is refused wants to see why."""
    if not reply.ok:
        return f"not delivered (HTTP {reply.status_code})"
    said = reply.json()
    return ": ".join(str(part) for part in (said.get("result"), said.get("reason")) if part)


def _now():
    return current_app.config["NOW"]()
