"""The message on the wire: its id, its frozen body, and the headers of one attempt."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from amends_webhooks.errors import MessageError, MessageTooLargeError, StrictJSONError
from amends_webhooks.keys import Key
from amends_webhooks.signing import signature_header, unix_seconds
from amends_webhooks.strict_json import load_json

__all__ = [
    "MAX_BODY_BYTES",
    "WARN_BODY_BYTES",
    "StrictJSONError",
    "encode",
    "load_json",
    "new_message_id",
    "rfc3339",
    "signed_headers",
    "size_warning",
]

WARN_BODY_BYTES = 20 * 1024
"""Receivers expect less than 20 kB (Standard Webhooks 1.0.0, "Payload size")."""

MAX_BODY_BYTES = 256 * 1024
"""Nothing larger is sent or accepted; larger things travel as expiring links."""

_MIN_ID_BYTES = 16
_MAX_ID_BYTES = 45  # 60 characters of base64url and the prefix: 64
_TYPE = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*", re.ASCII)
_MAX_TYPE_CHARS = 128


def new_message_id(random_bytes: bytes) -> str:
    """Return a `webhook-id`, "msg_" and the 16 to 45 unpredictable bytes in base64url.

    One id per message, kept on every retry and replay: it is the receiver's idempotency key.
    """
    if not _MIN_ID_BYTES <= len(random_bytes) <= _MAX_ID_BYTES:
        raise MessageError(f"A message id takes {_MIN_ID_BYTES} to {_MAX_ID_BYTES} random bytes.")
    return "msg_" + base64.urlsafe_b64encode(random_bytes).rstrip(b"=").decode("ascii")


def rfc3339(moment: datetime) -> str:
    """Write a time as RFC 3339 UTC with milliseconds and Z; a naive time is a `MessageError`."""
    if moment.tzinfo is None:
        raise MessageError("A message timestamp needs a time zone; pass an aware datetime.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def encode(type_: str, timestamp: datetime, data: Mapping[str, Any]) -> bytes:
    """Return the body: minified UTF-8 JSON `{"type", "timestamp", "data"}`.

    `timestamp` is when the event happened, not when it is sent. Freeze the bytes with the event: they are
    what is signed on every attempt. Raises `MessageError` for a type that is not dot-separated words or
    data that is not JSON, `MessageTooLargeError` over 256 kB.
    """
    if len(type_) > _MAX_TYPE_CHARS or not _TYPE.fullmatch(type_):
        raise MessageError(
            f"An event type is dot-separated words such as dispute.offer.proposed, not {type_!r}."
        )
    message = {"type": type_, "timestamp": rfc3339(timestamp), "data": dict(data)}
    try:
        text = json.dumps(message, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        body = text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise MessageError(f"The data of {type_} cannot be written as JSON: {error}.") from error
    if len(body) > MAX_BODY_BYTES:
        raise MessageTooLargeError(
            f"The body of {type_} has {len(body)} bytes, the limit is {MAX_BODY_BYTES}; link to files."
        )
    return body


def size_warning(body: bytes) -> str | None:
    """Return a sentence for the log when the body is larger than receivers expect, else None."""
    if len(body) <= WARN_BODY_BYTES:
        return None
    return (
        f"A webhook body of {len(body)} bytes is over {WARN_BODY_BYTES}; some receivers cut such bodies off."
    )


def signed_headers(message_id: str, now: datetime, body: bytes, keys: Sequence[str | Key]) -> dict[str, str]:
    """Return the headers of one attempt at `now`: content type, id, timestamp and signatures.

    `keys` are `whsec_` or `whsk_`, newest first; each adds a signature, so a rotation needs no agreement
    about the moment. Raises `MessageError` and `KeyFormatError` like `signature_header`.
    """
    seconds = unix_seconds(now)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature_header(message_id, seconds, body, keys),
    }
