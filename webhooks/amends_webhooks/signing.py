"""Signatures over `{id}.{timestamp}.{body}`, made with one key or with several during a rotation."""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from amends_webhooks.errors import KeyFormatError, MessageError
from amends_webhooks.keys import Key, PublicKey, SymmetricKey, parse_key

MAX_KEYS = 11
"""The newest key and at most ten old ones in their grace period."""

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def is_message_id(text: str) -> bool:
    """Tell whether `text` can be a `webhook-id`: 1 to 64 of `A-Z a-z 0-9 _ -`.

    No dot, because dots separate the signed parts (Standard Webhooks 1.0.0, "Signature scheme").
    """
    return _MESSAGE_ID.fullmatch(text) is not None


def unix_seconds(moment: datetime) -> int:
    """Return whole Unix seconds, rounded down. A naive `moment` is a `MessageError`."""
    if moment.tzinfo is None:
        raise MessageError(
            "A webhook timestamp needs a time zone; pass datetime.now(tz=UTC), not a naive time."
        )
    return int(moment.timestamp() // 1)


def signed_content(message_id: str, timestamp: str, body: bytes) -> bytes:
    """Return the bytes that are signed; `timestamp` is the very string that is sent."""
    return b"%s.%s.%s" % (message_id.encode("ascii"), timestamp.encode("ascii"), body)


def sign_with(key: Key, content: bytes) -> str:
    """Return one entry of `webhook-signature`: `v1,<base64>` or `v1a,<base64>`, padded.

    A public key cannot sign: `KeyFormatError`.
    """
    if isinstance(key, SymmetricKey):
        return "v1," + base64.b64encode(hmac.digest(key.raw, content, "sha256")).decode("ascii")
    if isinstance(key, PublicKey):
        raise KeyFormatError("A whpk_ key can only verify; sign with its whsk_ key.")
    return "v1a," + base64.b64encode(key.load().sign(content)).decode("ascii")


def signature_header(message_id: str, timestamp: int, body: bytes, keys: Sequence[str | Key]) -> str:
    """Return the whole `webhook-signature`: one entry per key, in the order given, one space between.

    `timestamp` is in Unix seconds. Raises `MessageError` for a bad id, a negative time or no key at all,
    `KeyFormatError` for a bad key.
    """
    if not is_message_id(message_id):
        raise MessageError(
            "A webhook-id is 1 to 64 characters of A-Z a-z 0-9 _ - ; make one with new_message_id()."
        )
    if timestamp < 0:
        raise MessageError("A webhook-timestamp is not before 1970.")
    if not 1 <= len(keys) <= MAX_KEYS:
        raise MessageError(f"Sign with 1 to {MAX_KEYS} keys, newest first; {len(keys)} were given.")
    content = signed_content(message_id, str(timestamp), body)
    return " ".join(sign_with(parse_key(key) if isinstance(key, str) else key, content) for key in keys)
