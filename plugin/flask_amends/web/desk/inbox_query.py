"""What the inbox is asked for by its address: only what is on a list, everything else is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from flask_amends.disputes.vocabulary import Actor, Reason, Status
from flask_amends.ports import StaffMember
from flask_amends.service import inbox
from flask_amends.service.desking import tag_of
from flask_amends.state import State
from flask_amends.storage.desk_records import (
    LONGEST_TAG,
    SEVERE,
    InboxLine,
    Place,
    Priority,
    Severity,
    Sought,
)
from flask_amends.storage.folding import asked
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.pages import link
from flask_amends.web.text import clean, has_surrogates

LONGEST_SEARCH = 100
LONGEST_ID = 200
MOST_TERMS = 6
#: Stands for nobody where somebody could be chosen.
NOBODY = "-"
TURNS = (Actor.SHOP, Actor.SHOPPER, Actor.ARBITER, Actor.MARKETPLACE, Actor.CARRIER)
OPEN = tuple(status for status in Status if status is not Status.CLOSED)
VIEWS = ("mine", "unassigned", "today", "overdue", "unanswered", "severe")

#: Each parameter that can only have one of a few values.
LISTED: Mapping[str, frozenset[str]] = {
    "show": frozenset({"open", "closed"}),
    "view": frozenset(VIEWS),
    "turn": frozenset(TURNS),
    "status": frozenset(OPEN),
    "reason": frozenset(Reason),
    "priority": frozenset(Priority),
    "severity": frozenset(Severity),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the inbox is asked for; empty means everything. Names are those of the address."""

    show: str = "open"
    view: str = ""
    turn: str = ""
    status: str = ""
    reason: str = ""
    priority: str = ""
    severity: str = ""
    marketplace: str = ""
    assignee: str = ""
    tag: str = ""
    q: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Query:
        """The query of an address, or of a form that carries one."""
        values = {name: sent.get(name, "") for name in LISTED}
        known = {name: value for name, value in values.items() if value in LISTED[name]}
        return cls(
            **known,
            marketplace=_text(sent.get("marketplace", ""), 100),
            assignee=_text(sent.get("assignee", ""), LONGEST_ID),
            tag=tag_of(_text(sent.get("tag", ""), LONGEST_TAG)),
            q=_text(sent.get("q", ""), LONGEST_SEARCH),
        )

    @property
    def is_open(self) -> bool:
        return self.show == "open"

    @property
    def is_narrow(self) -> bool:
        """Whether anything but open or closed was asked for."""
        return replace(self, show="open") != Query()

    @property
    def filters(self) -> int:
        """How many of the filters that are folded away are set."""
        folded = ("turn", "status", "reason", "priority", "severity", "marketplace", "assignee", "tag")
        return sum(bool(getattr(self, name)) for name in folded)

    @property
    def asked(self) -> dict[str, str]:
        """The parameters of this query's address."""
        default = Query()
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(default, name)}

    def address(self, **more: Any) -> str:
        """The inbox with this query."""
        return link("desk_inbox", **self.asked, **more)

    def changed(self, **changes: str) -> str:
        """The inbox with some of this changed; the page is the first one again."""
        return replace(self, **changes).address()

    def only(self, **wanted: str) -> str:
        """The inbox with this and nothing else asked for."""
        return Query(**wanted).address()

    def sought(self, state: State, staff: StaffMember) -> Sought:
        """What is looked for in the name of somebody of the staff."""
        now = state.clock.now()
        sought = Sought(
            is_open=self.is_open,
            statuses=_one(self.status) if self.is_open else (),
            awaiting=_one(self.turn) if self.is_open else (),
            reason=self.reason or None,
            marketplace=self.marketplace or None,
            assignee="" if self.assignee == NOBODY else self.assignee or None,
            priority=self.priority or None,
            severity=_one(self.severity),
            tag=self.tag or None,
            terms=asked(self.q)[:MOST_TERMS],
        )
        match self.view:
            case "mine":
                return replace(sought, assignee=staff.id)
            case "unassigned":
                return replace(sought, assignee="")
            case "today":
                return replace(sought, due_before=inbox.end_of_day(state, now), awaiting=(Actor.SHOP.value,))
            case "overdue":
                return replace(sought, due_before=now)
            case "unanswered":
                return replace(sought, is_unanswered=True)
            case "severe":
                return replace(sought, severity=tuple(one.value for one in SEVERE))
        return sought


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _text(value: str, longest: int) -> str:
    return "" if has_surrogates(value) else clean(value)[:longest]


def place_of(sent: Mapping[str, str]) -> Place | None:
    """The place from which a page is asked for; without one it is the first."""
    for name in ("before", "after"):
        if (found := read_place(sent.get(name, ""))) is not None:
            return Place(at=found[0], case_id=found[1], backwards=name == "before")
    return None


def at(line: InboxLine) -> str:
    """The place of a line, as text for an address."""
    return write_place(line.due_at or line.closed_at or line.opened_at, line.id)
