"""What was shown: each notice carries a signed reference that holds exactly what it said (P6).

A reference is the notice itself, packed and signed: its words as they were read, their versions, the place,
the language, the moment, and the facts behind it. Nothing is stored when a page is made, so a page that is
cached or never ordered from costs nothing; what was shown comes back with the form of the checkout
(:mod:`~flask_amends.service.notices.taking`). A reference names nobody and fits any order: whoever keeps an
old page can send an old reference, so each tells when it was made, and is taken for :data:`GOOD_FOR` only.
"""

from __future__ import annotations

import base64
import hmac
import html
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from markupsafe import Markup

from flask_amends.notices.model import Notice, Slot
from flask_amends.service.notices import texts
from flask_amends.service.notices.digests import digest_of
from flask_amends.state import State

#: The name of the field in which a form sends references back.
FIELD = "amends_shown"
#: The name of the box under a notice that has to be ticked; its value is the notice's reference.
TICK = "amends_agreed"
#: Baskets lie for days; what was read longer ago was not read for this order.
GOOD_FOR = timedelta(days=7)
#: A clock of another process may be a little ahead.
_AHEAD = timedelta(minutes=5)
LONGEST = 8_192
#: More than this unpacked is none of ours.
_ROOM = 65_536
_MAC = 16
_TAG = re.compile(r"<[^>]*>")
_PARTS = ("at", "kind", "slot", "locale", "about", "state", "lines", "facts", "words", "asks")
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str).encode


class BadReference(ValueError):  # noqa: N818 - reads as what it is
    """A reference that is not ours, was changed, or is too old. ``expired`` tells the last apart."""

    def __init__(self, *, expired: bool = False) -> None:
        self.expired = expired
        super().__init__("The reference is too old." if expired else "The reference is not valid.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A notice as it was shown: ``lines`` are plain text, ``words`` the shop's own texts by version.

    ``asks`` for one with a box to tick; ``agreed`` if it came back ticked.
    """

    at: datetime
    kind: str
    slot: str
    locale: str
    about: str
    state: str
    lines: tuple[str, ...]
    facts: Mapping[str, Any]
    words: Mapping[str, int]
    asks: bool = False
    agreed: bool = False

    @property
    def content(self) -> dict[str, Any]:
        """All of it as plain values, which its digest covers."""
        found = {name: getattr(self, name) for name in (*_PARTS, "agreed")}
        return {**found, "at": self.at.isoformat(), "lines": list(self.lines)}

    @property
    def digest(self) -> str:
        """The SHA-256 of the content."""
        return digest_of(self.content)


def refer(
    state: State,
    notice: Notice,
    slot: Slot,
    locale: str,
    lines: tuple[str, ...],
    *,
    asks: bool = False,
    country: str | None = None,
) -> str:
    """A signed reference to a notice as it was shown in a place, in a language, with these lines."""
    known = {row.key: row.number for row in texts.counting(state, country)}
    words = {line.key: known[line.key] for line in notice.lines if line.key in known}
    said = [plain(line) for line in lines]
    made = int(state.clock.now().timestamp())
    parts = [made, notice.kind, slot, locale, notice.about, notice.state, said, notice.facts, words, asks]
    body = _packed(_encode(parts).encode())
    mac = hmac.digest(_keys(state.settings.secret_keys)[-1], body, "sha256")[:_MAC]
    return base64.urlsafe_b64encode(mac + body).rstrip(b"=").decode()


def read(state: State, reference: str) -> Shown:
    """What was shown, by its reference. Raises :class:`BadReference`."""
    shown = _shown(_opened(state, reference))
    age = state.clock.now() - shown.at
    if age > GOOD_FOR:
        raise BadReference(expired=True)
    if age < -_AHEAD:
        raise BadReference
    return shown


def fingerprint(facts: Mapping[str, Any]) -> str:
    """The facts of a notice as a reference holds them, in one line."""
    return _encode(facts)


def plain(line: str) -> str:
    """A line as people read it, without the marks that only a browser needs."""
    return html.unescape(_TAG.sub("", line)) if isinstance(line, Markup) else line


def _packed(body: bytes) -> bytes:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -12, 6)
    return deflate.compress(body) + deflate.flush()


def _opened(state: State, reference: str) -> bytes:
    """The body of a reference whose signature holds; nothing is unpacked before that is known."""
    if not 0 < len(reference) <= LONGEST or not reference.isascii():
        raise BadReference
    try:
        raw = base64.b64decode(reference + "=" * (-len(reference) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadReference from error
    mac, body = raw[:_MAC], raw[_MAC:]
    good = [hmac.digest(key, body, "sha256")[:_MAC] for key in _keys(state.settings.secret_keys)]
    if not any(hmac.compare_digest(mac, one) for one in good):
        raise BadReference
    return zlib.decompressobj(-12).decompress(body, _ROOM)


def _shown(body: bytes) -> Shown:
    parts = json.loads(body)
    if len(parts) != len(_PARTS):  # of another release
        raise BadReference(expired=True)
    found = dict(zip(_PARTS, parts, strict=True))
    at = datetime.fromtimestamp(found.pop("at"), UTC)
    return Shown(**{**found, "at": at, "lines": tuple(found["lines"])})


@lru_cache(maxsize=16)
def _keys(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    """A key from each secret of the shop, the newest last, for nothing but references."""
    return tuple(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=b"flask-amends/shown/v1").derive(one.encode())
        for one in secrets
    )
