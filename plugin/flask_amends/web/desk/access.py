"""Who may see the desk and what their roles allow; the shop's ``staff_check`` is asked on every request.

Without a hook, or when the hook knows nobody, the desk does not exist (404). When the hook fails, nobody gets
in (403). Staff that are known but lack the right get a page that says so (403). Where the shop has a
``staff_may``, it is asked about each single case, question and withdrawal as well (security 39).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import StrEnum

from amends_widgets.marking import N_
from flask_amends.disputes.vocabulary import Actor, RouteName
from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import DeskObject, StaffMember
from flask_amends.state import State
from flask_amends.storage.records import CaseView

log = logging.getLogger("flask_amends")


class Right(StrEnum):
    """What somebody may do at the desk."""

    READ = "read"
    ACT = "act"
    #: The second look at a case (second seat, never one's own case).
    REVIEW = "review"
    #: What is decided for many cases at once: budgets, incidents, snippets, approvals, erasure, keys.
    MANAGE = "manage"
    #: The log of who read and did what, and the export of everything.
    AUDIT = "audit"


#: What each role may do. Someone without any role is an agent; roles that are not ours give only reading.
RIGHTS: Mapping[str, frozenset[Right]] = {
    "agent": frozenset({Right.READ, Right.ACT}),
    "lead": frozenset(Right),
    "reviewer": frozenset({Right.READ, Right.REVIEW}),
    "auditor": frozenset({Right.READ, Right.AUDIT}),
}

LACKING = N_("You can read this case, but your role does not include this.")
HANDLED = N_(
    "You have handled this case, so you cannot take the second look at it. Ask a colleague who has not: "
    "the shopper was promised somebody who did not handle the case."
)
SAT = N_("You take the second look at this case, so you cannot act for the shop in it until it is decided.")


def staff_of_request(state: State, right: Right = Right.READ) -> StaffMember:
    """Who of the staff asks.

    Raises :class:`NotFound`, or :class:`NotAllowed` if the hook fails or this person lacks the right.
    """
    staff = known_staff(state)
    require(staff, right)
    return staff


def known_staff(state: State) -> StaffMember:
    """Who of the staff asks. Raises :class:`NotFound`, or :class:`NotAllowed` if the hook fails."""
    if state.staff_check is None:
        raise NotFound("page", "desk")
    try:
        staff = state.staff_check()
    except Exception as error:  # the shop's own code: whatever it raises, nobody gets in
        log.exception("staff_check failed; the desk stays closed.")
        raise NotAllowed("staff_check failed") from error
    if staff is None:
        raise NotFound("page", "desk")
    return staff


def require(staff: StaffMember, right: Right) -> None:
    """Raise :class:`NotAllowed` if the roles of this person do not include the right."""
    if right not in rights(staff):
        raise NotAllowed(f"The role of this person does not include the right to {right.value}.")


def admit_to(state: State, staff: StaffMember, thing: DeskObject) -> None:
    """Ask the shop whether this person may see this very thing.

    Raises :class:`NotFound` for one they may not see, as if it were not there, and :class:`NotAllowed` if the
    hook fails.
    """
    may = state.handlers.staff_may
    if may is None:
        return
    try:
        allowed = may(staff, thing)
    except Exception as error:  # the shop's own code, as above
        log.exception("staff_may failed; %s stays closed.", thing.kind)
        raise NotAllowed("staff_may failed") from error
    if allowed is not True:
        raise NotFound(thing.kind, thing.id)


def rights(staff: StaffMember) -> frozenset[Right]:
    """What this person may do, by all of their roles."""
    if not staff.roles:
        return RIGHTS["agent"]
    return frozenset({Right.READ}).union(*(RIGHTS.get(role, frozenset()) for role in staff.roles))


def persons_of(staff: StaffMember, view: CaseView) -> frozenset[str]:
    """The rows of this person among those who took part in the case."""
    return frozenset(
        person.id
        for person in view.persons.values()
        if person.kind == "staff" and person.external_id == staff.id
    )


def acted_as(staff: StaffMember, view: CaseView, actor: Actor) -> bool:
    """Whether this person acted for that side of the case before."""
    theirs = persons_of(staff, view)
    return any(entry.event.actor is actor and entry.actor_id in theirs for entry in view.entries)


def in_second_look(view: CaseView) -> bool:
    """Whether the case waits for a colleague. What a marketplace was asked to decide, nobody here decides."""
    return view.dispute.route is RouteName.SECOND_LOOK and view.dispute.assignment_id is not None


def hindrance(staff: StaffMember, view: CaseView, seat: Actor) -> str | None:
    """Why this person may not take that seat in this case, as a msgid; ``None`` if they may."""
    if seat is Actor.ARBITER:
        return HANDLED if acted_as(staff, view, Actor.SHOP) else None
    judging = in_second_look(view) and acted_as(staff, view, Actor.ARBITER)
    return SAT if judging else None
