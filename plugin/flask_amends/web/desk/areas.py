"""What there is at the desk: the way to each area, for those whose role opens it, with what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from amends_widgets.marking import N_
from flask_amends.ports import StaffMember
from flask_amends.service import (
    approvals,
    enquiries,
    inbox,
    payment_acts,
    price_reading,
    promises,
    withdrawals,
)
from flask_amends.state import State, get_state
from flask_amends.web.desk import second_looks, stock
from flask_amends.web.desk.access import Right, rights

Count = Callable[[State], int]


class Group(StrEnum):
    """Where an area stands in the menu."""

    DAILY = "daily"
    LEARNING = "learning"
    RECORDS = "records"


#: What each group is called, in the order of the menu.
GROUPS = {
    Group.DAILY: N_("Daily work"),
    Group.LEARNING: N_("Learn and prevent"),
    Group.RECORDS: N_("Records and access"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area. ``waiting`` counts what has to be seen to, which is shown beside its name.

    ``within`` begins the endpoints of its other pages, where it has any.
    """

    endpoint: str
    name: str
    right: Right = Right.READ
    waiting: Count | None = None
    group: Group = Group.DAILY
    within: str = ""


#: Every area; in each group those that are seen to most often come first.
AREAS: tuple[Area, ...] = (
    Area(endpoint="desk_inbox", name=N_("Cases"), waiting=inbox.unanswered, within="desk_case"),
    Area(
        endpoint="desk_questions",
        name=N_("Questions"),
        waiting=enquiries.count_waiting,
        within="desk_question",
    ),
    Area(endpoint="desk_tasks", name=N_("Tasks"), waiting=promises.count_late, within="desk_task"),
    Area(
        endpoint="desk_payments",
        name=N_("Orders to confirm"),
        waiting=payment_acts.count_waiting,
        within="desk_payment",
    ),
    Area(
        endpoint="desk_prices",
        name=N_("Held prices"),
        waiting=price_reading.count_waiting,
        within="desk_price",
    ),
    Area(
        endpoint="desk_stock",
        name=N_("Stock and new stock"),
        waiting=stock.count_due,
        within="desk_stock",
    ),
    Area(endpoint="desk_held", name=N_("Held claims")),
    Area(
        endpoint="desk_withdrawals",
        name=N_("Withdrawals"),
        waiting=withdrawals.count_open,
        within="desk_withdrawal",
    ),
    Area(
        endpoint="desk_second_looks",
        name=N_("Second looks"),
        right=Right.REVIEW,
        waiting=second_looks.count_waiting,
    ),
    Area(
        endpoint="desk_approvals",
        name=N_("Approvals"),
        right=Right.MANAGE,
        waiting=approvals.count_waiting,
        within="desk_approval",
    ),
    Area(endpoint="desk_incidents", name=N_("Incidents"), group=Group.LEARNING, within="desk_incident"),
    Area(endpoint="desk_goodwill", name=N_("Goodwill"), group=Group.LEARNING),
    Area(endpoint="desk_reviews", name=N_("Reviews"), group=Group.LEARNING),
    Area(endpoint="desk_reports", name=N_("Reports"), group=Group.LEARNING, within="desk_report"),
    Area(endpoint="desk_delivery", name=N_("Delivery terms"), group=Group.LEARNING, within="desk_delivery_"),
    Area(endpoint="desk_catalogue", name=N_("Catalogue"), group=Group.LEARNING),
    Area(endpoint="desk_readiness", name=N_("Readiness"), group=Group.LEARNING),
    Area(endpoint="desk_promos", name=N_("Promotions"), group=Group.LEARNING, within="desk_promo"),
    Area(endpoint="desk_snippets", name=N_("Snippets"), group=Group.LEARNING, within="desk_snippet"),
    Area(endpoint="desk_notices", name=N_("Notices"), group=Group.LEARNING, within="desk_notice"),
    Area(endpoint="desk_log", name=N_("Audit log"), right=Right.AUDIT, group=Group.RECORDS),
    Area(endpoint="desk_keys", name=N_("Keys"), right=Right.MANAGE, group=Group.RECORDS, within="desk_key_"),
    Area(
        endpoint="desk_reaches",
        name=N_("Calls and mails"),
        right=Right.AUDIT,
        group=Group.RECORDS,
        within="desk_reach",
    ),
    Area(
        endpoint="desk_people",
        name=N_("People"),
        right=Right.AUDIT,
        group=Group.RECORDS,
        within="desk_person",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An area that this person may enter, how much waits in it, and which pages belong to it."""

    endpoint: str
    name: str
    waiting: int
    within: str

    def holds(self, endpoint: str) -> bool:
        """Whether a page is in this area, its own first page aside."""
        return bool(self.within) and endpoint != self.endpoint and endpoint.startswith(self.within)


def open_areas(staff: StaffMember) -> list[tuple[str, list[Open]]]:
    """The areas for one person of the staff, by the names of their groups."""
    state, mine = get_state(), rights(staff)
    found = [
        (name, [_open(state, one) for one in AREAS if one.group is group and one.right in mine])
        for group, name in GROUPS.items()
    ]
    return [(name, areas) for name, areas in found if areas]


def _open(state: State, one: Area) -> Open:
    waiting = one.waiting(state) if one.waiting else 0
    return Open(endpoint=one.endpoint, name=one.name, waiting=waiting, within=one.within)
