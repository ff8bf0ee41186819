"""Every request of the desk, before its view: who asks, whether they may, about what, and the log of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from werkzeug.wrappers import Response

from flask_amends.errors import NotAllowed, NotFound
from flask_amends.ports import DeskObject, StaffMember
from flask_amends.service.audit import Kind
from flask_amends.state import State, get_state
from flask_amends.web import audit
from flask_amends.web.desk import staff_language
from flask_amends.web.desk.access import admit_to, known_staff, require
from flask_amends.web.desk.route import Log, Route

#: Which part of an address names which kind of thing.
KINDS = {
    "case_id": "case",
    "enquiry_id": "question",
    "withdrawal_id": "withdrawal",
    "person_id": "person",
    "payment_id": "payment",
}


def for_staff(route: Route) -> Callable[..., Response]:
    """The view for whoever the shop says is making this request."""

    @wraps(route.view)
    def guarded(**arguments: Any) -> Response:
        state = get_state()
        staff = known_staff(state)
        _admit(state, staff, route, arguments)
        kind = kind_of(route)
        if kind is None:
            return staff_language.keep(state, route.view(state, staff, **arguments))
        note = audit.note(state, kind, audit.staff_who(staff))
        answer = audit.watched(state, note, lambda: route.view(state, staff, **arguments))
        return staff_language.keep(state, answer)

    return guarded


def kind_of(route: Route) -> Kind | None:
    """How the log calls a request of this route; ``None`` if it says nothing about it."""
    if route.log is Log.NOTHING:
        return None
    if route.log is Log.METHOD:
        return Kind.READ if route.method == "GET" else Kind.ACT
    return Kind(route.log.value)


def _admit(state: State, staff: StaffMember, route: Route, arguments: Mapping[str, Any]) -> None:
    """Ask for the right, and about the thing. A refusal to somebody we know is written down."""
    try:
        require(staff, route.right)
        if state.handlers.staff_may is not None:
            for name, kind in KINDS.items():
                if name in arguments:
                    admit_to(state, staff, _thing(state, kind, str(arguments[name])))
    except (NotAllowed, NotFound) as error:
        found = audit.note(state, kind_of(route) or Kind.READ, audit.staff_who(staff))
        audit.refused(state, found, 403 if isinstance(error, NotAllowed) else 404)
        raise


def admit_case(state: State, staff: StaffMember, case_id: str) -> None:
    """Ask about a case that a form names. Raises :class:`NotAllowed` or :class:`NotFound` (security 39)."""
    if state.handlers.staff_may is not None:
        admit_to(state, staff, _thing(state, "case", case_id))


def may_see(state: State, staff: StaffMember, thing: DeskObject) -> bool:
    """Whether a thing may stand in a list that this person reads."""
    if state.handlers.staff_may is None:
        return True
    try:
        admit_to(state, staff, thing)
    except (NotAllowed, NotFound):
        return False
    return True


def _thing(state: State, kind: str, key: str) -> DeskObject:
    if kind != "case":
        return DeskObject(kind=kind, id=key)
    with state.store.read() as unit:
        row = unit.cases.get(key)
    if row is None:
        raise NotFound("case", key)
    dispute = row.dispute
    return DeskObject(kind=kind, id=key, order_number=dispute.order_number, marketplace=dispute.marketplace)
