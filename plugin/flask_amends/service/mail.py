"""Mails between the database and the post: taken under a lease with all a letter tells, then recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.service import tokens, views
from flask_amends.service.mail_rules import STAFF, MailKind, reader_of
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseView, Entry, LinkRow, MailRow
from flask_amends.storage.store import UnitOfWork

BATCH = 20
LEASE = timedelta(minutes=3)
#: The waits after each attempt that failed; after the last one the mail is given up.
SCHEDULE = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
LINK_LIFE = timedelta(days=30)
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to write: to whom, about which case, in which language and zone, with which link."""

    mail: MailRow
    to: str
    view: CaseView
    entry: Entry | None
    locale: str
    zone: str
    link: str | None

    @property
    def to_staff(self) -> bool:
        return self.mail.recipient == STAFF


def claim(state: State, *, limit: int = BATCH) -> list[Letter]:
    """Take due mails. One that nobody could use any more is cancelled on the way."""
    now = state.clock.now()
    with state.store.read() as unit:
        due = unit.mails.next_at()
    if due is None or due > now:
        return []
    lease = new_id("lse", state.randomness)
    with state.store.begin() as unit:
        claimed = unit.mails.claim(now=now, until=now + LEASE, lease=lease, limit=limit)
        return [letter for mail in claimed if (letter := _letter(unit, state, mail, now)) is not None]


def _letter(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    row = unit.cases.get(mail.case_id)
    view = None if row is None else views.load(unit, row, Actor.SHOPPER, now)
    to = None if view is None else _address(state, mail, view)
    if view is None or to is None or not is_of_use(mail, view):
        unit.mails.record(mail.id, lease=mail.lease or "", state="cancelled", last_error="of no use any more")
        return None
    staff = mail.recipient == STAFF
    return Letter(
        mail=mail,
        to=to,
        view=view,
        entry=next((one for one in view.entries if one.event.sequence == mail.event_sequence), None),
        locale=mail.locale,
        zone=(None if staff else view.time_zone) or state.settings.time_zone,
        link=_desk_link(state, view) if staff else _room_link(unit, state, mail, now),
    )


def _address(state: State, mail: MailRow, view: CaseView) -> str | None:
    return state.settings.staff_email if mail.recipient == STAFF else view.shopper.email


def is_of_use(mail: MailRow, view: CaseView) -> bool:
    """Whether a mail still says something true: a turn may have passed while the post was down."""
    if mail.kind in (MailKind.YOUR_TURN, MailKind.DEADLINE_NEAR):
        return reader_of(view.dispute) == mail.recipient
    if mail.kind == MailKind.VERIFY:
        return view.dispute.status is Status.UNVERIFIED
    return True


def _desk_link(state: State, view: CaseView) -> str | None:
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/desk/cases/{view.id}" if base else None


def _room_link(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> str | None:
    """A link of this letter's own: none is kept ready in the database before it is sent."""
    if state.settings.base_url is None:
        return None
    jti = new_id("lnk", state.randomness)
    unit.links.add(
        LinkRow(
            jti=jti,
            purpose=tokens.Purpose.ROOM.value,
            case_id=mail.case_id,
            person_id=mail.person_id,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
    )
    return tokens.room_url(state, jti)


def record_sent(state: State, letter: Letter) -> bool:
    """Note that the post took a letter; ``False`` if another worker holds it now."""
    now = state.clock.now()
    with state.store.begin() as unit:
        mail = letter.mail
        return unit.mails.record(mail.id, lease=mail.lease or "", state="sent", sent_at=now, last_error=None)


def record_failed(state: State, letter: Letter, error: str, *, final: bool) -> bool:
    """Note that the post refused a letter. It is tried again later, unless that is ``final``."""
    mail, now = letter.mail, state.clock.now()
    said = error[:LONGEST_ERROR]
    with state.store.begin() as unit:
        if final or mail.attempts >= len(SCHEDULE):
            return unit.mails.record(mail.id, lease=mail.lease or "", state="failed", last_error=said)
        again = now + SCHEDULE[mail.attempts]
        return unit.mails.record(mail.id, lease=mail.lease or "", next_at=again, last_error=said)
