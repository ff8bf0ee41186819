"""The keys that sign what leaves the shop as a file, where it sets some of its own."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask_amends.settings import keys
from flask_amends.settings.parsers import many
from flask_amends.settings.reading import Reader

KEY_BYTES = 32
_MAKE_ONE = "Take one from `flask amends signing-keys --new`."


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSettings:
    """``seeds`` go from oldest to newest: the newest signs. ``retired`` are public keys without a seed."""

    seeds: tuple[bytes, ...] = field(default=(), repr=False)
    retired: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, reader: Reader) -> SigningSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        found = {
            "seeds": (keys.SIGNING_KEY, _parser("a key of ours", _MAKE_ONE)),
            "retired": (keys.RETIRED_SIGNING_KEYS, _parser("a public key", "Write it as it was published.")),
        }
        return cls(**{name: value for name, value in reader.read_all(found).items() if value is not None})


def _parser(what: str, way_out: str) -> Callable[[Any], tuple[bytes, ...]]:
    return partial(_keys, what=what, way_out=way_out)


def _keys(value: Any, *, what: str, way_out: str) -> tuple[bytes, ...]:
    return tuple(_key(one, what, way_out) for one in many(value))


def _key(text: Any, what: str, way_out: str) -> bytes:
    """32 bytes in base64 of the URL alphabet; what was given is never repeated in the fault."""
    try:
        raw = base64.b64decode(str(text) + "=" * (-len(str(text)) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError(f"holds something that is not {what} of {KEY_BYTES} bytes.", way_out)
    return raw
