"""Keys as Standard Webhooks writes them: `whsec_` (HMAC), `whsk_` and `whpk_` (ed25519)."""

import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from amends_webhooks.errors import KeyFormatError

SECRET_PREFIX = "whsec_"  # noqa: S105 - a prefix, not a secret
SIGNING_PREFIX = "whsk_"
PUBLIC_PREFIX = "whpk_"
MIN_SECRET_BYTES = 24
MIN_FOREIGN_SECRET_BYTES = 16
"""Of secrets that others issued: the specification's own examples go below its bound of 24."""

MAX_SECRET_BYTES = 64
GENERATED_SECRET_BYTES = 32
ED25519_BYTES = 32

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SymmetricKey:
    """A shared secret: signs and verifies `v1` (HMAC-SHA256). `parse_secret` bounds its length."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_length(self.raw, MIN_FOREIGN_SECRET_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """An ed25519 public key of 32 bytes: verifies `v1a`."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != ED25519_BYTES:
            raise KeyFormatError(f"A whpk_ key holds {ED25519_BYTES} bytes, this one {len(self.raw)}.")

    def __str__(self) -> str:
        return PUBLIC_PREFIX + base64.b64encode(self.raw).decode("ascii")

    def load(self) -> Ed25519PublicKey:
        """Give the key to `cryptography`."""
        return Ed25519PublicKey.from_public_bytes(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An ed25519 seed of 32 bytes: signs `v1a`, and verifies with its public half."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != ED25519_BYTES:
            raise KeyFormatError(f"An ed25519 seed has {ED25519_BYTES} bytes, this one {len(self.seed)}.")

    def load(self) -> Ed25519PrivateKey:
        """Give the key to `cryptography`."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def public(self) -> PublicKey:
        """Return the public half, which may be published."""
        return PublicKey(raw=self.load().public_key().public_bytes_raw())


Key = SymmetricKey | SigningKey | PublicKey


def generate_secret(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make a new shared secret, `whsec_` and 32 random bytes in base64.

    `random` gives that many unpredictable bytes; replace it only in tests.
    """
    return SECRET_PREFIX + base64.b64encode(random(GENERATED_SECRET_BYTES)).decode("ascii")


def generate_signing_key(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make a new ed25519 signing key, `whsk_` and 64 bytes in base64 (seed, then public key)."""
    key = SigningKey(seed=random(ED25519_BYTES))
    return SIGNING_PREFIX + base64.b64encode(key.seed + key.public().raw).decode("ascii")


@lru_cache(maxsize=512)
def parse_key(text: str, *, foreign: bool = False) -> Key:
    """Read a key by its prefix; a text without a known prefix is read as a `whsec_` without it.

    `foreign` is for `parse_secret`.

    Results are remembered, because an ed25519 key costs as much to load as to use. Raises
    `KeyFormatError`, whose text never repeats the key.
    """
    if text.startswith(SIGNING_PREFIX):
        return parse_signing_key(text)
    if text.startswith(PUBLIC_PREFIX):
        return parse_public_key(text)
    return parse_secret(text, foreign=foreign)


def parse_secret(text: str, *, foreign: bool = False) -> SymmetricKey:
    """Read `whsec_<base64>` of 24 to 64 bytes, with or without the prefix and the padding.

    A `foreign` secret, issued by somebody else, may have as few as 16. Raises `KeyFormatError`.
    """
    raw = _decode(text.removeprefix(SECRET_PREFIX), SECRET_PREFIX)
    _check_length(raw, MIN_FOREIGN_SECRET_BYTES if foreign else MIN_SECRET_BYTES)
    return SymmetricKey(raw=raw)


def parse_signing_key(text: str) -> SigningKey:
    """Read `whsk_<base64>` of 32 bytes (seed) or 64 (seed and public key, which must belong together).

    Standard Webhooks 1.0.0 leaves the layout open; both are in use. Raises `KeyFormatError`.
    """
    raw = _decode(text.removeprefix(SIGNING_PREFIX), SIGNING_PREFIX)
    if len(raw) not in (ED25519_BYTES, 2 * ED25519_BYTES):
        raise KeyFormatError(f"A whsk_ key holds 32 or 64 bytes, this one {len(raw)}.")
    key = SigningKey(seed=raw[:ED25519_BYTES])
    if len(raw) > ED25519_BYTES and raw[ED25519_BYTES:] != key.public().raw:
        raise KeyFormatError(
            "The public half of this whsk_ key does not belong to its seed; generate a new one."
        )
    return key


def parse_public_key(text: str) -> PublicKey:
    """Read `whpk_<base64>` of 32 bytes. Raises `KeyFormatError`."""
    return PublicKey(raw=_decode(text.removeprefix(PUBLIC_PREFIX), PUBLIC_PREFIX))


def jwk(key: PublicKey | SigningKey | str) -> dict[str, str]:
    """Return the public key as a JSON Web Key for `/.well-known/jwks.json` (RFC 8037, OKP).

    `kid` is the RFC 7638 thumbprint, so it needs no register. A signing key gives its public half; a
    shared secret has none: `KeyFormatError`.
    """
    parsed = parse_key(key) if isinstance(key, str) else key
    if isinstance(parsed, SymmetricKey):
        raise KeyFormatError("A whsec_ key is secret and has no public form; publish a whpk_ key.")
    public = parsed.public() if isinstance(parsed, SigningKey) else parsed
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public.raw)}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True).encode("ascii")
    return members | {"alg": "EdDSA", "use": "sig", "kid": _base64url(hashlib.sha256(canonical).digest())}


def _check_length(raw: bytes, least: int) -> None:
    if not least <= len(raw) <= MAX_SECRET_BYTES:
        raise KeyFormatError(
            f"A whsec_ key holds {least} to {MAX_SECRET_BYTES} bytes, this one {len(raw)}; "
            "make one with generate_secret()."
        )


def _decode(text: str, prefix: str) -> bytes:
    if not _BASE64.fullmatch(text):
        raise KeyFormatError(f"A {prefix} key is standard base64 after its prefix; this one is not.")
    stripped = text.rstrip("=")
    try:
        return base64.b64decode(stripped + "=" * (-len(stripped) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise KeyFormatError(f"The base64 of this {prefix} key is cut short; copy it again.") from None


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
