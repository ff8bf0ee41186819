"""Mails between the database and the post: taken under a lease with all a letter tells, then recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from flask_amends.service import (
    arbiters,
    case_letters,
    digest,
    enquiry_letters,
    finding,
    incident_sending,
    mail_gate,
    order_confirming,
    payment_letters,
    payment_moves,
    price_watch,
    promise_mails,
    review_letters,
    shorts,
    stock_letters,
    stock_waiting,
    stock_watch,
    withdrawal_letters,
)
from flask_amends.service.letters import Letter
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import MailRow
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
LONGEST_ERROR = 300

#: Who makes the letter of a mail, by the mail's topic; ``None`` means that nobody could use it any more.
TOPICS: Mapping[str, Callable[[UnitOfWork, State, MailRow, datetime], Letter | None]] = {
    "case": case_letters.read,
    digest.TOPIC: digest.read,
    finding.TOPIC: finding.read,
    incident_sending.TOPIC: incident_sending.read,
    order_confirming.TOPIC: order_confirming.read,
    payment_moves.TOPIC: payment_letters.read,
    price_watch.TOPIC: price_watch.read,
    arbiters.TOPIC: arbiters.read,
    "enquiry": enquiry_letters.read,
    "review": review_letters.read,
    "withdrawal": withdrawal_letters.read,
    promise_mails.TOPIC: promise_mails.read,
    shorts.TOPIC: stock_letters.to_buyer,
    stock_waiting.TOPIC: stock_letters.to_waiting,
    stock_waiting.ORDERED: stock_letters.to_waiting,
    stock_watch.TOPIC: stock_letters.to_staff,
}


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
    letter = TOPICS[mail.topic](unit, state, mail, now)
    if letter is None:
        unit.mails.record(mail.id, lease=mail.lease or "", state="cancelled", last_error="of no use any more")
        return None
    return mail_gate.pass_through(unit, state, letter, now)


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
