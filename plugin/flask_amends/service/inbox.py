"""The inbox as staff see it: one page of cases, how many stand in each view, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_amends.ports import StaffMember
from flask_amends.service.desking import MOST_OFFERED
from flask_amends.state import State
from flask_amends.storage.desk_records import InboxLine, Place, Queues, Sought

LONGEST_PAGE = 100
#: Beyond this many, a number is not counted further.
COUNTED = 100
MOST_COUNTED = 1000
MOST_NEWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the inbox can be narrowed to: the staff by their id at the shop, tags and marketplaces in use."""

    staff: Mapping[str, str]
    tags: Sequence[str]
    marketplaces: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page, with everything around it, of one moment.

    ``is_first`` and ``is_last`` say whether there is nothing before or behind it. ``elsewhere`` is how many
    cases are found among the closed ones (among the open ones, when the closed ones are shown), at most
    :data:`COUNTED`; it is counted only for a search. ``mark`` is when any case changed last.
    """

    lines: Sequence[InboxLine]
    is_first: bool
    is_last: bool
    by_status: Mapping[str, int]
    queues: Queues
    elsewhere: int
    choices: Choices
    mark: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed since a moment: of how many cases (at most :data:`MOST_NEWS`), and what waits now."""

    changed: int
    mark: datetime | None
    queues: Queues


def look(
    state: State,
    sought: Sought,
    *,
    place: Place | None,
    size: int,
    elsewhere: Sought | None,
    staff: StaffMember,
) -> Inbox:
    """A page of the inbox. One line more than shown is read, to know whether there is another page."""
    size = min(size, LONGEST_PAGE)
    with state.store.read() as unit:
        found = unit.inbox.page(sought, place=place, limit=size + 1)
        backwards = place is not None and place.backwards
        is_full = len(found) > size
        lines = found[-size:] if backwards else found[:size]
        return Inbox(
            lines=lines,
            is_first=not is_full if backwards else place is None,
            is_last=not backwards and not is_full,
            by_status=unit.inbox.by_status(),
            queues=unit.inbox.queues(
                assignee=staff.id, now=state.clock.now(), end_of_day=end_of_day(state, state.clock.now())
            ),
            elsewhere=unit.inbox.count(elsewhere, limit=COUNTED) if elsewhere is not None else 0,
            choices=Choices(
                staff=unit.desk.staff(MOST_OFFERED),
                tags=unit.desk.tags(MOST_OFFERED),
                marketplaces=unit.inbox.marketplaces(),
            ),
            mark=unit.inbox.changed_at(),
        )


def news(state: State, since: datetime | None, staff: StaffMember) -> News:
    """What changed since ``since``; nothing did, where there was nothing."""
    now = state.clock.now()
    with state.store.read() as unit:
        beginning = since or datetime.min.replace(tzinfo=now.tzinfo)
        return News(
            changed=unit.inbox.changed_since(beginning, limit=MOST_NEWS),
            mark=unit.inbox.changed_at(),
            queues=unit.inbox.queues(assignee=staff.id, now=now, end_of_day=end_of_day(state, now)),
        )


def first(state: State, sought: Sought, size: int) -> tuple[Sequence[InboxLine], int]:
    """The most urgent cases of a kind, and how many there are (counted up to :data:`MOST_COUNTED`)."""
    with state.store.read() as unit:
        lines = unit.inbox.page(sought, place=None, limit=min(size, LONGEST_PAGE))
        return lines, unit.inbox.count(sought, limit=MOST_COUNTED)


def unanswered(state: State) -> int:
    """How many open cases have a message that waits for an answer: the queue that must reach zero (T7)."""
    with state.store.read() as unit:
        return unit.inbox.count(Sought(is_unanswered=True), limit=MOST_COUNTED)


def end_of_day(state: State, now: datetime) -> datetime:
    """The last moment of the shop's day."""
    zone = ZoneInfo(state.settings.time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(now.tzinfo) - timedelta(microseconds=1)
