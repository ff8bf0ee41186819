"""The day on which a parcel comes: chosen by the shopper, among those on which the shop can deliver (H7)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_amends.disputes import commands as c
from flask_amends.disputes.conditions import Refusal, no
from flask_amends.disputes.vocabulary import Actor, RefusalCode
from flask_amends.state import State
from flask_amends.storage.records import CaseRow

_DAY = timedelta(days=1)


def earliest(state: State, now: datetime) -> date:
    """The first day that can be chosen: the shop needs ``AMENDS_PARCEL_LEAD_DAYS`` working days before it."""
    hours = state.settings.contact.hours
    day = hours.received_on(now)
    for _ in range(state.settings.money.parcel_lead_days):
        day = _working_day_after(state, day)
    return day


def first_moment(state: State, now: datetime) -> datetime:
    """Noon of that day, in the shop's zone: for a page that names the day."""
    return _moment(earliest(state, now), ZoneInfo(state.settings.time_zone))


def first_after(state: State, day: date, now: datetime, *, zone: str | None = None) -> datetime:
    """Noon, in the buyer's zone, of the first day on which goods that reach the shop on ``day`` can come."""
    first = max(earliest(state, now), _working_day_after(state, day))
    return _moment(first, ZoneInfo(zone or state.settings.time_zone))


def _working_day_after(state: State, day: date) -> date:
    day += _DAY
    while not state.settings.contact.hours.is_working_day(day):
        day += _DAY
    return day


def refusal(state: State, row: CaseRow, command: c.Command, now: datetime) -> Refusal | None:
    """Why nothing can be delivered on the day that the shopper chose."""
    if not isinstance(command, c.AcceptOffer) or command.deliver_on is None:
        return None
    if command.actor is not Actor.SHOPPER:
        return None
    zone = ZoneInfo(row.time_zone or state.settings.time_zone)
    day = command.deliver_on.astimezone(zone).date()
    first = earliest(state, now)
    if first <= day and state.settings.contact.hours.is_working_day(day):
        return None
    return no(RefusalCode.NO_DELIVERY_DAY, "deliver_on", earliest=_moment(first, zone))


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone)
