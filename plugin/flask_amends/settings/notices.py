"""What notices are shown by: the accepted clauses, how long facts are kept in mind, official files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask_amends.notices.clauses import CLAUSES
from flask_amends.settings import parsers as parse
from flask_amends.settings.reading import Reader

#: The clauses that the shop has accepted in our words, by their keys: ``["price.disclaimer"]``.
NOTICES_ACCEPTED = "AMENDS_NOTICES_ACCEPTED"
#: How many seconds a page may go by facts that were read before; 0 asks every time.
NOTICE_MEMORY = "AMENDS_NOTICE_MEMORY"
#: The official notice on the legal guarantee of goods, by language: ``{"pl": {"file": …, "sha256": …}}``.
GUARANTEE_NOTICE = "AMENDS_GUARANTEE_NOTICE"

_LONGEST_MEMORY = 3600
#: The forms that official files come in, and what each is sent as.
FORMS: Mapping[str, str] = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialFile:
    """A file that is shown as it is, and never once its SHA-256 (in hex) is another (N11)."""

    path: Path
    sha256: str

    @property
    def mimetype(self) -> str:
        """What the file is sent as."""
        return FORMS[self.path.suffix.lower()]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """``memory`` is how long facts for notices are kept in mind. ``guarantee`` is by language."""

    accepted: frozenset[str] = frozenset()
    memory: timedelta = timedelta(seconds=30)
    guarantee: Mapping[str, OfficialFile] = field(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader) -> NoticeSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "accepted": (NOTICES_ACCEPTED, _clauses),
                    "memory": (NOTICE_MEMORY, _seconds),
                    "guarantee": (GUARANTEE_NOTICE, _official),
                }
            )
        )


def _clauses(value: Any) -> frozenset[str]:
    found = frozenset(parse.many(value))
    if unknown := sorted(map(str, found - CLAUSES)):
        raise ValueError(f"names {', '.join(unknown)}.", f"Clauses are {', '.join(sorted(CLAUSES))}.")
    return found


def _seconds(value: Any) -> timedelta:
    number = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,4}", number, re.ASCII):
        number = "-1"
    if not 0 <= int(number) <= _LONGEST_MEMORY:
        raise ValueError(f"{value!r} is no number of seconds from 0 to 3600.", "Set it to 30, or 0.")
    return timedelta(seconds=int(number))


def _official(value: Any) -> dict[str, OfficialFile]:
    if not isinstance(value, Mapping):
        raise ValueError("must be a mapping by language.", "Write {'pl': {'file': …, 'sha256': …}}.")
    return {str(locale): _file(one) for locale, one in value.items()}


def _file(value: Any) -> OfficialFile:
    if not isinstance(value, Mapping) or set(value) != {"file", "sha256"}:
        raise ValueError(
            "needs a file and its sha256 for each language.", "Write {'file': '/path', 'sha256': '…'}."
        )
    path, digest = Path(str(value["file"])), str(value["sha256"]).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digest, re.ASCII):
        raise ValueError("holds no SHA-256 in hex.", "Take it from where you got the official file.")
    if path.suffix.lower() not in FORMS:
        raise ValueError(f"names {path.name}, which no page can show.", f"Use one of {', '.join(FORMS)}.")
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    if found != digest:
        raise ValueError(
            f"names {path}, which is {'another file than the official one' if found else 'not there'}.",
            "Put the official file there as you got it, with its sha256.",
        )
    return OfficialFile(path=path, sha256=digest)
