"""What is told to others: the data of every message, its schema, and the document that publishes both."""

from flask_amends.payloads.after import REVIEW_CHANGED, REVIEW_SUBMITTED, WITHDRAWAL_RECEIVED
from flask_amends.payloads.caseless import CASELESS, caseless_body
from flask_amends.payloads.messages import (
    FACT_SCHEMAS,
    PING,
    PROFILES,
    REVIEW_INVITED,
    UPDATED,
    expires_at,
    freeze,
    is_subscribed,
    message_body,
    messages_for,
    ping_body,
    review_body,
)

__all__ = [
    "CASELESS",
    "FACT_SCHEMAS",
    "PING",
    "PROFILES",
    "REVIEW_CHANGED",
    "REVIEW_INVITED",
    "REVIEW_SUBMITTED",
    "UPDATED",
    "WITHDRAWAL_RECEIVED",
    "caseless_body",
    "expires_at",
    "freeze",
    "is_subscribed",
    "message_body",
    "messages_for",
    "ping_body",
    "review_body",
]
