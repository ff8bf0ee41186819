"""A letter that is ready to be written: to whom, in which language and zone, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_amends.service import tokens
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import LinkRow, MailRow
from flask_amends.storage.store import UnitOfWork

LINK_LIFE = timedelta(days=30)
STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A small file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the templates of ``folder`` (``subject.txt``, ``letter.txt``, ``letter.html``) are filled with.

    Each of them sees ``facts``, and ``shop``, ``adr``, ``kind``, ``to_staff`` besides. ``unsubscribe`` is the
    way out of letters that nobody needs (:mod:`flask_amends.service.mail_gate`).
    """

    mail: MailRow
    to: str
    locale: str
    zone: str
    facts: Mapping[str, Any]
    folder: str = "amends/mail"
    reply_to: str | None = None
    unsubscribe: str | None = None
    attachments: tuple[Attachment, ...] = field(default=())

    @property
    def to_staff(self) -> bool:
        return self.mail.recipient == STAFF


def post(
    state: State,
    topic_id: str,
    kind: str,
    *,
    topic: str = "case",
    person_id: str | None = None,
    recipient: str = "shopper",
    sequence: int = 0,
    locale: str | None = None,
    due: datetime | None = None,
) -> MailRow:
    """A mail to put into the post; ``sequence`` tells those of one kind about one thing apart.

    ``locale`` is by default that of the shop; mails to staff are in theirs. It is sent at ``due``
    (default: at once).
    """
    now, settings = state.clock.now(), state.settings
    to_staff = recipient == STAFF
    return MailRow(
        id=new_id("mal", state.randomness),
        topic=topic,
        topic_id=topic_id,
        person_id=None if to_staff else person_id,
        recipient=recipient,
        kind=kind,
        event_sequence=sequence,
        locale=settings.staff_locale if to_staff else locale or settings.default_locale,
        created_at=now,
        next_at=due or now,
    )


def new_link(
    unit: UnitOfWork,
    state: State,
    mail: MailRow,
    purpose: tokens.Purpose,
    *,
    now: datetime,
    case_id: str | None = None,
    about: str | None = None,
    expires_at: datetime | None = None,
) -> str | None:
    """A link of this letter's own: none is kept ready in the database before it is sent.

    ``None`` where the shop's address is not configured.
    """
    if state.settings.base_url is None:
        return None
    jti = new_id("lnk", state.randomness)
    unit.links.add(
        LinkRow(
            jti=jti,
            purpose=purpose.value,
            case_id=case_id,
            about=about,
            person_id=mail.person_id,
            created_at=now,
            expires_at=expires_at or now + LINK_LIFE,
        )
    )
    return tokens.link_url(state, purpose, jti)
