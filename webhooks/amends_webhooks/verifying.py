"""`Webhook`: sign and verify messages, shaped like the Standard Webhooks reference library."""

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature

from amends_webhooks.envelope import MAX_BODY_BYTES, load_json
from amends_webhooks.errors import KeyFormatError, StrictJSONError, WebhookVerificationError
from amends_webhooks.keys import Key, PublicKey, SymmetricKey, parse_key
from amends_webhooks.signing import (
    MAX_KEYS,
    is_message_id,
    sign_with,
    signature_header,
    signed_content,
    unix_seconds,
)

TOLERANCE = timedelta(seconds=300)
"""How old or how far ahead a timestamp may be, both bounds included."""

MAX_SIGNATURES = 32
"""More entries than any rotation needs; bounds the work a stranger can ask for."""

_MAX_HEADER_CHARS = 4096
_TIMESTAMP = re.compile(r"0|[1-9][0-9]{0,10}", re.ASCII)
_NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")

Secret = str | bytes


def system_clock() -> datetime:
    """Return the present moment in UTC; the one place where this package looks at the wall clock."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the default of an injectable clock


class Webhook:
    """Signs and verifies with one key or several (newest first, while a rotation lasts).

    `secret` is `whsec_…`, `whsk_…`, `whpk_…`, base64 without a prefix, the raw bytes of a shared secret,
    or a sequence of these; a shared secret may be as short as 16 bytes, since others issued it. `clock` is
    asked for the time when `verify` is not told it. Raises `KeyFormatError` for a bad key. Instances are
    immutable and safe to share between threads.
    """

    __slots__ = ("_clock", "_keys")

    def __init__(
        self, secret: Secret | Sequence[Secret], *, clock: Callable[[], datetime] = system_clock
    ) -> None:
        secrets = [secret] if isinstance(secret, str | bytes) else list(secret)
        if not 1 <= len(secrets) <= MAX_KEYS:
            raise KeyFormatError(
                f"A Webhook takes 1 to {MAX_KEYS} keys, newest first; {len(secrets)} were given."
            )
        self._keys = tuple(_parse(one) for one in secrets)
        self._clock = clock

    def __repr__(self) -> str:
        return f"<Webhook with {len(self._keys)} key(s)>"

    def sign(self, msg_id: str, timestamp: datetime, data: str | bytes) -> str:
        """Return the `webhook-signature` header for exactly these bytes; text is sent as UTF-8.

        `timestamp` must carry a time zone and is cut to whole seconds. Raises `MessageError` for a bad id
        or time, `KeyFormatError` when all this object holds is a public key.
        """
        body = data.encode("utf-8") if isinstance(data, str) else data
        return signature_header(msg_id, unix_seconds(timestamp), body, self._keys)

    def verify(
        self,
        data: str | bytes,
        headers: Mapping[str, str],
        *,
        now: datetime | None = None,
        tolerance: timedelta = TOLERANCE,
    ) -> dict[str, Any]:
        """Return the JSON object of a genuine, fresh message.

        `data` is the request body exactly as received, `headers` the request's headers, looked up without
        regard to case. `now` must carry a time zone; without it the clock is asked.

        Whatever the sender did wrong raises `WebhookVerificationError`, and nothing else: a header missing,
        repeated or malformed, a timestamp outside the tolerance, no signature by a known key, a body over
        256 kB, or a body that is not strict JSON (see `load_json`) with an object at the top. The body is
        parsed only after a signature fits.
        """
        moment = unix_time(self._clock() if now is None else now)
        body = _as_bytes(data)
        message_id, timestamp, signatures = _read_headers(headers)
        if abs(moment - _read_timestamp(timestamp)) > tolerance.total_seconds():
            raise WebhookVerificationError("The timestamp is outside the tolerance.")
        content = signed_content(message_id, timestamp, body)
        if not any(self._accepts(entry, content) for entry in _entries(signatures)):
            raise WebhookVerificationError("No signature fits a known key.")
        return _read_body(body)

    def _accepts(self, entry: str, content: bytes) -> bool:
        version, _, encoded = entry.partition(",")
        return any(_fits(key, version, entry, encoded, content) for key in self._keys)


def unix_time(moment: datetime) -> float:
    """Return Unix seconds with their fraction; `ValueError` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("verify needs a `now` with a time zone; pass datetime.now(tz=UTC).")
    return moment.timestamp()


