"""What there is at the desk: the way to each area, for those whose role opens it, with what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from amends_widgets.marking import N_
from flask_amends.ports import StaffMember
from flask_amends.service import enquiries
from flask_amends.state import State, get_state
from flask_amends.web.desk.access import Right, rights

Count = Callable[[State], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area. ``waiting`` counts what has to be seen to, which is shown beside its name."""

    endpoint: str
    name: str
    right: Right = Right.READ
    waiting: Count | None = None


#: Every area, the daily ones first.
AREAS: tuple[Area, ...] = (
    Area(endpoint="desk_inbox", name=N_("Cases")),
    Area(endpoint="desk_questions", name=N_("Questions"), waiting=enquiries.count_waiting),
    Area(endpoint="desk_held", name=N_("Held claims")),
    Area(endpoint="desk_withdrawals", name=N_("Withdrawals")),
    Area(endpoint="desk_reviews", name=N_("Reviews")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An area that this person may enter, and how much waits in it."""

    endpoint: str
    name: str
    waiting: int


def open_areas(staff: StaffMember) -> list[Open]:
    """The areas for one person of the staff."""
    state, mine = get_state(), rights(staff)
    return [
        Open(endpoint=one.endpoint, name=one.name, waiting=one.waiting(state) if one.waiting else 0)
        for one in AREAS
        if one.right in mine
    ]
