"""The passing of time in questions to the shop: what is held comes in, staff are reminded, then alarmed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_amends.errors import AmendsError
from flask_amends.service.enquiry_acts import let_in
from flask_amends.service.enquiry_states import By, Deed, EnquiryState
from flask_amends.service.enquiry_writing import STAFF, EnquiryMail, Entry, load, mails
from flask_amends.state import State
from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.storage.store import UnitOfWork

#: An answer that is missed is told again each working day, this long; the desk shows it to the end (T7).
ALARM_FOR = timedelta(days=14)

log = logging.getLogger("flask_amends")


def sweep_due(state: State, limit: int = 100) -> int:
    """Do what is due in at most ``limit`` enquiries; returns in how many something was.

    One that fails is logged and does not keep the others waiting.
    """
    with state.store.read() as unit:
        due = unit.enquiries.due(state.clock.now(), limit)
    return sum(_sweep_safely(state, enquiry_id) for enquiry_id in due)


def _sweep_safely(state: State, enquiry_id: str) -> bool:
    now = state.clock.now()
    try:
        with state.store.begin() as unit:
            row = load(unit, enquiry_id)
            if row.sweep_at is None or row.sweep_at > now:
                return False
            _sweep(unit, state, row, now)
    except AmendsError:
        log.exception("Enquiry %s could not be swept.", enquiry_id)
        return False
    return True


def _sweep(unit: UnitOfWork, state: State, row: EnquiryRow, now: datetime) -> None:
    if row.state == EnquiryState.HELD:
        let_in(unit, state, row, Entry(deed=Deed.RELEASE, by=By.SYSTEM), now=now)
    elif row.state != EnquiryState.OPEN or row.answer_by is None:
        unit.enquiries.change(row.id, sweep_at=None)
    elif now < row.answer_by:
        mails(unit, state, row, [(EnquiryMail.NEAR, STAFF)], number=row.written)
        unit.enquiries.change(row.id, sweep_at=row.answer_by)
    else:
        again = state.settings.contact.hours.next_opening(now)
        # One alarm a day: no entry goes with it, so the day itself tells one from the next.
        mails(unit, state, row, [(EnquiryMail.MISSED, STAFF)], number=-now.toordinal())
        unit.enquiries.change(row.id, sweep_at=again if again < row.answer_by + ALARM_FOR else None)
