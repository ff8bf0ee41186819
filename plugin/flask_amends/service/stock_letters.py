"""Letters about stock: to those who wait, to buyers of what is not there, and to staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_amends.service import short_answers, shorts, stock, stock_dates, stock_waiting, stock_watch
from flask_amends.service.letters import Letter, new_link
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.records import MailRow
from flask_amends.storage.stock_records import StockRow
from flask_amends.storage.store import UnitOfWork

FOLDER = "amends/mail/stock"
WAIT_LINK_LIFE = timedelta(days=365)
#: How many items a letter to staff names.
NAMED = 10


def to_waiting(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter to somebody who waits; ``None`` once they have left, or what it would say is not true.

    Nor is it sent where newer news are on their way: whoever waits hears how it stands, and once.
    """
    wait = unit.stock_waits.get(mail.topic_id)
    row = unit.stock.get(wait.sku) if wait is not None else None
    person = unit.persons.get(wait.person_id) if wait is not None else None
    if wait is None or row is None or person is None or person.email is None:
        return None
    if mail.event_sequence < wait.heard:
        return None
    says = stock.said(state, row.fact, now)
    is_over = mail.kind in stock_waiting.OVER
    if stock.over_for(says) != (mail.kind if is_over else None):
        # It went again, or is sold again, before anybody could tell them: they keep their place.
        if is_over and not unit.stock_waits.has(wait.sku, wait.address):
            unit.stock_waits.change([wait.id], state="waiting", told_at=None)
        return None
    ordered = unit.stock_letters.get(wait.letter_id) if wait.letter_id is not None else None
    if ordered is not None:
        link = new_link(unit, state, mail, Purpose.ROOM, now=now, case_id=ordered.case_id)
    else:
        expires = now + WAIT_LINK_LIFE
        link = new_link(unit, state, mail, Purpose.WAIT, now=now, about=wait.id, expires_at=expires)
    return Letter(
        mail=mail,
        to=person.email,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        facts={
            "item": row.name,
            "address": _page_of(state, row),
            "says": says,
            "link": link,
            "is_ordered": ordered is not None,
        },
    )


def _page_of(state: State, row: StockRow) -> str | None:
    """The whole address of an item's page, where there is one that a letter can lead to."""
    if row.url is None or not shorts.is_address(row.url):
        return None
    return f"{state.settings.base_url or ''}{row.url}" if row.url.startswith("/") else row.url


def to_buyer(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The official letter (A4); ``None`` once it was answered, or its words were erased."""
    letter = unit.stock_letters.get(mail.topic_id)
    person = unit.persons.get(letter.person_id) if letter is not None and letter.person_id else None
    if letter is None or letter.state not in shorts.SENT or letter.words is None:
        return None
    if person is None or person.email is None:
        return None
    writer = unit.persons.get(letter.sent_by) if letter.sent_by else None
    return Letter(
        mail=mail,
        to=person.email,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder="amends/mail/short",
        reply_to=state.settings.contact.complaints.email or state.settings.staff_email,
        facts={
            "letter": letter,
            "ways": short_answers.ways_of(letter, unit.stock.get(letter.sku), state),
            "writer": (writer.name if writer is not None else None) or "",
            "link": new_link(unit, state, mail, Purpose.SHORT, now=now, about=letter.id),
            "order_number": letter.order_number,
        },
    )


def to_staff(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """What asks for somebody; ``None`` where it was seen to meanwhile."""
    if state.settings.staff_email is None:
        return None
    rows: Sequence[StockRow]
    owed = unit.stock_letters.get(mail.topic_id) if mail.kind == shorts.OWED_MAIL else None
    if mail.kind == shorts.OWED_MAIL:
        rows, count = (), int(owed is not None and owed.state in shorts.OWED)
    elif mail.kind == stock_watch.STALE:
        rows, count = unit.stock.stale(now, limit=NAMED), unit.stock.count_stale(now)
    else:
        on = stock.today(state, now)
        due = stock_dates.due_of(unit.stock.with_day(by=on + stock_dates.SOON), on)
        rows, count = due[:NAMED], len(due)
    if not count:
        return None
    base = state.settings.base_url
    page = f"/letters/{owed.id}" if owed is not None else ""
    return Letter(
        mail=mail,
        to=state.settings.staff_email,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        facts={
            "rows": rows,
            "count": count,
            "item": owed.title if owed is not None else "",
            "is_ordered": False,
            "due_at": owed.due_at if owed is not None else None,
            "link": None if base is None else f"{base}{state.settings.url_prefix}/desk/stock{page}",
        },
    )
