"""Frozen values that settings hold."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mails leave: an SMTP server. ``password`` never shows in a repr."""

    server: str
    sender: str
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    use_tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdrBody:
    """The outside body that is named when nothing settles."""

    name: str
    url: str
