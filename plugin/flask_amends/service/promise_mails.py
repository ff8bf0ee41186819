"""Letters to staff about promises: near, lapsed, declined by the shopper; and the sweep that sends them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_amends.errors import AmendsError
from flask_amends.service.letters import STAFF, Letter, post
from flask_amends.service.promise_book import PromiseKind
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.storage.store import UnitOfWork

TOPIC, FOLDER = "promise", "amends/mail/promise"
#: How often somebody is reminded of a public post that they watch for (P17).
WATCH_EVERY = timedelta(days=1)

log = logging.getLogger("flask_amends")


def sweep_due(state: State, limit: int = 100) -> int:
    """Remind of what is near and tell of what has lapsed; returns of how many.

    Each is one transaction, so a mail is written once however many workers there are. One that fails is
    logged and keeps none of the others waiting.
    """
    with state.store.read() as unit:
        due = unit.promises.due(state.clock.now(), limit)
    return sum(_sweep_safely(state, promise_id) for promise_id in due)


def escalate(unit: UnitOfWork, state: State, row: PromiseRow, kind: str) -> None:
    """Put a letter to staff into the post; the same one is never written twice."""
    if not state.can_mail:
        return
    unit.mails.add([post(state, row.id, kind, topic=TOPIC, recipient=STAFF, sequence=row.reminders)])
    unit.after_commit(state.wake)


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` once there is nothing to do about it any more."""
    del now
    row = unit.promises.get(mail.topic_id)
    to = _address(state, mail.kind)
    if row is None or to is None or row.settled_at is not None:
        return None
    owner = unit.persons.get(row.owner) if row.owner else None
    return Letter(
        mail=mail,
        to=to,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        facts={
            "promise": row.kind,
            "due_at": row.due_at,
            "owner": owner.name if owner is not None else None,
            "reference": _reference(unit, row),
            "link": _link(state, row),
        },
    )


def _address(state: State, kind: str) -> str | None:
    """A reminder goes to staff; what went wrong, to whoever looks after it."""
    replies = state.settings.replies
    return (
        state.settings.staff_email
        if kind == "near"
        else replies.escalation_email or state.settings.staff_email
    )


def _reference(unit: UnitOfWork, row: PromiseRow) -> str:
    if row.case_id is not None:
        case = unit.cases.get(row.case_id)
        return case.reference_number if case is not None else ""
    enquiry = unit.enquiries.get(row.enquiry_id) if row.enquiry_id else None
    return enquiry.reference_number if enquiry is not None else ""


def _link(state: State, row: PromiseRow) -> str | None:
    base = state.settings.base_url
    place = f"cases/{row.case_id}" if row.case_id else f"questions/{row.enquiry_id}"
    return f"{base}{state.settings.url_prefix}/desk/{place}" if base else None


def _sweep_safely(state: State, promise_id: str) -> bool:
    now = state.clock.now()
    try:
        with state.store.begin() as unit:
            row = unit.promises.get(promise_id, lock=True)
            if row is None or row.next_at is None or row.next_at > now:
                return False
            _sweep(unit, state, row, now)
    except AmendsError:
        log.exception("Promise %s could not be swept.", promise_id)
        return False
    return True


def _sweep(unit: UnitOfWork, state: State, row: PromiseRow, now: datetime) -> None:
    if row.settled_at is not None or now >= row.due_at:
        if row.settled_at is None:
            escalate(unit, state, row, "lapsed")
        unit.promises.change(row.id, next_at=None, reminders=row.reminders + 1)
        return
    escalate(unit, state, row, "near")
    again = now + WATCH_EVERY if row.kind == PromiseKind.PUBLIC_ANSWER else row.due_at
    unit.promises.change(row.id, next_at=min(again, row.due_at), reminders=row.reminders + 1)
