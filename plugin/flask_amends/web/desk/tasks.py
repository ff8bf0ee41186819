"""Tasks at the desk: everything promised and not yet there, the latest on top, and those that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response

from flask_amends.errors import NotAllowed
from flask_amends.ports import StaffMember
from flask_amends.service import promises
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.web import csrf, reader
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.case_tasks import SETTLE, Line, lines_of
from flask_amends.web.desk.places import read_place, write_place
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to, language
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import link, page

PAGE = 50
SHOWN = ("open", "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the list: a promise, and the case or question it was made in."""

    line: Line
    reference: str
    address: str


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/tasks``: by date, so that what is late stands on top."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    after, now = read_place(request.args.get("after", "")), state.clock.now()
    with state.store.read() as unit:
        found = unit.promises.page(is_open=show == "open", after=after, limit=PAGE + 1)
        late, waiting = unit.promises.count_open(before=now), unit.promises.count_open()
    listed = _listed(state, found[:PAGE])
    more = None
    if len(found) > PAGE:
        last = found[PAGE - 1]
        more = link("desk_tasks", show=show, after=write_place(last.due_at, last.id))
    may = Right.ACT in rights(staff)
    return page(
        "amends/desk/tasks.html",
        place=("desk_tasks", {"show": show}),
        staff=staff,
        tell=Telling(language(), reader.zone()),
        show=show,
        listed=listed,
        more=more,
        late=late,
        waiting=waiting,
        may=may,
        token=csrf.issue(state, SETTLE, bound=bound_to(staff, SETTLE)) if may else "",
        did=request.args.get("did") == "1",
    )


def settle(state: State, staff: StaffMember, promise_id: str) -> Response:
    """``POST /desk/tasks/<id>``: it is done, or (``do`` is ``broken``) it was not kept."""
    if Right.ACT not in rights(staff):
        raise NotAllowed("This role reads only.")
    try:
        csrf.form_of(state, SETTLE, bound=bound_to(staff, SETTLE))
    except BadToken:
        return redirect(link("desk_tasks"), 303)
    row = promises.settle(state, promise_id, by=staff, done=request.form.get("do") != "broken")
    if request.form.get("then") == "case" and row.case_id is not None:
        return redirect(link("desk_case", case_id=row.case_id, task="1", _anchor="tasks"), 303)
    return redirect(link("desk_tasks", did="1"), 303)


def _listed(state: State, rows: Sequence[PromiseRow]) -> list[Listed]:
    lines = {line.row.id: line for line in lines_of(state, rows, state.clock.now())}
    found = []
    with state.store.read() as unit:
        for row in rows:
            case = unit.cases.get(row.case_id) if row.case_id else None
            enquiry = unit.enquiries.get(row.enquiry_id) if row.enquiry_id else None
            address = (
                link("desk_case", case_id=row.case_id, _anchor="tasks")
                if row.case_id
                else link("desk_question", enquiry_id=row.enquiry_id)
            )
            thing = case or enquiry
            reference = thing.reference_number if thing is not None else ""
            found.append(Listed(line=lines[row.id], reference=reference, address=address))
    return found


ROUTES = (
    Route("/desk/tasks", "desk_tasks", "GET", listing),
    Route("/desk/tasks/<promise_id>", "desk_task", "POST", settle, Right.ACT),
)
