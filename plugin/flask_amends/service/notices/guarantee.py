"""The official notice on the legal guarantee of goods (Regulation (EU) 2025/1960): the shop's own file.

Text, colours and code of the notice are prescribed, so nothing here draws one. A file whose SHA-256 is not
the configured one is not shown at all (N11).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Way
from flask_amends.settings.notices import OfficialFile
from flask_amends.state import State

_MEMORY = "guarantee"
ENDPOINT = "guarantee_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The file as it is sent."""

    content: bytes
    mimetype: str


def content(state: State, locale: str) -> Content | None:
    """The file of a language; ``None`` where there is none, or it is not the official one any more."""
    file = state.settings.notices.guarantee.get(locale)
    if file is None:
        return None
    keep = state.settings.notices.memory
    return state.memory.get((_MEMORY, locale), state.clock.now(), keep, lambda: _read(file))


def altered(state: State) -> list[str]:
    """The languages whose file is missing or is not the official one (N11)."""
    return [locale for locale, file in state.settings.notices.guarantee.items() if _read(file) is None]


def of_shop(state: State, locale: str) -> Sequence[Notice]:
    """The notice, in the reader's language or else the shop's; none where no file is given."""
    known = (locale, state.settings.default_locale, *state.settings.notices.guarantee)
    code = next((one for one in known if content(state, one) is not None), None)
    if code is None:
        return ()
    file = state.settings.notices.guarantee[code]
    way = Way(key="guarantee.official", endpoint=ENDPOINT, values={"locale": code})
    return (
        Notice(
            kind=NoticeKind.GUARANTEE_NOTICE,
            lines=(Line(key="guarantee.official"),),
            about=code,
            severity=Severity.IMPORTANT,
            picture=way if file.mimetype.startswith("image/") else None,
            ways=(Way(key="guarantee.open", endpoint=ENDPOINT, values={"locale": code}),),
            facts={"sha256": file.sha256, "locale": code},
            dedupe=NoticeKind.GUARANTEE_NOTICE,
        ),
    )


def _read(file: OfficialFile) -> Content | None:
    try:
        found = file.path.read_bytes()
    except OSError:
        return None
    same = hashlib.sha256(found).hexdigest() == file.sha256
    return Content(content=found, mimetype=file.mimetype) if same else None