def _parse(secret: Secret) -> Key:
    if isinstance(secret, bytes):
        return SymmetricKey(raw=secret)
    if not isinstance(secret, str):
        raise KeyFormatError(f"A key is text or bytes, not {type(secret).__name__}.")
    return parse_key(secret, foreign=True)


def _as_bytes(data: object) -> bytes:
    if isinstance(data, str):
        try:
            data = data.encode("utf-8")
        except UnicodeEncodeError:
            raise WebhookVerificationError("The body is not encodable as UTF-8.") from None
    if not isinstance(data, bytes | bytearray | memoryview):
        raise WebhookVerificationError("The body is neither text nor bytes.")
    body = bytes(data)
    if len(body) > MAX_BODY_BYTES:
        raise WebhookVerificationError(f"The body is longer than {MAX_BODY_BYTES} bytes.")
    return body


def _read_headers(headers: object) -> tuple[str, str, str]:
    found: dict[str, str] = {}
    for name, value in _pairs(headers):
        if not isinstance(name, str) or (lowered := name.lower()) not in _NAMES:
            continue
        if lowered in found:
            raise WebhookVerificationError(f"The header {lowered} comes twice.")
        if not isinstance(value, str) or not value.isascii() or not 0 < len(value) <= _MAX_HEADER_CHARS:
            raise WebhookVerificationError(f"The header {lowered} is malformed.")
        found[lowered] = value
    missing = [name for name in _NAMES if name not in found]
    if missing:
        raise WebhookVerificationError(f"The header {missing[0]} is missing.")
    if not is_message_id(found["webhook-id"]):
        raise WebhookVerificationError("The header webhook-id is malformed.")
    return found["webhook-id"], found["webhook-timestamp"], found["webhook-signature"]


def _pairs(headers: Any) -> list[tuple[object, object]]:
    try:
        return [(name, value) for name, value in headers.items()]
    except Exception as error:  # foreign mappings may fail in any way
        raise WebhookVerificationError("The headers cannot be read.") from error


def _read_timestamp(text: str) -> int:
    if not _TIMESTAMP.fullmatch(text):
        raise WebhookVerificationError("The timestamp is not a plain whole number of seconds.")
    return int(text)


def _entries(header: str) -> list[str]:
    entries = header.split(" ")
    if len(entries) > MAX_SIGNATURES:
        raise WebhookVerificationError(f"There are more than {MAX_SIGNATURES} signatures.")
    return entries


def _fits(key: Key, version: str, entry: str, encoded: str, content: bytes) -> bool:
    if isinstance(key, SymmetricKey):
        return version == "v1" and hmac.compare_digest(sign_with(key, content).encode(), entry.encode())
    return version == "v1a" and _fits_ed25519(
        key if isinstance(key, PublicKey) else key.public(), encoded, content
    )


def _fits_ed25519(key: PublicKey, encoded: str, content: bytes) -> bool:
    try:
        signature = base64.b64decode(encoded, validate=True)
        if base64.b64encode(signature).decode("ascii") != encoded:
            return False
        key.load().verify(signature, content)
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def _read_body(body: bytes) -> dict[str, Any]:
    try:
        message = load_json(body)
    except StrictJSONError as error:
        raise WebhookVerificationError(f"The body is signed but unusable: {error}") from error
    if not isinstance(message, dict):
        raise WebhookVerificationError("The body is signed but not a JSON object.")
    return message
