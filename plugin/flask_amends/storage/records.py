"""What the tables hold, as frozen values: what a service reads, a page shows and a payload tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_amends.disputes.decide import Available
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.policy import Policy
from flask_amends.ports import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone a case is about or who acted in it. ``kind`` is ``shopper``, ``staff`` or ``arbiter``."""

    id: str
    kind: str
    external_id: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as stored, without its history. ``order`` is the snapshot, without anything personal."""

    dispute: Dispute
    policy: Policy
    reference_number: str
    shopper_id: str
    locale: str
    time_zone: str | None
    order: Order | None
    opened_at: datetime
    updated_at: datetime
    claim_key: str | None = None
    flags: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.dispute.id

    @property
    def version(self) -> int:
        return self.dispute.version


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A photo of a case. Of an erased one only its place in the history is left: ``key`` is ``None``."""

    id: str
    case_id: str
    sequence: int
    evidence_id: str
    person_id: str | None
    name: str | None
    media_type: str
    bytes: int
    sha256: str | None
    salt: str | None
    key: str | None
    description: str | None
    created_at: datetime

    @property
    def is_erased(self) -> bool:
        return self.key is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedUpload:
    """A photo that was received, but belongs to no case yet."""

    id: str
    key: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    created_at: datetime
    used_by: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One text that a person wrote; ``text`` and ``salt`` are ``None`` once it is erased."""

    sequence: int
    field: str
    person_id: str | None
    salt: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One event as stored, with its place in the chain."""

    case_id: str
    sequence: int
    type: str
    actor: str
    actor_id: str | None
    at: datetime
    facts: Mapping[str, Any]
    after: Mapping[str, Any]
    commitments: Mapping[str, str]
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a case's timeline.

    ``texts`` maps the personal fields of the event to what the person wrote; ``None`` says that it was
    erased. ``actor_name`` is ``None`` where nobody is named (the system, an erased person).
    """

    event: Event
    texts: Mapping[str, str | None] = field(default_factory=dict)
    files: tuple[StoredFile, ...] = ()
    actor_id: str | None = None
    actor_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case with everything a page, a mail or a payload tells about it.

    ``entries`` are the whole history for pages; in a payload they may be only the latest. ``available`` holds
    the core's own values (``action``, ``due_at``) for the viewer it was loaded for.
    """

    dispute: Dispute
    policy: Policy
    reference_number: str
    shopper: Person
    order: Order | None
    locale: str
    time_zone: str | None
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    flags: Mapping[str, Any] = field(default_factory=dict)
    persons: Mapping[str, Person] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    available: tuple[Available, ...] = ()

    @property
    def id(self) -> str:
        return self.dispute.id

    @property
    def version(self) -> int:
        return self.dispute.version

    @property
    def files(self) -> tuple[StoredFile, ...]:
        return tuple(file for entry in self.entries for file in entry.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A line of the desk's inbox."""

    id: str
    reference_number: str
    version: int
    status: str
    awaiting: str | None
    due_at: datetime | None
    order_number: str | None
    marketplace: str | None
    shopper_name: str | None
    shopper_email: str | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    outcome: str | None
    flags: Mapping[str, Any]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRow:
    """A receiver of webhooks; ``owner`` is a marketplace or ``shop``; ``secrets`` go from new to old."""

    id: str
    url: str
    owner: str
    events: tuple[str, ...]
    secrets: tuple[str, ...] = field(repr=False)
    created_at: datetime
    description: str = ""
    profile: str = "full"
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_networks: tuple[str, ...] = ()
    in_flight: int = 4
    rate: int = 10
    state: str = "active"
    breaker: Mapping[str, Any] = field(default_factory=dict)
    resume_at: datetime | None = None
    old_secrets_until: datetime | None = None

    def signing_secrets(self, now: datetime) -> tuple[str, ...]:
        """Those that sign at ``now``: the newest, and the old ones while their grace lasts."""
        if self.old_secrets_until is not None and now >= self.old_secrets_until:
            return self.secrets[:1]
        return self.secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketplaceRow:
    """A marketplace we work with. ``inbound_keys`` verify what it sends, from new to old."""

    name: str
    title: str
    inbound_keys: tuple[str, ...] = field(repr=False)
    takes_payment: bool = False
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A webhook's exact bytes, frozen with the event. ``id`` is the webhook-id of every attempt.

    It belongs to the case ``case_id``, or to another thing, whose id is ``about``.
    """

    id: str
    case_id: str | None = None
    about: str | None = None
    sequence: int
    type: str
    body: bytes
    created_at: datetime
    expires_at: datetime | None = None
    profile: str = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One message on its way to one endpoint. ``lease`` is the fencing token of who works on it.

    ``case_id`` is the case, or the other thing, whose messages go out in order.
    """

    id: int
    message_id: str
    endpoint_id: str
    case_id: str
    sequence: int
    state: str
    attempts: int
    next_at: datetime
    lease: str | None = None
    held_since: datetime | None = None
    finished_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """A delivery under our lease, with the bytes to send and when its dispute is due."""

    delivery: DeliveryRow
    body: bytes
    type: str
    created_at: datetime
    expires_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """What one attempt met."""

    delivery_id: int
    number: int
    at: datetime
    duration_ms: int
    status: int | None = None
    error: str | None = None
    address: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A mail to write when it is sent. ``recipient`` is ``shopper`` or ``staff``.

    ``topic`` says what it is about (a ``case``, or a thing of another kind), ``topic_id`` which one;
    ``event_sequence`` tells the mails about one thing apart.
    """

    id: str
    topic: str = "case"
    topic_id: str
    person_id: str | None
    recipient: str
    kind: str
    event_sequence: int
    locale: str
    created_at: datetime
    next_at: datetime
    state: str = "pending"
    attempts: int = 0
    lease: str | None = None
    sent_at: datetime | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link that was handed out; the token carries only ``jti``.

    It opens the case ``case_id``, or by its ``purpose`` another thing, whose id is ``about``.
    """

    jti: str
    purpose: str
    case_id: str | None = None
    about: str | None = None
    person_id: str | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    uses: int = 0
    last_use_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """An opened room; the cookie holds a token of which only the hash is kept."""

    token_hash: str
    jti: str | None
    case_id: str
    created_at: datetime
    last_use_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRow:
    """A verified webhook from a marketplace: stored first, then applied."""

    id: int
    marketplace: str
    webhook_id: str
    type: str | None
    body: bytes
    sha256: str
    received_at: datetime
    state: str = "received"
    reason: str | None = None
    case_id: str | None = None
    sequence: int | None = None
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationRow:
    """A compensation that the shop's adapter is to perform; ``id`` is its idempotency key."""

    id: str
    case_id: str
    state: str
    requested_by: str | None
    attempts: int
    next_at: datetime
    created_at: datetime
    lease: str | None = None
    finished_at: datetime | None = None
    last_error: str | None = None
