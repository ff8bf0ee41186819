"""Keys of endpoints and marketplaces at rest: AES-GCM under a key derived from the app's secret."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from flask_amends.errors import StorageUnavailable
from flask_amends.ports import Randomness

FORMAT = b"\x01"
NONCE = 12
KEY_ID = 4


class Vault:
    """Seals lists of texts. ``keys`` go from oldest to newest: the newest seals, any opens."""

    def __init__(self, keys: Sequence[str], randomness: Randomness) -> None:
        self._ciphers = {_key_id(key): AESGCM(_derive(key)) for key in keys}
        self._newest = _key_id(keys[-1])
        self._randomness = randomness

    def seal(self, texts: Sequence[str], row: str) -> bytes:
        """The sealed form: format, key id, nonce, ciphertext; bound to ``row``, the id of its row."""
        nonce = self._randomness.token_bytes(NONCE)
        plain = json.dumps(list(texts)).encode()
        return FORMAT + self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, plain, row.encode())

    def open(self, sealed: bytes, row: str) -> tuple[str, ...]:
        """What was sealed. Raises :class:`StorageUnavailable` if no known key opens it."""
        key_id, nonce, cipher = _parts(bytes(sealed))
        try:
            return tuple(json.loads(self._ciphers[key_id].decrypt(nonce, cipher, row.encode())))
        except (KeyError, InvalidTag) as error:
            raise StorageUnavailable(
                f"The keys of {row} were sealed under another SECRET_KEY: add that to SECRET_KEY_FALLBACKS."
            ) from error


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    after_id = len(FORMAT) + KEY_ID
    return sealed[len(FORMAT) : after_id], sealed[after_id : after_id + NONCE], sealed[after_id + NONCE :]


def _derive(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"flask-amends/secrets/v1").derive(
        key.encode()
    )


def _key_id(key: str) -> bytes:
    return hashlib.sha256(b"flask-amends/key-id/" + key.encode()).digest()[:KEY_ID]
