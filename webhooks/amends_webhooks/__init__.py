"""Signed webhooks after Standard Webhooks 1.0.0: make, sign, verify, send, retry. Needs no web framework."""

from typing import TYPE_CHECKING

from amends_webhooks.conformance import Level, Result, examine
from amends_webhooks.endpoints import Endpoint, check_headers, check_url, wants
from amends_webhooks.envelope import (
    MAX_BODY_BYTES,
    WARN_BODY_BYTES,
    encode,
    load_json,
    new_message_id,
    rfc3339,
    signed_headers,
    size_warning,
)
from amends_webhooks.errors import (
    AddressRefused,
    AmendsWebhookError,
    EndpointError,
    KeyFormatError,
    MessageError,
    MessageTooLargeError,
    StrictJSONError,
    WebhookVerificationError,
)
from amends_webhooks.exchange import Exchange, FailureClass
from amends_webhooks.keys import (
    PublicKey,
    SigningKey,
    SymmetricKey,
    generate_secret,
    generate_signing_key,
    jwk,
    parse_key,
    parse_public_key,
    parse_secret,
    parse_signing_key,
)
from amends_webhooks.networks import is_allowed
from amends_webhooks.redact import redact, redact_url
from amends_webhooks.retries import (
    MAX_ATTEMPTS,
    SCHEDULE,
    Breaker,
    BreakerState,
    Verdict,
    asks_to_disable,
    holds_back,
    judge,
    next_attempt_at,
    retry_after,
)
from amends_webhooks.verifying import TOLERANCE, Webhook

if TYPE_CHECKING:
    from amends_webhooks.sender import Sender as Sender

__all__ = [
    "MAX_ATTEMPTS",
    "MAX_BODY_BYTES",
    "SCHEDULE",
    "TOLERANCE",
    "WARN_BODY_BYTES",
    "AddressRefused",
    "AmendsWebhookError",
    "Breaker",
    "BreakerState",
    "Endpoint",
    "EndpointError",
    "Exchange",
    "FailureClass",
    "KeyFormatError",
    "Level",
    "MessageError",
    "MessageTooLargeError",
    "PublicKey",
    "Result",
    "Sender",
    "SigningKey",
    "StrictJSONError",
    "SymmetricKey",
    "Verdict",
    "Webhook",
    "WebhookVerificationError",
    "asks_to_disable",
    "check_headers",
    "check_url",
    "encode",
    "examine",
    "generate_secret",
    "generate_signing_key",
    "holds_back",
    "is_allowed",
    "judge",
    "jwk",
    "load_json",
    "new_message_id",
    "next_attempt_at",
    "parse_key",
    "parse_public_key",
    "parse_secret",
    "parse_signing_key",
    "redact",
    "redact_url",
    "retry_after",
    "rfc3339",
    "signed_headers",
    "size_warning",
    "wants",
]


def __getattr__(name: str) -> object:
    """Import `Sender` when it is first asked for: who only verifies never loads an HTTP client."""
    if name == "Sender":
        from amends_webhooks.sender import Sender

        return Sender
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
