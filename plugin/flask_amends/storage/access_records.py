"""What the tables of keys and of the log hold, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRow:
    """A key of the API. Its secret is kept as a digest only; ``owner`` is ``shop`` or a marketplace."""

    id: str
    name: str
    secret_hash: str = field(repr=False)
    owner: str
    scopes: tuple[str, ...]
    created_at: datetime
    profile: str = "full"
    created_by: str | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One line of the log: who read or did what, when, and how it ended.

    ``kind`` is ``read``, ``act`` or ``export``. ``status`` is the HTTP status; of an act that was written
    down before it began it comes from the line that ``follows`` it, and ``None`` says that nobody knows.
    ``details`` hold ids and counts, and nothing that a person wrote or searched for.
    """

    at: datetime
    kind: str
    actor_kind: str
    actor_id: str | None
    actor_name: str | None
    method: str
    route: str
    request_id: str
    kept_until: datetime
    about: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    status: int | None = None
    network: str | None = None
    follows: int | None = None
    id: int = 0
