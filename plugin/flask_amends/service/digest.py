"""The daily digest: one mail each working morning that tells the staff what waits (T7, T8).

It names nobody and repeats nothing that was written: how much waits, and where to look. Each day has its rows
in the outbox of mails, so however many workers there are, and wherever one of them dies, each address gets it
once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import daily_look
from flask_amends.service.inbox import end_of_day
from flask_amends.service.letters import STAFF, Letter, post
from flask_amends.state import State
from flask_amends.storage.desk_records import SEVERE, InboxLine, Sought
from flask_amends.storage.records import MailRow
from flask_amends.storage.store import UnitOfWork

TOPIC = "digest"
FOLDER = "amends/mail/digest"
#: How many cases it lists one by one, and how far it counts.
LISTED = 10
COUNTED = 1000


def due_day(state: State) -> date | None:
    """The day whose digest is to be out by now; ``None`` if there is none (yet) today."""
    desk = state.settings.desk
    if not desk.digest_to or not state.can_mail:
        return None
    local = _today(state, state.clock.now())
    if local.hour < desk.digest_hour or not desk.is_digest_day(local.date(), state.settings.contact.hours):
        return None
    return local.date()


def plan(state: State, day: date) -> int:
    """Ask for the digest of a day, once for each address; returns for how many."""
    to = state.settings.desk.digest_to
    with state.store.read() as unit:
        if len(unit.mails.of(day.isoformat(), TOPIC)) >= len(to):
            return 0
    found = daily_look.findings(state)
    with state.store.begin() as unit:
        unit.looks.settle(found, at=state.clock.now())
        unit.mails.add(
            post(state, day.isoformat(), TOPIC, topic=TOPIC, recipient=STAFF, sequence=number)
            for number in range(len(to))
        )
    return len(to)


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter as things stand when it is sent; ``None`` if nothing waits, or its day is over."""
    to = state.settings.desk.digest_to
    if mail.event_sequence >= len(to) or mail.topic_id != _today(state, now).date().isoformat():
        return None
    facts = _facts(unit, state, now)
    if not any((*facts["counts"].values(), facts["promises"], facts["lines"], facts["again"])):
        return None
    return Letter(
        mail=mail,
        to=to[mail.event_sequence],
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        facts=facts,
    )


def _today(state: State, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(state.settings.time_zone))


def _facts(unit: UnitOfWork, state: State, now: datetime) -> dict[str, Any]:
    """What waits: counts by view, promises, and the cases whose time runs out for the shop today."""
    tonight = end_of_day(state, now)
    today_at = _today(state, now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Sought(due_before=tonight, awaiting=(Actor.SHOP.value,))
    views = {
        "overdue": Sought(due_before=now),
        "today": today,
        "unanswered": Sought(is_unanswered=True),
        "severe": Sought(severity=tuple(one.value for one in SEVERE)),
        "unassigned": Sought(assignee=""),
    }
    return {
        "counts": {name: unit.inbox.count(one, limit=COUNTED) for name, one in views.items()},
        "promises": unit.promises.count_open(before=tonight),
        "lines": [_line(state, one) for one in unit.inbox.page(today, place=None, limit=LISTED)],
        "again": [
            (area, number, _desk(state, area)) for area, number in sorted(unit.looks.since(today_at).items())
        ],
        "link": _desk(state, ""),
        "views": {
            "promises": _desk(state, "tasks"),
            **{name: _desk(state, f"?view={name}") for name in views},
        },
    }


def _line(state: State, case: InboxLine) -> dict[str, Any]:
    link = _desk(state, f"cases/{case.id}")
    return {"reference": case.reference_number, "due_at": case.due_at, "link": link}


def _desk(state: State, path: str) -> str | None:
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/desk/{path}" if base else None
