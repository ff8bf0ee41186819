"""The file of a case that travels: an archive that its contents alone determine, signed with Ed25519. Pure.

The archive holds ``case.json`` (canonical JSON), ``signature.json`` over it, and everything that
``case.json`` lists by digest: a short text for people and the photos. Nothing is compressed and every
byte follows from the contents, so that a file that was touched anywhere is no longer the one that was signed.
No app, database, clock or randomness is needed here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from flask_amends.storage.chain import canonical

FORMAT = "flask-amends/case/1"
SIGNATURE_FORMAT = "flask-amends/signature/1"
CASE, SIGNATURE, NOTE, PHOTOS = "case.json", "signature.json", "README.txt", "photos/"
#: What an archive of ours can hold; a photo of a case is far smaller than this.
MOST_ENTRIES = 5000
MOST_BYTES = 2**31

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class NotAFile(ValueError):  # noqa: N818 - reads as what it is
    """Not an archive of ours, or one that was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """Whom a file can be checked against. ``id`` follows from the key itself."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise ValueError("An Ed25519 key has 32 bytes.")

    @property
    def id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def text(self) -> str:
        """The key as people pass it on: base64 of the URL alphabet, without padding, as in a JWK."""
        return base64.urlsafe_b64encode(self.raw).rstrip(b"=").decode()

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """The key behind such a text. Raises ``ValueError``."""
        return cls(raw=decoded(text.strip()))

    def holds(self, case: bytes, signature: bytes) -> bool:
        """Whether this key signed exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, _message(case))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key that signs, by its seed of 32 bytes, which never shows in a repr."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return PublicKey(raw=key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw))

    def sign(self, case: bytes) -> bytes:
        """The bytes of ``signature.json`` for these of ``case.json``."""
        signed = Ed25519PrivateKey.from_private_bytes(self.seed).sign(_message(case))
        return canonical(
            {
                "format": SIGNATURE_FORMAT,
                "algorithm": "Ed25519",
                "key_id": self.public.id,
                "public_key": self.public.text,
                "signature": base64.urlsafe_b64encode(signed).rstrip(b"=").decode(),
            }
        )


def _message(case: bytes) -> bytes:
    """What is signed: nothing else that this key ever signs begins like this."""
    return FORMAT.encode() + b"\n" + case


def decoded(text: str) -> bytes:
    """Base64 of the URL alphabet without padding, in its one canonical spelling. Raises ``ValueError``."""
    if not text.isascii():
        raise ValueError("not ASCII")
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("not the canonical spelling")
    return raw


def pack(entries: Iterable[tuple[str, bytes]], at: datetime) -> Iterable[bytes]:
    """The archive, piece by piece: these entries in this order, each dated ``at`` (UTC), nothing else."""
    offset, directory, count = 0, b"", 0
    stamp = _stamp(at)
    for name, content in entries:
        path = name.encode("ascii")
        facts = (*stamp, zlib.crc32(content), len(content), len(content), len(path))
        head = _LOCAL.pack(b"PK\x03\x04", 20, 0, 0, *facts, 0) + path
        directory += _CENTRAL.pack(b"PK\x01\x02", 20, 20, 0, 0, *facts, 0, 0, 0, 0, 0, offset) + path
        offset += len(head) + len(content)
        count += 1
        yield head
        yield content
    yield directory
    yield _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)


def _stamp(at: datetime) -> tuple[int, int]:
    """The moment as archives write it: time, then date, in steps of two seconds."""
    day = (max(at.year, 1980) - 1980) << 9 | at.month << 5 | at.day
    return at.hour << 11 | at.minute << 5 | at.second // 2, day


def unpack(archive: bytes) -> dict[str, bytes]:
    """The entries of an archive, in their order. Raises :class:`NotAFile`.

    Whether the archive is exactly what these entries make is for the caller to check with :func:`pack`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            found = opened.infolist()
            if len(found) > MOST_ENTRIES or any(one.compress_type != zipfile.ZIP_STORED for one in found):
                raise NotAFile("It is an archive of another kind.")
            if sum(one.file_size for one in found) > min(MOST_BYTES, len(archive)):
                raise NotAFile("It holds more than it can.")
            return {one.filename: opened.read(one) for one in found}
    except NotAFile:
        raise
    except Exception as error:  # whatever a damaged archive raises, it is damaged
        raise NotAFile("It is no archive, or a damaged one.") from error


def listed(entries: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    """What ``case.json`` says of the entries beside it."""
    return {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in entries.items()
    }
